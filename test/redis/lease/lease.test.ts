/** The lease of a fleet: its rules checked to the end, by a model checker too, and Redis held to them step by step. */
import { spawnSync } from "node:child_process"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { write } from "../../../src/redis/FleetStore.js"
import { acquire, release, renew } from "../../../src/redis/Lease.js"
import type { TestRedis } from "../server.js"
import { hasRedis, startRedis } from "../server.js"
import type { State, Step } from "./model.js"
import { explored, initial, next, stepsOf } from "./model.js"

const states = explored(3)

describe("a lease", () => {
  it("is gone through in all its states", () => {
    expect(states.length).toBeGreaterThan(500)
  })

  it("is never under way twice with one fence", () => {
    const working = states.map(({ held }) => held.filter((fence) => fence > 0))
    expect(working.filter((fences) => new Set(fences).size < fences.length)).toEqual([])
  })

  it("lets nobody write over what a newer owner wrote", () => {
    const backwards = states.filter((state) =>
      stepsOf(3).some((step) => (next(state, step)?.stored ?? Infinity) < state.stored),
    )
    expect(backwards).toEqual([])
  })

  it("lets only its newest owner write", () => {
    const late = states.filter((state) =>
      state.held.some(
        (fence, at) =>
          fence > 0 &&
          fence < state.fence &&
          next(state, { _tag: "Write", process: at + 1 })?.stored !== state.stored,
      ),
    )
    expect(late).toEqual([])
  })
})

const hasSpin = spawnSync("spin", ["-V"]).status === 0
const model = Fs.readFileSync(Path.join(import.meta.dirname, "lease.pml"), "utf8")

/** What spin says of a model. */
const checked = (text: string) => {
  const folder = Fs.mkdtempSync(Path.join(Os.tmpdir(), "spin-"))
  try {
    Fs.writeFileSync(Path.join(folder, "lease.pml"), text)
    const { stdout } = spawnSync("spin", ["-run", "-safety", "lease.pml"], { cwd: folder, encoding: "utf8" })
    return {
      errors: Number(/errors: (\d+)/.exec(stdout)?.[1]),
      states: Number(/(\d+) states, stored/.exec(stdout)?.[1]),
    }
  } finally {
    Fs.rmSync(folder, { recursive: true })
  }
}

it.runIf(process.env["CI"] !== undefined)("spin is there in CI", () => expect(hasSpin).toBe(true))

describe.runIf(hasSpin)("spin", () => {
  it("finds no state in which a law is broken, and as many states as the rules have", () => {
    expect(checked(model)).toEqual({ errors: 0, states: states.length })
  })

  it("finds what is broken on purpose", () => {
    const careless = model.replace("held[p] == fence -> assert", "held[p] > 0 -> assert")
    expect(careless).not.toBe(model)
    expect(checked(careless).errors).toBe(1)
    const alike = model.replace("fence++; owner", "fence = 1; owner")
    expect(checked(alike).errors).toBe(1)
  })
})

/** Every way of so many steps. */
const waysOf = (processes: number, length: number): ReadonlyArray<ReadonlyArray<Step>> => {
  let ways: ReadonlyArray<{ readonly steps: ReadonlyArray<Step>; readonly state: State }> = [
    { steps: [], state: initial(processes) },
  ]
  for (let at = 0; at < length; at += 1) {
    ways = ways.flatMap(({ state, steps }) =>
      stepsOf(processes).flatMap((step) => {
        const after = next(state, step)
        return after === undefined ? [] : [{ steps: [...steps, step], state: after }]
      }),
    )
  }
  return ways.map(({ steps }) => steps)
}

describe.runIf(hasRedis)("Redis", () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis[Symbol.asyncDispose]())

  const life = "60000"
  const evaluate = (
    { text }: { readonly text: string },
    keys: ReadonlyArray<string>,
    ...args: ReadonlyArray<string>
  ) => redis.admin.eval(text, keys.length, ...keys, ...args)

  /** Does the steps in Redis, and compares after each what there is with the model. */
  const walk = async (name: string, steps: ReadonlyArray<Step>) => {
    const [hash, lease] = [`{${name}}`, `{${name}}:lease`]
    /** The fences of Redis grow with time; these are their ranks. */
    const fences: Array<string> = []
    const held = new Map<number, string>()
    let state = initial(2)
    for (const step of steps) {
      state = next(state, step) ?? state
      if (step._tag === "Expire") await redis.admin.del(lease)
      else if (step._tag === "Crash") held.delete(step.process)
      else if (step._tag === "Take") {
        const [fence] = (await evaluate(acquire, [hash, lease], `owner-${step.process}`, life)) as [string]
        fences.push(fence)
        held.set(step.process, fence)
        // by which the lease of an owner that has crashed is over
        expect(await redis.admin.pttl(lease)).toBeGreaterThan(0)
      } else if (step._tag === "Release") {
        await evaluate(release, [lease], `owner-${step.process}`)
        held.delete(step.process)
      } else {
        const fence = held.get(step.process) ?? ""
        await evaluate(write, [hash], "value", fence, life, "fence", fence)
      }
      const [owner, value] = await Promise.all([redis.admin.get(lease), redis.admin.hget(hash, "value")])
      expect({
        owner: Number(owner?.slice("owner-".length) ?? 0),
        fence: fences.length,
        held: [1, 2].map((process) => fences.indexOf(held.get(process) ?? "") + 1),
        stored: fences.indexOf(value ?? "") + 1,
      }).toEqual(state)
      expect(fences.toSorted((one, other) => Number(one) - Number(other))).toEqual(fences)
      for (const process of [1, 2]) {
        const isOwner = await evaluate(renew, [lease], `owner-${process}`, life)
        expect(isOwner).toBe(state.owner === process ? 1 : 0)
      }
    }
  }

  it("keeps to the rules along every way of six steps of two processes", async () => {
    const ways = waysOf(2, 6)
    expect(ways.length).toBeGreaterThan(500)
    await Promise.all(
      Array.from({ length: 8 }, async (_, lane) => {
        for (let at = lane; at < ways.length; at += 8) await walk(`way-${at}`, ways[at] ?? [])
      }),
    )
  })

  it("gives nobody a lease that another has", async () => {
    expect(await evaluate(acquire, ["{taken}", "{taken}:lease"], "one", life)).toMatchObject([
      expect.stringMatching(/^\d+$/),
      0,
    ])
    expect(await evaluate(acquire, ["{taken}", "{taken}:lease"], "other", life)).toMatchObject([
      "",
      expect.any(Number),
    ])
  })
})
