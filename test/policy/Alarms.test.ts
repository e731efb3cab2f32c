import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import type * as Runtime from "effect/Runtime"
import * as TestClock from "effect/TestClock"
import * as Alarms from "../../src/policy/Alarms.js"
import { monotonic } from "../../src/policy/monotonic.js"
import { simulation } from "../support/simulate.js"

/** Alarms that are functions. */
const makeAlarms = () => {
  const { clear, set } = Alarms.make()
  return {
    clear,
    set: (at: number, ring: () => void, runtime: Runtime.Runtime<never>) => {
      const alarm: Alarms.Alarm = { at: 0, order: 0, ring }
      set(alarm, at, runtime)
      return alarm
    },
  }
}

describe("alarms", () => {
  it.effect("ring at their moments, in the order of time, whatever the order they were set in", () =>
    Effect.gen(function* () {
      const runtime = yield* Effect.runtime<never>()
      const { set } = makeAlarms()
      const rung: Array<string> = []
      set(3000, () => rung.push("three"), runtime)
      set(1000, () => rung.push("one"), runtime)
      set(2000, () => rung.push("two"), runtime)
      set(2000, () => rung.push("two again"), runtime)
      yield* TestClock.adjust(999)
      expect(rung).toEqual([])
      yield* TestClock.adjust(1)
      expect(rung).toEqual(["one"])
      yield* TestClock.adjust(1000)
      expect(rung).toEqual(["one", "two", "two again"])
      yield* TestClock.adjust("1 hour")
      expect(rung).toEqual(["one", "two", "two again", "three"])
    }),
  )

  it("have one timer between them, and none when the last has rung or is cleared", () => {
    const { advance, start, waiting } = simulation()
    const { clear, set } = makeAlarms()
    const at = (millis: number) => {
      const alarms: Array<Alarms.Alarm> = []
      start(
        Effect.map(Effect.runtime<never>(), (runtime) => alarms.push(set(millis, () => undefined, runtime))),
      )
      return alarms
    }
    const all = Array.from({ length: 1000 }, (_, index) => at(5000 + index)).flat()
    expect(waiting()).toBe(1)
    all.slice(1).forEach(clear)
    expect(waiting()).toBe(1)
    advance(5000)
    expect(waiting()).toBe(0)
    const [last] = at(9000)
    const [sooner] = at(8000)
    expect(waiting()).toBe(1)
    if (last !== undefined) clear(last)
    if (sooner !== undefined) clear(sooner)
    start(Effect.void)
    expect(waiting()).toBe(0)
  })

  it.effect("may set and clear others as they ring", () =>
    Effect.gen(function* () {
      const runtime = yield* Effect.runtime<never>()
      const { clear, set } = makeAlarms()
      const rung: Array<number> = []
      const never = set(2000, () => rung.push(-1), runtime)
      const again = (at: number) => () => {
        rung.push(at)
        if (at === 1000) clear(never)
        if (at < 5000) set(at + 1000, again(at + 1000), runtime)
      }
      set(1000, again(1000), runtime)
      yield* TestClock.adjust("1 minute")
      expect(rung).toEqual([1000, 2000, 3000, 4000, 5000])
      expect(yield* TestClock.sleeps()).toHaveLength(0)
    }),
  )

  it("ring each once and at its moment, whatever is set and cleared and when", () => {
    const steps = FastCheck.array(
      FastCheck.record({
        wait: FastCheck.nat(500),
        millis: FastCheck.nat(2000),
        clears: FastCheck.boolean(),
      }),
      { maxLength: 60 },
    )
    FastCheck.assert(
      FastCheck.property(steps, (script) => {
        const { advance, now, start, waiting } = simulation()
        const { clear, set } = makeAlarms()
        const rung: Array<readonly [number, number]> = []
        const expected: Array<readonly [number, number]> = []
        for (const { clears, millis, wait } of script) {
          const at = now() + millis + 1
          const due = [at, now()] as const
          start(
            Effect.flatMap(Effect.runtime<never>(), (runtime) =>
              Effect.map(monotonic, () => {
                const alarm = set(at, () => rung.push([now(), due[1]]), runtime)
                if (clears) clear(alarm)
                else expected.push(due)
              }),
            ),
          )
          advance(wait)
        }
        advance(10_000)
        const byTime = (all: typeof rung) => all.toSorted(([a, b], [c, d]) => a - c || b - d)
        expect(byTime(rung)).toEqual(byTime(expected))
        expect(rung.map(([at]) => at)).toEqual(rung.map(([at]) => at).toSorted((a, b) => a - b))
        expect(waiting()).toBe(0)
      }),
    )
  })
})
