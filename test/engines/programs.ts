/** What the engines run: the package as it was built, the flow, and what an engine without the web lacks. */
import { build } from "esbuild"
import { execFile } from "node:child_process"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { promisify } from "node:util"
import { folder, globalFile } from "../../scripts/bundles.js"
import type { Given } from "./flow.js"

/** The two forms in which an app can have the client. */
export type Form = "script" | "package"
export const forms: ReadonlyArray<Form> = ["script", "package"]

const here = (name: string) => Path.join(import.meta.dirname, name)

const iife = async (contents: string): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    format: "iife",
    // the oldest syntax that any of the engines reads
    target: "es2019",
    write: false,
    legalComments: "none",
  })
  return outputFiles[0]?.text ?? ""
}

const once = <A>(make: () => Promise<A>) => {
  let made: Promise<A> | undefined
  return () => (made ??= make())
}

/** Runs the flow with a face, and says how it ended. */
const flow = once(() =>
  iife(`import { flow } from ${JSON.stringify(here("flow.ts"))}
globalThis.runFlow = (face, given) => flow(face, given).then(
  (steps) => globalThis.say({ steps }),
  (error) => globalThis.say({ failed: String(error) + "\\n" + (error && error.stack) }),
)`),
)

export const bridge = once(() =>
  iife(`// the polyfill of AbortController looks for it
if (typeof self === "undefined") globalThis.self = globalThis
import { bridge } from ${JSON.stringify(here("bridge.ts"))}
globalThis.hear = bridge((said) => globalThis.say(said))`),
)

/** The polyfills that the guide names. */
const polyfills = once(() =>
  iife(`import "core-js/web/url"
import "core-js/web/url-search-params"
import "abortcontroller-polyfill/dist/abortcontroller-polyfill-only"`),
)

/** A program for an engine that says and hears through `host`, which is JavaScript that makes \`globalThis.say\`. */
export interface Program {
  readonly form: Form
  readonly given: Given
  readonly host: string
  /** Whether the engine has nothing of the web. */
  readonly isBare?: boolean
  /** What goes on once all is started, such as a loop that hears. */
  readonly end?: string
}

/** A folder with the package and a program in it, and the name of the file to begin with. */
export const program = async ({ end = "", form, given, host, isBare = false }: Program) => {
  const path = Fs.mkdtempSync(Path.join(Os.tmpdir(), "engine-"))
  const before = [host, ...(isBare ? [await bridge(), await polyfills()] : []), await flow()].join("\n;")
  const start = (face: string) => `;runFlow(${face}, ${JSON.stringify(given)});\n${end}`
  const script = Fs.readFileSync(Path.join(folder, globalFile), "utf8")
  if (form === "script") {
    Fs.writeFileSync(Path.join(path, "main.js"), `${before}\n;${script}\n${start("globalThis.AdobePass")}`)
    Fs.writeFileSync(Path.join(path, globalFile), script)
  } else {
    for (const name of Fs.readdirSync(folder)) {
      if (name.endsWith(".js")) Fs.copyFileSync(Path.join(folder, name), Path.join(path, name))
    }
    Fs.writeFileSync(Path.join(path, "before.js"), before)
    Fs.writeFileSync(
      Path.join(path, "main.js"),
      `import "./before.js"\nimport * as face from "./index.js"\n${start("face")}`,
    )
    // for Node, which would take it for a script
    Fs.writeFileSync(Path.join(path, "package.json"), '{ "type": "module" }')
  }
  return {
    path,
    main: Path.join(path, "main.js"),
    [Symbol.dispose]: () => Fs.rmSync(path, { recursive: true }),
  }
}

/** Where `.ci/engines` has installed React Native. */
export const reactNative = Path.join(
  process.env["XDG_CACHE_HOME"] ?? Path.join(Os.homedir(), ".cache"),
  "adobe-pass/react-native",
)

/** An app of React Native: bundled by Metro, and compiled by Hermes, whose machine is not to be had by itself. */
export const reactNativeApp = once(async () => {
  const name = "adobe-pass"
  const from = here("reactNative")
  for (const file of Fs.readdirSync(from))
    Fs.copyFileSync(Path.join(from, file), Path.join(reactNative, file))
  await build({ entryPoints: [here("flow.ts")], format: "esm", outfile: Path.join(reactNative, "flow.js") })
  const installed = Path.join(reactNative, "node_modules", name)
  Fs.rmSync(installed, { recursive: true, force: true })
  Fs.cpSync(folder, installed, { recursive: true })
  const run = (command: string, ...args: ReadonlyArray<string>) =>
    promisify(execFile)(Path.join(reactNative, "node_modules", command), args, { cwd: reactNative })
  const options = ["--platform", "android", "--dev", "false", "--minify", "false", "--reset-cache"]
  await run(".bin/metro", "build", "index.js", ...options, "--config", "metro.config.js", "--out", "app")
  const hermesc = "hermes-compiler/hermesc/linux64-bin/hermesc"
  // the script, too, though no app of React Native loads it
  for (const file of ["app.js", Path.join(folder, globalFile)]) {
    await run(hermesc, "-w", "-O", "-emit-binary", "-out", "app.hbc", file)
  }
  const read = (file: string) => Fs.readFileSync(Path.join(reactNative, file), "utf8")
  return `${read("device.js")}\n;${read("app.js")}`
})
