/** How the bundles are made that stand alone, without anything beside them. */
import * as Path from "node:path"
import type { BuildOptions, Plugin } from "esbuild"

export const root = Path.resolve(import.meta.dirname, "..")
/** The folder that is published as `adobe-pass`. */
export const folder = Path.join(root, "build/adobe-pass")

/** As bundlers for browsers do by the `browser` field of package.json. */
const forBrowsers: Plugin = {
  name: "no-directories",
  setup: (build) =>
    build.onResolve({ filter: /\/DirectoryStore\.js$/ }, () => ({
      path: Path.join(root, "src/node/DirectoryStore.browser.ts"),
    })),
}

const minified: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
}

/** For pages and TV apps without a bundler: a global variable, in the syntax of 2019. */
export const forPages: BuildOptions & { outfile: string } = {
  ...minified,
  entryPoints: ["src/promise.ts"],
  outfile: Path.join(folder, "adobe-pass.global.js"),
  format: "iife",
  globalName: "AdobePass",
  platform: "browser",
  target: "es2019",
  // known of old to browsers that have no word for it
  banner: { js: 'typeof globalThis=="undefined"&&(self.globalThis=self);' },
  // become calls of BigInt
  logOverride: { bigint: "silent" },
  plugins: [forBrowsers],
}
