/**
 * Breaks the library on purpose, one mechanism at a time, and sees the law break that stands on it:
 * `npm run test:sabotage [-- words of some]`. Prints a row for each. A source file is as it was before when the script ends.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { sabotages } from "./sabotages.js"

const root = Path.resolve(import.meta.dirname, "../..")
const pathOf = (file: string) => Path.join(root, "src", file)

/** Plays scripts to the library as it is now: how a law breaks, and the shortest script that was found. */
const play = async (law: string) => {
  const child = spawn("npx", ["vitest", "run", "test/model/model.test.ts"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, MODEL_LAW: law, MODEL_RUNS: "10000", MODEL_SECONDS: "120", NO_COLOR: "1" },
  })
  let told = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (told += String(text)))
  await once(child, "close")
  return told.replaceAll(/^\+ /gm, "")
}

let restore = () => {}
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    restore()
    process.exit(1)
  })
}

const wanted = process.argv.slice(2)
const some = sabotages.filter(
  ({ law, what }) => wanted.length === 0 || wanted.some((word) => `${law} ${what}`.includes(word)),
)
if (some.length === 0) throw new Error(`no sabotage has one of these words: ${wanted.join(", ")}`)
for (const { edits, law, what } of some) {
  const before = new Map(edits.map(([file]) => [file, Fs.readFileSync(pathOf(file), "utf8")]))
  restore = () => {
    for (const [file, text] of before) Fs.writeFileSync(pathOf(file), text)
  }
  try {
    for (const [file, from, to] of edits) {
      const text = Fs.readFileSync(pathOf(file), "utf8")
      if (text.split(from).length !== 2) throw new Error(`${file} has changed: ${from}`)
      Fs.writeFileSync(
        pathOf(file),
        text.replace(from, () => to),
      )
    }
    const told = await play(law)
    const isBroken = told.includes(`"${law}" is broken`)
    const [, broken = "", script = ""] =
      /("[^"]+" is broken: [^\n]*)\n(?: *"[^"]+" is broken: [^\n]*\n)*([^]*?)\n *at /.exec(told) ?? []
    console.log(`${isBroken ? "broken" : "HOLDS"} | ${law} | ${what}\n    ${broken}\n${script}`)
    if (!isBroken) process.exitCode = 1
  } finally {
    restore()
  }
}
