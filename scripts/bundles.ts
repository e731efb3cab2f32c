/** How the bundles are made that stand alone, without anything beside them. */
import { decode, encode } from "@jridgewell/sourcemap-codec"
import { minify } from "@swc/core"
import { parse } from "acorn"
import type { BuildOptions, Plugin } from "esbuild"
import { build } from "esbuild"
import * as Fs from "node:fs"
import * as Path from "node:path"
import type { OutputOptions, Plugin as RollupPlugin } from "rollup"
import { rollup } from "rollup"
import { fileURLToPath } from "node:url"

export const root = Path.resolve(import.meta.dirname, "..")
/** The folder that is published as `adobe-pass`. */
export const folder = Path.join(root, "build/adobe-pass")
/** For pages and TV apps without a bundler. */
export const globalFile = "adobe-pass.global.js"

const directory = "src/node/DirectoryStore.ts"
const noDirectory = "src/node/DirectoryStore.browser.ts"

const fleet = "src/redis/Fleet.ts"

/** What pages cannot have. */
const forBrowsers: Plugin = {
  name: "no-directories-and-no-fleet",
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/DirectoryStore\.js$/ }, () => ({ path: Path.join(root, noDirectory) }))
    onResolve({ filter: /\/redis\/Fleet\.js$/ }, () => ({
      path: Path.join(root, "src/redis/Fleet.browser.ts"),
    }))
  },
}

/**
 * Leaves modules out that are imported but never needed, which no bundler can know: they are reached from methods that
 * nobody calls. Whoever did would get a TypeError, so tests call all there is.
 */
const without = (filter: RegExp): Plugin => ({
  name: "without",
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter }, ({ path }) => ({ path, namespace: "without", sideEffects: false }))
    onLoad({ filter: /./, namespace: "without" }, () => ({ contents: "export {}" }))
  },
})
/** No body is streamed, no effect is a Micro, no schema a SortedSet; requests go through `fetch`. */
const unused = without(/(^effect|^\.\.?)\/(Stream|Micro|SortedSet)(\.js)?$|\/overHttpClient\.js$/)
/**
 * Modules of Effect whose work nobody can see from outside of a bundle: metrics that nobody can read, and settings of the
 * environment that nobody asks for.
 */
const unseen: Readonly<Record<string, string>> = {
  metric: `
    import { void as nothing } from "./core.js"
    const metric = { unsafeUpdate() {} }
    export const counter = () => metric
    export const histogram = counter
    export const tagged = counter
    export const incrementBy = () => nothing
    export const value = () => nothing`,
  "metric/boundaries": `
    export const exponential = () => undefined
    export const fromIterable = exponential`,
  configProvider: `
    import * as Context from "../Context.js"
    export const configProviderTag = Context.GenericTag("effect/ConfigProvider")
    export const fromEnv = () => ({})`,
}

/** Instead of a module of Effect's: as much of it as the promise face uses. */
const schemaOf = (name: string) => Path.join(root, "scripts/adobe-pass/schema", `${name}.js`)

/** Effect without what is unseen. Fields of its classes are assigned, which is shorter, and faster than to define them. */
export const leanEffect: Plugin = {
  name: "lean-effect",
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/effect\/dist\/esm\/(Schema|SchemaAST|ParseResult)\.js$/ }, ({ path }) => ({
      contents: `export * from ${JSON.stringify(schemaOf(Path.basename(path, ".js")))}`,
      resolveDir: root,
    }))
    onLoad({ filter: /node_modules\/@?effect\/.*\/esm\/.*\.js$/ }, ({ path }) => {
      const [, name = ""] = /\/effect\/dist\/esm\/internal\/(.*)\.js$/.exec(path) ?? []
      return {
        contents: unseen[name] ?? Fs.readFileSync(path, "utf8"),
        // whose fields the compiler is told to assign
        loader: "ts",
        resolveDir: Path.dirname(path),
      }
    })
  },
}
/** Of Node's server the sandbox needs no HTTP client, which brings a parser in WebAssembly. */
const noClient = without(/\/NodeHttpClient\.js$/)

/** Effect looks, as it loads, whether a terminal is there for a logger that nobody here uses; on Node that look opens it. */
const noTerminal = { "process.stdout": "undefined" }

/** What Effect looks up of the web as it loads, and what the bundles see instead. */
const web = {
  console: "$console",
  TextDecoder: "$TextDecoder",
  TextEncoder: "$TextEncoder",
  URL: "$URL",
}
const intro = () => Fs.readFileSync(Path.join(root, "scripts/adobe-pass/web.js"), "utf8")

/** Node shows the line of what is thrown and nobody caught, however long it is. */
const lineLimit = 300

const common = {
  absWorkingDir: root,
  bundle: true,
  outdir: folder,
  format: "esm" as "esm" | "cjs",
  legalComments: "none",
  metafile: true,
  sourcemap: "external",
  write: false,
  logLevel: "warning",
  logOverride: { "import-is-undefined": "silent" },
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  // what assigns static fields otherwise; WebKit of before 2023 cannot read it
  supported: { "class-static-blocks": false },
} satisfies BuildOptions

/** The fields of a source map that count here. */
interface SourceMap {
  readonly mappings: string
  readonly sources: ReadonlyArray<string>
  readonly sourcesContent?: ReadonlyArray<string | null>
}

/** A bundle: its files by name with their source maps, and the npm packages that it took something of. */
export interface Bundle {
  readonly files: ReadonlyMap<string, string>
  readonly packages: ReadonlySet<string>
}

/** A map with the sources of this repository in it; those of others are called by their names. */
const withOwnSources = (map: SourceMap): SourceMap => ({
  ...map,
  sources: map.sources.map((source) => source.replace(/^(\.\.\/)+/, "")),
  sourcesContent: (map.sourcesContent ?? []).map((text, index) =>
    /node_modules/.test(map.sources[index] ?? "") ? null : text,
  ),
})

const mapOf = (name: string): string => `//# sourceMappingURL=${name}.map\n`

const bundle = async (options: BuildOptions & typeof common): Promise<Bundle> => {
  const { metafile, outputFiles } = await build(options)
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? path : [])),
  )
  const files = new Map(outputFiles.map(({ path, text }) => [Path.basename(path), text]))
  return {
    files: new Map(
      [...files].map(([name, text]) => [
        name,
        name.endsWith(".map") ? JSON.stringify(withOwnSources(JSON.parse(text))) : text + mapOf(name),
      ]),
    ),
    packages: new Set(inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [])),
  }
}

/** Effect's modules, as a bundler for browsers finds them. */
const isEffect = (id: string): boolean => /^@?effect\//.test(id)
const effect: RollupPlugin = {
  name: "effect",
  resolveId: (id, importer) =>
    isEffect(id)
      ? fileURLToPath(import.meta.resolve(id))
      : importer?.startsWith("/")
        ? id.startsWith(".")
          ? Path.resolve(importer, "..", id)
          : false
        : undefined,
}

/** Breaks lines where that changes nothing, in the code and in its map. */
const inLines = (code: string, map: SourceMap, isModule: boolean) => {
  const ends = [0]
  parse(code, {
    ecmaVersion: "latest",
    sourceType: isModule ? "module" : "script",
    onToken: ({ end, type }) => {
      if (end - (ends.at(-1) ?? 0) > lineLimit && /^[,;({]$/.test(type.label)) ends.push(end)
    },
  })
  const before = [0, ...Array.from(code.matchAll(/\n/g), ({ index }) => index + 1)]
  const after = [...new Set([...before, ...ends])].toSorted((one, other) => one - other)
  const mappings = after.map((): Array<ReturnType<typeof decode>[number][number]> => [])
  let line = 0
  for (const [index, segments] of decode(map.mappings).entries()) {
    for (const [column, ...rest] of segments) {
      const offset = (before[index] ?? 0) + column
      while ((after[line + 1] ?? Infinity) <= offset) line += 1
      const moved: Array<number> = [offset - (after[line] ?? 0), ...rest]
      mappings[line]?.push(moved as never)
    }
  }
  return {
    code: ends.map((end, index) => code.slice(end, ends[index + 1])).join("\n"),
    map: JSON.stringify({ ...map, mappings: encode(mappings) }),
  }
}

/** esbuild makes many small chunks and leaves much that nobody uses; this makes few of them, and squeezes those. */
const squeeze = async (
  { files, packages }: Bundle,
  entries: ReadonlyArray<string>,
  ecma: 2019 | 2022,
  options: OutputOptions,
): Promise<Bundle> => {
  const joined = await rollup({
    input: [...entries],
    external: /^node:/,
    treeshake: { moduleSideEffects: false },
    onwarn: (warning, warn) => {
      if (warning.code !== "UNUSED_EXTERNAL_IMPORT") warn(warning)
    },
    plugins: [
      {
        name: "files",
        resolveId: (id, importer = "") =>
          !importer.startsWith("/") && files.has(Path.basename(id)) ? Path.basename(id) : undefined,
        load: (id) => {
          const [code, map] = [files.get(id), files.get(`${id}.map`)]
          return code === undefined ? undefined : { code, map: map ?? null }
        },
      },
      effect,
    ],
  })
  const isModule = options.format === "es"
  const extension = options.format === "cjs" ? "cjs" : "js"
  const { output } = await joined.generate({
    sourcemap: true,
    entryFileNames: `[name].${extension}`,
    // without the hashes of esbuild
    chunkFileNames: ({ name }) => `${name.replace(/-[A-Z0-9]{8}$/, "")}.${extension}`,
    ...options,
  })
  const squeezed = output
    .filter((one) => one.type === "chunk")
    .map(async ({ code, fileName, map }) => {
      const minified = await minify(code, {
        ecma,
        module: isModule,
        compress: { passes: 2 },
        mangle: { toplevel: true },
        // read in fewer milliseconds
        format: { asciiOnly: true },
        // its types know of a boolean alone
        sourceMap: { content: JSON.stringify(map) } as never,
      })
      const made = inLines(minified.code, JSON.parse(minified.map ?? ""), isModule)
      return [
        [fileName, `${made.code}\n${mapOf(fileName)}`],
        [`${fileName}.map`, made.map],
      ] as const
    })
  return { files: new Map((await Promise.all(squeezed)).flat()), packages }
}

/** What is loaded at once is one file; what is loaded later are others, by the name of what they do. */
const atOnce = (id: string) => {
  if (id.startsWith("chunk-") || id === "index.js") return "core"
  return id.startsWith("dist-") ? "qr" : undefined
}
/** The files that are loaded at once. */
export const loadedAtOnce = ["index.js", "core.js"]

/** An entry point of `effect-adobe-pass` as it ends up in an app, apart from the Effect that the app has already. */
export const ownCode = async (entry: string): Promise<Bundle> => {
  const own = await bundle({
    ...common,
    entryPoints: { index: entry },
    platform: "browser",
    target: "es2022",
    splitting: true,
    external: ["effect/*", "@effect/*"],
  })
  return squeeze(own, ["index.js"], 2022, {
    format: "es",
    manualChunks: (id) => (id.startsWith("/") ? "effect" : atOnce(id)),
  })
}

/** The promise face: on Node, the store in a directory is loaded when somebody asks for one. */
export const promiseFace = async (format: "es" | "cjs" = "es"): Promise<Bundle> => {
  const face = await bundle({
    ...common,
    entryPoints: { index: "src/promise.ts", directory, "directory.browser": noDirectory, fleet },
    splitting: true,
    platform: "neutral",
    mainFields: ["browser", "module", "main"],
    external: ["node:*"],
    target: "es2022",
    define: { ...noTerminal, ...web },
    plugins: [unused, leanEffect],
  })
  // what is CommonJS serves Node alone, such as jest
  const entries = [
    "index.js",
    "directory.js",
    "fleet.js",
    ...(format === "es" ? ["directory.browser.js"] : []),
  ]
  return squeeze(face, entries, 2022, { format, intro, manualChunks: atOnce })
}

/** An entry that stands alone in one small file: the verifier, which runs at the edge, too, and the classes of the errors. */
const small = async (name: string, entry: string, format: "es" | "cjs"): Promise<Bundle> => {
  const face = await bundle({
    ...common,
    entryPoints: { [name]: entry },
    platform: "neutral",
    mainFields: ["browser", "module", "main"],
    target: "es2022",
    define: noTerminal,
    plugins: [unused],
  })
  return squeeze(face, [`${name}.js`], 2022, { format })
}
export const verifier = (format: "es" | "cjs" = "es"): Promise<Bundle> =>
  small("verifier", "src/promise/verifier.ts", format)
export const errors = (format: "es" | "cjs" = "es"): Promise<Bundle> =>
  small("errors", "src/promise/errors.ts", format)

const olderEngines = () => Fs.readFileSync(Path.join(root, "scripts/adobe-pass/older-engines.js"), "utf8")

/** The promise face as a global variable, in the syntax of 2019. */
export const promiseGlobal = async (): Promise<Bundle> => {
  const face = await bundle({
    ...common,
    entryPoints: { [globalFile.replace(/\.js$/, "")]: "src/promise.ts" },
    splitting: true,
    platform: "browser",
    target: "es2019",
    // become calls of BigInt
    logOverride: { ...common.logOverride, bigint: "silent" },
    define: { ...noTerminal, ...web },
    plugins: [forBrowsers, unused, leanEffect],
  })
  return squeeze(face, [globalFile], 2019, {
    // with the one wrapper that V8 compiles as it reads it; others it reads twice
    format: "cjs",
    entryFileNames: globalFile,
    esModule: false,
    intro,
    inlineDynamicImports: true,
    // the browsers of 2019 lack this name, and a script that is loaded as a module makes no global by itself
    banner: `typeof globalThis=="undefined"&&(self.globalThis=self);(()=>{${olderEngines()}})();(exports=>{`,
    footer: "})(globalThis.AdobePass={});",
  })
}

const onNode = {
  ...common,
  minify: true,
  lineLimit,
  platform: "node",
  target: "node20.19",
  plugins: [noClient],
} satisfies BuildOptions

/** What runs on Node alone: the sandbox and the command line. */
export const sandboxAndCommand = (): Promise<Bundle> =>
  bundle({
    ...onNode,
    entryPoints: { sandbox: "scripts/adobe-pass/sandbox.ts", cli: "src/cli/main.ts" },
    splitting: true,
    // for the parts that are CommonJS
    banner: {
      js: 'import{createRequire as $require}from"node:module";const require=$require(import.meta.url);',
    },
  })

/** The sandbox as CommonJS, which jest asks for. */
export const sandboxForJest = (): Promise<Bundle> =>
  bundle({
    ...onNode,
    entryPoints: { sandbox: "scripts/adobe-pass/sandbox.ts" },
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    define: { "import.meta.url": "$url" },
    banner: { js: 'const $url=require("node:url").pathToFileURL(__filename).href;' },
  })

/** A small face over the promise face: one file, which has in it what of ours it needs beside types. */
const smallFace =
  (name: string) =>
  (format: "esm" | "cjs" = "esm"): Promise<Bundle> =>
    bundle({
      ...common,
      format,
      outExtension: { ".js": format === "cjs" ? ".cjs" : ".js" },
      entryPoints: { [name]: `src/${name}/index.ts` },
      platform: "neutral",
      external: ["react"],
      target: "es2022",
      minify: true,
      lineLimit,
      // hooks run where there is a screen
      ...(name === "react" && { banner: { js: '"use client"' } }),
    })

/** What a viewer reads when something fails. */
export const messages = smallFace("messages")
/** The hooks, over the React of the app. */
export const reactFace = smallFace("react")

/** The elements, with their messages inside: a page can load them as they are. */
export const elements = smallFace("elements")

/** The face for Effect 4, which is called `effect4` here and `effect` in an app, over the promise face beside it. */
export const effectFace = (): Promise<Bundle> =>
  bundle({
    ...common,
    entryPoints: { effect: "src/effect4/index.ts" },
    platform: "neutral",
    target: "es2022",
    plugins: [
      {
        name: "outside",
        setup: ({ onResolve }) => {
          onResolve({ filter: /^effect4\// }, ({ path }) => ({ path: forApps(path), external: true }))
          onResolve({ filter: /\/promise\.js$/ }, ({ path }) => ({ path: forApps(path), external: true }))
        },
      },
    ],
  })

/** A module of the repository by the name it has for an app of `adobe-pass`. */
export const forApps = (text: string): string =>
  text.replaceAll("effect4/", "effect/").replaceAll("../promise.js", "./index.js")
