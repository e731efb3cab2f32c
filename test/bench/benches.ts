/** Each bench: what is held against what, for how long, and in which units. */
import type { Table, Sample } from "./figures.js"
import { type Build, serve, start, type Started } from "./processes.js"
import type { Task } from "./subject.js"

export interface Case extends Omit<Table, "rounds"> {
  /** Ours are measured from each build. */
  readonly subjects: ReadonlyArray<string>
  readonly task: Task
  /** Work after which V8 has compiled what it will. */
  readonly warmUp: Task
  /** Parts of each round, so that what disturbs the machine for a while disturbs all subjects. */
  readonly slices: number
}

export interface Bench {
  readonly name: string
  readonly cases: (isShort: boolean) => ReadonlyArray<Case>
}

const bare = "fetch and JSON.parse"
const platform = "@effect/platform"

/** What is done again and again, for so long. */
const repeated = (isShort: boolean, lanes: number) => ({
  task: { lanes, milliseconds: isShort ? 250 : 800, count: 0 },
  warmUp: { lanes, milliseconds: isShort ? 2000 : 4000, count: 0 },
  slices: isShort ? 1 : 3,
})

const call = (isShort: boolean): ReadonlyArray<Case> => {
  const peers = ["undici.request", "openapi-fetch", "openai", "ky"]
  const figures = { units: { processor: "µs", time: "µs" }, held: ["processor"] }
  return [1, 50].flatMap((lanes) => [
    {
      title: `An authorization over loopback, ${lanes} at once`,
      base: bare,
      subjects: [
        bare,
        ...(isShort ? [] : peers),
        `${platform} over fetch`,
        ...(isShort ? [] : [`${platform} over undici`]),
        "adobe-pass",
        "effect-adobe-pass over fetch",
        "effect-adobe-pass over undici",
      ],
      ...figures,
      ...repeated(isShort, lanes),
    },
    {
      title: `An authorization in memory, ${lanes} at once`,
      base: platform,
      subjects: [
        platform,
        ...(isShort ? [] : ["openapi-fetch in memory"]),
        "adobe-pass in memory",
        "effect-adobe-pass",
      ],
      ...figures,
      ...repeated(isShort, lanes),
    },
  ])
}

const login = (isShort: boolean): ReadonlyArray<Case> => {
  const count = isShort ? 300 : 10_000
  return [
    {
      title: `A login that waits, one of ${count}`,
      base: platform,
      subjects: ["a loop that sleeps", platform, "effect-adobe-pass"],
      units: { processor: "µs a poll", heap: "KiB" },
      held: ["processor", "heap"],
      task: { count, lanes: count, milliseconds: 0 },
      warmUp: { count: 300, lanes: 300, milliseconds: 0 },
      slices: 1,
    },
  ]
}

const device = (isShort: boolean): ReadonlyArray<Case> => [
  {
    title: "The first authorization of a device",
    base: platform,
    subjects: [platform, "adobe-pass", "effect-adobe-pass"],
    units: { processor: "µs", garbage: "µs" },
    held: ["processor"],
    ...repeated(isShort, 1),
  },
]

const catalogue = (isShort: boolean): ReadonlyArray<Case> => [
  {
    title: "A catalogue of 500 permits that are known",
    base: "a Map",
    subjects: ["a Map", "adobe-pass", "effect-adobe-pass"],
    units: { processor: "µs", time: "µs" },
    held: ["processor"],
    ...repeated(isShort, 1),
  },
]

export const benches: ReadonlyArray<Bench> = Object.entries({ call, login, device, catalogue }).map(
  ([name, cases]) => ({ name, cases }),
)

const isOurs = (subject: string) => subject.includes("adobe-pass")

const sum = (samples: ReadonlyArray<Sample>): Sample =>
  Object.fromEntries(
    Object.keys(samples[0] ?? {}).map((name) => [
      name,
      samples.reduce((total, sample) => total + (sample[name] ?? Number.NaN), 0) / samples.length,
    ]),
  )

const rounds = 3

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
        await started.get(label)?.work(warm.has(label) ? one.task : one.warmUp)
        warm.add(label)
      }
      const samples = new Map(labels.map((label): [string, Array<Sample>] => [label, []]))
      for (let round = 0; round < rounds; round += 1) {
        const parts = new Map(labels.map((label): [string, Array<Sample>] => [label, []]))
        for (let slice = 0; slice < one.slices; slice += 1) {
          for (const label of labels) parts.get(label)?.push(await work(label))
        }
        for (const [label, part] of parts) samples.get(label)?.push(sum(part))
      }
      const { base, held, title, units } = one
      tables.push({ title, base, units, held, rounds: Object.fromEntries(samples) })
    }
    return tables
  } finally {
    for (const { stop } of started.values()) stop()
    service.stop()
  }
}
