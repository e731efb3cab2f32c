/** A process of its own for one subject of a bench: `node subject.mjs <bench> <subject>`. It works when it is told to. */
import type { Sample } from "./figures.js"
import { benches } from "./subjects/index.js"

const [, , bench = "", name = ""] = process.argv
const prepare = benches[bench]?.[name]
if (prepare === undefined) throw new Error(`${bench} has no ${name}`)
const work = await prepare()
process.on("message", (task: Task) => {
  void work(task).then((sample) => process.send?.(sample))
})
process.send?.("ready")

/** How much work is asked for at once. */
export interface Task {
  /** Of processor time. */
  readonly milliseconds: number
  /** How many calls are under way at once. */
  readonly lanes: number
  /** How many things wait or are asked for. */
  readonly count: number
}

/** Gets a subject ready; then it works as often as it is told to. */
export type Subject = () => Promise<(task: Task) => Promise<Sample>>
export type Subjects = Readonly<Record<string, Subject>>
