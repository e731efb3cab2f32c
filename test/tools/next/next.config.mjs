export default { output: "export", experimental: { cpus: 1 } }
