/**
 * Makes the package `adobe-pass` out of what `effect-adobe-pass` is made of: the promise face, the sandbox and the
 * command line, with all they need inside. Part of `npm run build`.
 */
import * as Fs from "node:fs"
import * as Path from "node:path"
import * as Errors from "../src/promise/errors.js"
import * as Bundles from "./bundles.js"
import { compilerHost } from "./compiler.js"
import { declarations, emitter } from "./declarations.js"
import { sandboxSchema } from "./schema.js"

const { folder, globalFile, root } = Bundles
const read = (path: string): string => Fs.readFileSync(Path.join(root, path), "utf8")
const write = (name: string, text: string): void => Fs.writeFileSync(Path.join(folder, name), text)

interface Manifest {
  readonly keywords: ReadonlyArray<string>
  readonly version: string
  readonly license: string
  readonly [field: string]: unknown
}
const manifestOf = (path: string): Manifest => JSON.parse(read(path))

/** What the licences of others ask for: their text. */
const licences = (packages: ReadonlyArray<string>): string =>
  packages
    .map((name) => {
      const from = `node_modules/${name}`
      const file = Fs.readdirSync(Path.join(root, from)).find((one) => /^licen[cs]e/i.test(one))
      if (file === undefined) throw new Error(`${name} has no licence`)
      const { license, version } = manifestOf(`${from}/package.json`)
      return `${name} ${version} (${license})\n\n${read(`${from}/${file}`).trim()}\n`
    })
    .join(`\n${"-".repeat(80)}\n\n`)

Fs.rmSync(folder, { recursive: true, force: true })
Fs.mkdirSync(folder, { recursive: true })

const bundles = await Promise.all([
  Bundles.promiseFace(),
  Bundles.promiseFace("cjs"),
  Bundles.promiseGlobal(),
  Bundles.verifier(),
  Bundles.verifier("cjs"),
  Bundles.errors(),
  Bundles.errors("cjs"),
  Bundles.sandboxAndCommand(),
  Bundles.sandboxForJest(),
  Bundles.effectFace(),
  Bundles.messages(),
  Bundles.messages("cjs"),
  Bundles.reactFace(),
  Bundles.reactFace("cjs"),
  Bundles.elements(),
])
for (const { files } of bundles) for (const [name, text] of files) write(name, text)
write(
  "third-party-licenses.txt",
  licences([...new Set(bundles.flatMap(({ packages }) => [...packages]))].toSorted()),
)

for (const path of [folder, Path.join(root, "dist")])
  Fs.writeFileSync(Path.join(path, "sandbox.schema.json"), sandboxSchema())
/** The types of an entry, for who imports it and for who requires it. */
const types = (name: string, text: string) => {
  write(`${name}.d.ts`, text)
  write(`${name}.d.cts`, text.replaceAll("./index.js", "./index.cjs"))
}
const host = compilerHost()
types("index", await declarations("src/promise.ts", host))
types("errors", `export { ${Object.keys(Errors).join(", ")} } from "./index.js"\n`)
types("verifier", await declarations("src/promise/verifier.ts", host))
types("sandbox", await declarations("scripts/adobe-pass/sandbox.ts", host))
types("messages", await declarations("src/messages/index.ts", host))
const emitted = emitter(["src/effect4/index.ts", "src/react/index.ts", "src/elements/index.ts"], host)
write("effect.d.ts", Bundles.forApps(emitted("src/effect4/index.ts")))
types("react", Bundles.forApps(emitted("src/react/index.ts")))
for (const part of ["index", "code", "element", "picker", "words"])
  write(
    part === "index" ? "elements.d.ts" : `elements.${part}.d.ts`,
    Bundles.forApps(emitted(`src/elements/${part}.ts`))
      .replaceAll(/"\.\/(code|element|picker|words)\.js"/g, '"./elements.$1.js"')
      .replaceAll('"../messages/index.js"', '"./messages.js"'),
  )
write(
  globalFile.replace(/\.js$/, ".d.ts"),
  'export {}\n\ndeclare global {\n  var AdobePass: typeof import("./index.js")\n}\n',
)

/**
 * An entry as a module, and as CommonJS for tools that can require nothing else, such as jest. Node and bundlers take the module
 * whether they import or require it, so that an app never has two copies of a class.
 */
const inBoth = (name: string) => {
  const module = { types: `./${name}.d.ts`, default: `./${name}.js` }
  return {
    "module-sync": module,
    module,
    "react-native": module,
    import: module,
    require: { types: `./${name}.d.cts`, default: `./${name}.cjs` },
    default: module,
  }
}

const { author, bugs, engines, homepage, keywords, license, publishConfig, repository, version } =
  manifestOf("package.json")
write(
  "package.json",
  `${JSON.stringify(
    {
      name: "adobe-pass",
      version,
      description:
        "Adobe Pass Authentication for streaming apps (TV Everywhere): sign in with a TV provider, authorize, get media tokens. With a sandbox of the service. No dependencies.",
      keywords: keywords.filter((word) => word !== "effect"),
      license,
      author,
      repository,
      homepage,
      bugs,
      type: "module",
      // whoever loads these wants what they define
      sideEffects: [`./${globalFile}`, "./elements.js"],
      engines,
      bin: { "adobe-pass": "./cli.js" },
      main: "./index.js",
      types: "./index.d.ts",
      browser: { "./directory.js": "./directory.browser.js" },
      unpkg: `./${globalFile}`,
      jsdelivr: `./${globalFile}`,
      exports: {
        ".": inBoth("index"),
        "./errors": inBoth("errors"),
        "./elements": { types: "./elements.d.ts", default: "./elements.js" },
        "./effect": { types: "./effect.d.ts", default: "./effect.js" },
        "./messages": inBoth("messages"),
        "./react": inBoth("react"),
        "./sandbox": inBoth("sandbox"),
        "./sandbox.schema.json": "./sandbox.schema.json",
        "./verifier": inBoth("verifier"),
        "./global": { types: `./${globalFile.replace(/\.js$/, ".d.ts")}`, default: `./${globalFile}` },
        "./package.json": "./package.json",
      },
      publishConfig,
      peerDependencies: { effect: "^4.1.0", react: "^18.0.0 || ^19.0.0" },
      peerDependenciesMeta: { effect: { optional: true }, react: { optional: true } },
    },
    undefined,
    2,
  )}\n`,
)
for (const file of ["LICENSE", "AGENTS.md", "CHANGELOG.md", "scripts/adobe-pass/README.md"])
  write(Path.basename(file), read(file))

/** The pages of a folder of docs with their pictures, but for what is generated there. */
const pages = (from: string): ReadonlyArray<string> =>
  Fs.readdirSync(Path.join(root, from), { withFileTypes: true })
    .filter(({ name }) => !/^(\.|reference$|typedoc)/.test(name))
    .flatMap((entry) => (entry.isDirectory() ? pages(`${from}/${entry.name}`) : [`${from}/${entry.name}`]))

for (const page of pages("docs")) {
  Fs.mkdirSync(Path.join(folder, Path.dirname(page)), { recursive: true })
  Fs.copyFileSync(Path.join(root, page), Path.join(folder, page))
}

// the sandbox of the other package serves its pages with these
Fs.copyFileSync(Path.join(folder, globalFile), Path.join(root, "dist", globalFile))
for (const name of ["elements.js", "messages.js"])
  Fs.copyFileSync(Path.join(folder, name), Path.join(root, "dist", `adobe-pass.${name}`))
