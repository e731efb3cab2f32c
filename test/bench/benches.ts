/** Each bench: what is held against what, for how long, and in which units. */
import type { Table, Sample } from "./figures.js"
import { type Build, serve, start, type Started } from "./processes.js"
import type { Task } from "./subject.js"

export interface Case {
  readonly title: string
  readonly base: string
  /** Ours are measured from each build. */
  readonly subjects: ReadonlyArray<string>
  readonly units: Table["units"]
  readonly task: Task
}

export interface Bench {
  readonly name: string
  readonly cases: (isShort: boolean) => ReadonlyArray<Case>
}

const call: Bench = {
  name: "call",
  cases: (isShort) => {
    const units = { processor: "µs", time: "µs" }
    const loopback = [
      "fetch and JSON.parse",
      ...(isShort ? [] : ["undici.request", "openapi-fetch", "openai", "ky"]),
      "@effect/platform over fetch",
      ...(isShort ? [] : ["@effect/platform over undici"]),
      "adobe-pass",
      "effect-adobe-pass over fetch",
      "effect-adobe-pass over undici",
    ]
    const memory = [
      "@effect/platform",
      "effect-adobe-pass",
      ...(isShort ? [] : ["openapi-fetch in memory"]),
      "adobe-pass in memory",
    ]
    return [1, 50].flatMap((lanes) => {
      const task = { lanes, milliseconds: isShort ? 250 : 800, count: 0 }
      return [
        {
          title: `An authorization over loopback, ${lanes} at once`,
          base: "fetch and JSON.parse",
          subjects: loopback,
          units,
          task,
        },
        { title: `In memory, ${lanes} at once`, base: "@effect/platform", subjects: memory, units, task },
      ]
    })
  },
}

export const benches: ReadonlyArray<Bench> = [call]

const isOurs = (subject: string) => subject.includes("adobe-pass")

const sum = (samples: ReadonlyArray<Sample>): Sample =>
  Object.fromEntries(
    Object.keys(samples[0] ?? {}).map((name) => [
      name,
      samples.reduce((total, sample) => total + (sample[name] ?? Number.NaN), 0) / samples.length,
    ]),
  )

/** Rounds, and the slices of each: what disturbs the machine for a while disturbs all subjects. */
const rounds = 3
const slices = (isShort: boolean) => (isShort ? 1 : 3)
/** Milliseconds of processor time, after which V8 has compiled what it will. */
const warmUp = 3000

export const run = async (
  { cases, name }: Bench,
  builds: ReadonlyArray<Build>,
  isShort: boolean,
): Promise<ReadonlyArray<Table>> => {
  const service = await serve()
  const started = new Map<string, Started>()
  const warm = new Set<string>()
  const all = cases(isShort)
  try {
    const subjectsOf = ({ subjects }: Case) =>
      subjects.flatMap((subject) =>
        builds
          .filter(({ name }) => name === "" || isOurs(subject))
          .map((build) => ({
            build,
            subject,
            label: build.name === "" ? subject : `${subject} (${build.name})`,
          })),
      )
    for (const { build, label, subject } of all.flatMap(subjectsOf)) {
      if (!started.has(label)) started.set(label, await start(build, name, subject, service.url))
    }
    const tables: Array<Table> = []
    for (const one of all) {
      const labels = subjectsOf(one).map(({ label }) => label)
      const work = async (label: string) => (await started.get(label)?.work(one.task)) ?? {}
      for (const label of labels) {
        // what runs first is compiled as it runs
        if (!warm.has(label)) await started.get(label)?.work({ ...one.task, milliseconds: warmUp })
        warm.add(label)
        await work(label)
      }
      const samples = new Map(labels.map((label): [string, Array<Sample>] => [label, []]))
      for (let round = 0; round < rounds; round += 1) {
        const parts = new Map(labels.map((label): [string, Array<Sample>] => [label, []]))
        for (let slice = 0; slice < slices(isShort); slice += 1) {
          for (const label of labels) parts.get(label)?.push(await work(label))
        }
        for (const [label, part] of parts) samples.get(label)?.push(sum(part))
      }
      const { base, title, units } = one
      tables.push({ title, base, units, rounds: Object.fromEntries(samples) })
    }
    return tables
  } finally {
    for (const { stop } of started.values()) stop()
    service.stop()
  }
}
