/**
 * Breaks the library on purpose, one mechanism at a time, and sees the law break that stands on it:
 * `npm run test:sabotage [-- words of some]`. Prints a row for each. A source file is as it was before when the script ends.
 */
import { spawnSync } from "node:child_process"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { sabotages } from "./sabotages.js"

const root = Path.resolve(import.meta.dirname, "../..")
const pathOf = (file: string) => Path.join(root, "src", file)

/** Plays scripts to the library as it is now: the laws that break, and the shortest script that was found. */
const play = () => {
  const { stderr, stdout } = spawnSync("npx", ["vitest", "run", "test/model/model.test.ts"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, MODEL_RUNS: "400", MODEL_SECONDS: "60", NO_COLOR: "1" },
  })
  return `${stdout}${stderr}`.replaceAll(/^\+ /gm, "")
}

const wanted = process.argv.slice(2)
for (const { edits, law, what } of sabotages) {
  if (wanted.length > 0 && !wanted.some((word) => `${law} ${what}`.includes(word))) continue
  const before = new Map(edits.map(([file]) => [file, Fs.readFileSync(pathOf(file), "utf8")]))
  try {
    for (const [file, from, to] of edits) {
      const text = Fs.readFileSync(pathOf(file), "utf8")
      if (text.split(from).length !== 2) throw new Error(`${file} has changed: ${from}`)
      Fs.writeFileSync(
        pathOf(file),
        text.replace(from, () => to),
      )
    }
    const told = play()
    const isBroken = told.includes(`"${law}" is broken`)
    const [, broken = "", script = ""] =
      /("[^"]+" is broken: [^\n]*)\n(?: *"[^"]+" is broken: [^\n]*\n)*([^]*?)\n *at /.exec(told) ?? []
    console.log(`${isBroken ? "broken" : "HOLDS"} | ${law} | ${what}\n    ${broken}\n${script}`)
    if (!isBroken) process.exitCode = 1
  } finally {
    for (const [file, text] of before) Fs.writeFileSync(pathOf(file), text)
  }
}
