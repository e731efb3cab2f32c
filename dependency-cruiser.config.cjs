/**
 * The house rules, checked: which room may import which. See docs/architecture.md.
 * Rooms are the folders of src, with the file of the same name; an arrow that is not listed is not allowed.
 */
const arrows = {
  domain: [],
  policy: [],
  error: ["domain"],
  cache: ["domain"],
  transport: ["error", "policy", "domain"],
  endpoint: ["transport", "error", "domain"],
  token: ["endpoint/dcr", "cache", "transport", "policy", "error", "domain"],
  flow: ["endpoint", "token", "cache", "policy", "transport", "error", "domain"],
  node: ["cache", "domain"],
  verifier: ["cache", "domain"],
  redis: ["verifier", "flow", "cache", "transport", "policy", "domain"],
  promise: [
    "AdobePass",
    "redis",
    "verifier",
    "flow",
    "endpoint",
    "node",
    "cache",
    "policy",
    "transport",
    "error",
    "domain",
  ],
  messages: ["promise"],
  elements: ["messages", "promise"],
  react: ["promise"],
  effect4: ["promise"],
  sandbox: ["domain"],
}

const room = (name) => `^src/${name}(/|\\.ts$)`
const inside = Object.entries(arrows).map(([name, targets]) => ({
  name: `${name}-stands-on-${targets.length === 0 ? "nothing" : targets.join("-").replaceAll("/", "-")}`,
  severity: "error",
  from: { path: room(name) },
  to: { path: "^src/", pathNot: [name, ...targets].map(room) },
}))

/** The wings of the sandbox, in the order in which a request walks down. */
const service = ["service/bodies", "service/rules", "wire", "world"]
const wings = {
  world: [],
  wire: ["world"],
  "service/rules": ["wire", "world"],
  "service/bodies": ["service/rules", "wire", "world"],
  service,
  server: ["service", "wire", "world"],
  admin: ["server", "service", "wire", "world"],
  pages: ["admin", "server", "service", "wire", "world"],
}

const wing = (name) => `^src/sandbox/${name}/`
const insideSandbox = Object.entries(wings).map(([name, targets]) => ({
  name: `sandbox-${name.replaceAll("/", "-")}-stands-on-${targets.length === 0 ? "nothing" : targets.join("-").replaceAll("/", "-")}`,
  severity: "error",
  from: { path: name === "service" ? "^src/sandbox/service/[^/]+$" : wing(name) },
  to: { path: "^src/sandbox/", pathNot: [name, ...targets].map(wing) },
}))

module.exports = {
  forbidden: [
    ...inside,
    ...insideSandbox,
    {
      name: "a-handler-imports-no-handler",
      severity: "error",
      from: { path: "^src/sandbox/service/[^/]+\\.ts$", pathNot: "^src/sandbox/service/index\\.ts$" },
      to: { path: "^src/sandbox/service/[^/]+\\.ts$" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "an-endpoint-imports-no-endpoint",
      severity: "error",
      from: { path: "^src/endpoint/[^/]+/" },
      to: { path: "^src/endpoint/" },
    },
    {
      name: "AdobePass-wires-the-rooms-alone",
      severity: "error",
      from: { path: "^src/AdobePass\\.ts$" },
      to: { path: "^src/([^/]+\\.ts$|promise/|node/|cli/)" },
    },
    {
      name: "nothing-stands-on-the-command",
      severity: "error",
      from: { path: "^src/", pathNot: room("cli") },
      to: { path: room("cli") },
    },
    {
      name: "only-cli-and-tests-import-the-sandbox",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/cli/", "^src/sandbox/"] },
      to: { path: "^src/sandbox/" },
    },
    {
      name: "the-core-needs-no-node",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/cli/", "^src/sandbox/", "^src/node/"] },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "the-core-needs-no-platform-node",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/cli/", "^src/sandbox/", "^src/node/"] },
      to: { path: "node_modules/(@effect/platform-node|@effect/cli|jose)" },
    },
    {
      name: "the-core-loads-node-only-from-the-promise-face",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/node/", "^src/cli/", "^src/promise"] },
      to: { path: "^src/node/" },
    },
    { name: "src-resolves", severity: "error", from: { path: "^src/" }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
      extensions: [".ts", ".js"],
    },
  },
}
