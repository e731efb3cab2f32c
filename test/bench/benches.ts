/** Each bench: what is held against what, for how long, and in which units. */
import { existsSync } from "node:fs"
import { chromiumPath } from "../support/chromium.js"
import type { Table } from "./figures.js"
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
  /** Its subjects are given a Redis. */
  readonly isOverRedis?: boolean
  readonly cases: (isShort: boolean) => ReadonlyArray<Case>
}

const bare = "fetch and JSON.parse"
const platform = "@effect/platform"

/** What is done again and again, for so long. */
const repeated = (isShort: boolean, lanes: number) => ({
  task: { lanes, milliseconds: isShort ? 200 : 500, count: 0 },
  warmUp: { lanes, milliseconds: isShort ? 2500 : 4000, count: 0 },
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
      title: "A login that waits",
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

/** At least so many requests a second of those that a node serves alone, with all that the fleet shares. */
const leastOfFleet = 0.7

const fleet = (isShort: boolean): ReadonlyArray<Case> => [
  {
    title: "An authorization by one node for 1,500 devices, 50 at once",
    base: "in memory",
    subjects: ["in memory", "a fleet over ioredis", ...(isShort ? [] : ["a fleet over node-redis"])],
    units: { processor: "µs", time: "µs" },
    held: ["processor"],
    most: { processor: 1 / leastOfFleet },
    ...repeated(isShort, 50),
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

const start = (isShort: boolean): ReadonlyArray<Case> => {
  const all = [platform, "openapi-fetch", "ky", "openai", "adobe-pass", "effect-adobe-pass"]
  const on = (title: string, base: string, subjects: ReadonlyArray<string>, count: number): Case => {
    const task = { count, lanes: 1, milliseconds: 0 }
    return {
      title,
      base,
      subjects,
      units: { processor: "ms", time: "ms" },
      held: ["processor"],
      task,
      warmUp: { ...task, count: 1 },
      slices: 1,
    }
  }
  // ky looks into the classes of the web as it loads, which are not there
  const inQuickJS = (name: string) => `${name} in QuickJS`
  return [
    on("Loading a client on Node", platform, all, isShort ? 3 : 11),
    on(
      "Loading a client in QuickJS",
      inQuickJS(platform),
      all.filter((name) => name !== "ky").map(inQuickJS),
      isShort ? 1 : 5,
    ),
    // beside other builds of it, by `--beside`
    ...slowEngines().map(([title, script]) => ({
      ...on(title, script, [script], isShort ? 1 : 3),
      units: { load: "ms", make: "ms", prompt: "ms", memory: "KiB" },
      held: [],
    })),
  ]
}

/** Engines as slow as those of TVs: the titles of their tables, and their subjects. */
const slowEngines = () => {
  const inQuickJS = ["A login in QuickJS", "the script of adobe-pass in QuickJS"] as const
  const inChromium = ["A login in Chromium, 20 times slower", "the script of adobe-pass in Chromium"] as const
  if (existsSync(chromiumPath)) return [inQuickJS, inChromium]
  console.error(
    `\n!!! NOT MEASURED: "${inChromium[0]}", for there is no ${chromiumPath} (bash .ci/browser)\n`,
  )
  return [inQuickJS]
}

export const benches: ReadonlyArray<Bench> = Object.entries({
  call,
  login,
  device,
  fleet,
  catalogue,
  start,
}).map(([name, cases]) => ({ name, cases, isOverRedis: cases === fleet }))
