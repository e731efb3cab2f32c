/** Runs every bench, one after another, so that none disturbs another: `npm run bench`. */
import { execFileSync } from "node:child_process"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { root } from "./bundles.js"

const folder = Path.join(root, "test/bench")
for (const file of Fs.readdirSync(folder).toSorted()) {
  if (!file.endsWith(".bench.ts")) continue
  console.log(`\n== ${file.replace(".bench.ts", "")}`)
  execFileSync(process.execPath, ["--expose-gc", "--import", "tsx", Path.join(folder, file)], {
    stdio: "inherit",
  })
}
