/** What is in the two tarballs, and nothing else: part of `npm run check:package`, after a build. */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { folder, root } from "../../scripts/bundles.js"

interface Packed {
  readonly name: string
  readonly size: number
  readonly files: ReadonlyArray<{ readonly path: string }>
}
const pack = (directory: string) => {
  const answer = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: directory,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  })
  const [packed]: ReadonlyArray<Packed> = JSON.parse(answer)
  assert.ok(packed)
  console.log(`${packed.name}: ${packed.files.length} files, ${(packed.size / 1000).toFixed(0)} kB`)
  return packed.files.map(({ path }) => path).toSorted()
}

/** The pictures that pages of a package show, beside them or on the site. */
const pictures = (directory: string, files: ReadonlyArray<string>) =>
  files
    .filter((path) => path.endsWith(".md"))
    .flatMap((page) => {
      const text = Fs.readFileSync(Path.join(directory, page), "utf8")
      return [...text.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)|<(?:img|source)\s[^>]*src(?:set)?="([^"]+)"/g)]
        .map(([, markdown, html]) => markdown ?? html ?? "")
        .filter((to) => !to.startsWith("https:"))
        .map((to) => ({ page, to: Path.join(to.startsWith("/") ? "docs" : Path.dirname(page), to) }))
    })
const haveTheirPictures = (directory: string, files: ReadonlyArray<string>) => {
  const shown = pictures(directory, files)
  for (const name of ["picker", "code", "sandbox", "tv"])
    assert.ok(
      shown.some(({ to }) => to === `docs/pictures/${name}.png`),
      `no page shows ${name}.png`,
    )
  assert.deepEqual(
    shown.filter(({ to }) => !files.includes(to)),
    [],
  )
}

// names of chunks change with what is in them
const inFolder = pack(folder)
haveTheirPictures(folder, inFolder)
const packed = inFolder.map((path) => path.replace(/^.*-[A-Z0-9]{8}\.js/, "chunk-*.js"))
// each bundle has its map, and nothing else has one
assert.deepEqual(
  packed.filter((path) => /\.c?js\.map$/.test(path)),
  packed.filter((path) => /\.c?js$/.test(path)).map((path) => `${path}.map`),
)
const adobePass = packed.filter((path) => !path.endsWith(".map"))
const isPage = (path: string) => path.startsWith("docs/")
assert.deepEqual([...new Set(adobePass)].filter((path) => !isPage(path)).toSorted(), [
  "AGENTS.md",
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "V1Body.cjs",
  "V1Body.js",
  "adobe-pass.global.d.ts",
  "adobe-pass.global.js",
  "chunk-*.js",
  "cli.js",
  "core.cjs",
  "core.js",
  "directory.browser.js",
  "directory.cjs",
  "directory.js",
  "effect.d.ts",
  "effect.js",
  "elements.code.d.ts",
  "elements.d.ts",
  "elements.element.d.ts",
  "elements.js",
  "elements.picker.d.ts",
  "elements.words.d.ts",
  "errors.cjs",
  "errors.d.cts",
  "errors.d.ts",
  "errors.js",
  "fleet.cjs",
  "fleet.js",
  "index.cjs",
  "index.d.cts",
  "index.d.ts",
  "index.js",
  "messages.cjs",
  "messages.d.cts",
  "messages.d.ts",
  "messages.js",
  "package.json",
  "qr.cjs",
  "qr.js",
  "react.cjs",
  "react.d.cts",
  "react.d.ts",
  "react.js",
  "sandbox.cjs",
  "sandbox.d.cts",
  "sandbox.d.ts",
  "sandbox.js",
  "sandbox.schema.json",
  "third-party-licenses.txt",
  "verifier.cjs",
  "verifier.d.cts",
  "verifier.d.ts",
  "verifier.js",
])

const files = pack(root)
haveTheirPictures(root, files)
const pages = files.filter(isPage)
assert.ok(pages.includes("docs/start/promises.md") && pages.includes("docs/examples/node-script.ts"))
assert.ok(!pages.some((path) => /^docs\/(reference|\.)/.test(path)))
assert.deepEqual(adobePass.filter(isPage), pages)
const sources = files.filter((path) => path.startsWith("src/"))
assert.ok(sources.length > 0)
assert.deepEqual(
  files.filter((path) => !path.startsWith("src/") && !isPage(path)),
  [
    "AGENTS.md",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "dist/adobe-pass.elements.js",
    "dist/adobe-pass.global.js",
    "dist/adobe-pass.messages.js",
    "dist/sandbox.schema.json",
    "package.json",
    // what TypeScript makes of each source, and the maps that lead an editor back to it
    ...sources.flatMap((path) => {
      const made = path.replace(/^src/, "dist").replace(/\.ts$/, "")
      return [`${made}.d.ts`, `${made}.d.ts.map`, `${made}.js`, `${made}.js.map`]
    }),
  ].toSorted(),
)
assert.deepEqual(
  sources.filter((path) => !path.endsWith(".ts")),
  [],
)
