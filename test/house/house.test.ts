/** The house check must be able to fail: each rule is shown an arrow drawn the wrong way. */
import { execFileSync } from "node:child_process"
import * as Fs from "node:fs"
import { createRequire } from "node:module"
import * as Os from "node:os"
import * as Path from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const root = Path.resolve(import.meta.dirname, "../..")
let house = ""

beforeAll(() => {
  house = Fs.mkdtempSync(Path.join(Os.tmpdir(), "house-"))
  Fs.copyFileSync(Path.join(root, "tsconfig.json"), Path.join(house, "tsconfig.json"))
  Fs.symlinkSync(Path.join(root, "node_modules"), Path.join(house, "node_modules"))
})
afterAll(() => Fs.rmSync(house, { recursive: true }))

/** The rules that a house of these files breaks, each with where its arrow begins. */
const broken = (files: Record<string, string>): ReadonlyArray<string> => {
  Fs.rmSync(Path.join(house, "src"), { recursive: true, force: true })
  for (const [file, text] of Object.entries(files)) {
    const path = Path.join(house, "src", file)
    Fs.mkdirSync(Path.dirname(path), { recursive: true })
    Fs.writeFileSync(path, text)
  }
  try {
    execFileSync(
      process.execPath,
      [
        Path.join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs"),
        "--config",
        Path.join(root, "dependency-cruiser.config.cjs"),
        "src",
      ],
      { cwd: house, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    )
    return []
  } catch (error) {
    const output = String(error instanceof Error && "stdout" in error ? error.stdout : error)
    return [...output.matchAll(/error ([\w-]+: \S+ )/g)].flatMap(([, arrow]) => arrow ?? [])
  }
}

const imports = (path: string) => `import { x } from "${path}"\nexport const y = x\n`
const x = "export const x = 1\n"

/** Each rule by the start of its name, and an arrow that breaks it: from the first file. */
const wrong: ReadonlyArray<readonly [string, Readonly<Record<string, string>>]> = [
  ["domain-stands-on-nothing", { "domain/A.ts": imports("../error/B.js"), "error/B.ts": x }],
  ["policy-stands-on-nothing", { "policy/A.ts": imports("../domain/B.js"), "domain/B.ts": x }],
  ["error-stands-on-domain", { "error/A.ts": imports("../transport/B.js"), "transport/B.ts": x }],
  ["cache-stands-on", { "cache/E.ts": imports("../policy/B.js"), "policy/B.ts": x }],
  ["transport-stands-on", { "transport/A.ts": imports("../token/B.js"), "token/B.ts": x }],
  ["endpoint-stands-on", { "endpoint/v2/A.ts": imports("../../flow/B.js"), "flow/B.ts": x }],
  ["token-stands-on", { "token/A.ts": imports("../endpoint/v2/B.js"), "endpoint/v2/B.ts": x }],
  ["flow-stands-on", { "flow/A.ts": imports("../node/B.js"), "node/B.ts": x }],
  ["sandbox-stands-on-domain", { "sandbox/A.ts": imports("../error/B.js"), "error/B.ts": x }],
  ["node-stands-on-cache-domain", { "node/A.ts": imports("../flow/B.js"), "flow/B.ts": x }],
  ["verifier-stands-on-cache-domain", { "verifier/A.ts": imports("../flow/B.js"), "flow/B.ts": x }],
  ["redis-stands-on-verifier-flow", { "redis/A.ts": imports("../token/B.js"), "token/B.ts": x }],
  ["promise-stands-on-AdobePass", { "promise/A.ts": imports("../token/B.js"), "token/B.ts": x }],
  ["messages-stands-on-promise", { "messages/A.ts": imports("../error/B.js"), "error/B.ts": x }],
  ["elements-stands-on-messages-promise", { "elements/A.ts": imports("../error/B.js"), "error/B.ts": x }],
  ["react-stands-on-promise", { "react/A.ts": imports("../flow/B.js"), "flow/B.ts": x }],
  ["effect4-stands-on-promise", { "effect4/A.ts": imports("../flow/B.js"), "flow/B.ts": x }],
  ["an-endpoint-imports-no-endpoint", { "endpoint/v1/A.ts": imports("../v2/B.js"), "endpoint/v2/B.ts": x }],
  ["AdobePass-wires-the-rooms-alone", { "AdobePass.ts": imports("./promise.js"), "promise.ts": x }],
  ["nothing-stands-on-the-command", { "index.ts": imports("./cli/B.js"), "cli/B.ts": x }],
  ["only-cli-and-tests-import-the-sandbox", { "promise.ts": imports("./sandbox/B.js"), "sandbox/B.ts": x }],
  ["the-core-needs-no-node", { "cache/A.ts": 'import * as x from "node:fs"\nexport const y = x\n' }],
  ["the-core-needs-no-platform-node", { "cache/F.ts": imports("@effect/platform-node/NodeHttpClient") }],
  ["the-core-loads-node-only-from-the-promise-face", { "core.ts": imports("./node/B.js"), "node/B.ts": x }],
  [
    "sandbox-world-stands-on-nothing",
    { "sandbox/world/A.ts": imports("../wire/A.js"), "sandbox/wire/A.ts": x },
  ],
  [
    "sandbox-wire-stands-on-world",
    { "sandbox/wire/C.ts": imports("../service/rules/A.js"), "sandbox/service/rules/A.ts": x },
  ],
  [
    "sandbox-service-rules-stands-on-wire-world",
    { "sandbox/service/rules/C.ts": imports("../bodies/A.js"), "sandbox/service/bodies/A.ts": x },
  ],
  [
    "sandbox-service-bodies-stands-on-service-rules",
    { "sandbox/service/bodies/C.ts": imports("../A.js"), "sandbox/service/A.ts": x },
  ],
  [
    "sandbox-service-stands-on-service-bodies",
    { "sandbox/service/C.ts": imports("../server/A.js"), "sandbox/server/A.ts": x },
  ],
  [
    "sandbox-server-stands-on-service",
    { "sandbox/server/C.ts": imports("../admin/A.js"), "sandbox/admin/A.ts": x },
  ],
  [
    "sandbox-admin-stands-on-server",
    { "sandbox/admin/C.ts": imports("../pages/A.js"), "sandbox/pages/A.ts": x },
  ],
  [
    "sandbox-pages-stands-on-admin",
    { "sandbox/pages/C.ts": imports("../options.js"), "sandbox/options.ts": x },
  ],
  ["a-handler-imports-no-handler", { "sandbox/service/D.ts": imports("./E.js"), "sandbox/service/E.ts": x }],
  ["src-resolves", { "domain/G.ts": imports("./Nowhere.js") }],
  ["no-cycles", { "error/C.ts": imports("./D.js"), "error/D.ts": `import "./C.js"\n${x}` }],
]

describe("the house check", () => {
  it("lets arrows that run the right way pass", () => {
    expect(
      broken({
        "domain/A.ts": x,
        "error/B.ts": imports("../domain/A.js").replace("y", "x"),
        "endpoint/v2/C.ts": imports("../../error/B.js").replace("y = x", "x2 = x"),
        "flow/D.ts": `import { x2 } from "../endpoint/v2/C.js"\nexport const d = x2\n`,
      }),
    ).toEqual([])
  })

  it("has an arrow for each of its rules", () => {
    const { forbidden }: { readonly forbidden: ReadonlyArray<{ readonly name: string }> } = createRequire(
      import.meta.url,
    )("../../dependency-cruiser.config.cjs")
    const unshown = forbidden.filter(({ name }) => !wrong.some(([rule]) => name.startsWith(rule)))
    expect(unshown).toEqual([])
  })

  it("fails on each arrow that runs the wrong way", () => {
    const found = broken(Object.assign({}, ...wrong.map(([, files]) => files)))
    for (const [rule, files] of wrong) {
      expect(found).toContainEqual(expect.stringMatching(`^${rule}.*: src/${Object.keys(files)[0]} `))
    }
  })
})
