/** Runs a bench: its subjects take turns, slice by slice and round by round. */
import type { Bench, Case } from "./benches.js"
import type { Sample, Table } from "./figures.js"
import { type Build, serve, serveRedis, start, type Started } from "./processes.js"

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
  { cases, isOverRedis, name }: Bench,
  builds: ReadonlyArray<Build>,
  isShort: boolean,
): Promise<ReadonlyArray<Table>> => {
  const service = await serve()
  const redis = isOverRedis === true ? await serveRedis() : undefined
  const env = { BENCH_URL: service.url, ...(redis !== undefined && { BENCH_REDIS: redis.port }) }
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
      if (!started.has(label)) started.set(label, await start(build, name, subject, env))
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
      const { base, held, most, title, units } = one
      tables.push({ title, base, units, held, most, rounds: Object.fromEntries(samples) })
    }
    return tables
  } finally {
    for (const { stop } of started.values()) stop()
    service.stop()
    redis?.stop()
  }
}
