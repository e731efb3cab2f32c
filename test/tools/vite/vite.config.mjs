export default {
  build: { outDir: "dist", modulePreload: false, rollupOptions: { output: { entryFileNames: "main.js" } } },
}
