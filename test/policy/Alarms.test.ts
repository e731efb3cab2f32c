import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import type * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as Alarms from "../../src/policy/Alarms.js"
import { monotonic } from "../../src/policy/monotonic.js"
import { simulation } from "../support/simulate.js"

/** The fiber that sets an alarm. */
const self = Effect.withFiberRuntime<Fiber.RuntimeFiber<unknown, unknown>>(Effect.succeed)

/** Alarms that are functions. */
const makeAlarms = () => {
  const { clear, set } = Alarms.make()
  return {
    clear,
    set: (at: number, ring: () => void, caller: Fiber.RuntimeFiber<unknown, unknown>) => {
      const alarm: Alarms.Alarm = { at: 0, order: 0, ring }
      set(alarm, at, caller)
      return alarm
    },
  }
}

describe("alarms", () => {
  it.effect("ring at their moments, in the order of time, whatever the order they were set in", () =>
    Effect.gen(function* () {
      const caller = yield* self
      const { set } = makeAlarms()
      const rung: Array<string> = []
      set(3000, () => rung.push("three"), caller)
      set(1000, () => rung.push("one"), caller)
      set(2000, () => rung.push("two"), caller)
      set(2000, () => rung.push("two again"), caller)
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
      start(Effect.map(self, (caller) => alarms.push(set(millis, () => undefined, caller))))
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

  it("may keep their timer for a while when the last is cleared, and let go of it where they are told to rest", () => {
    const { advance, start, waiting } = simulation()
    const alarms = Alarms.make(250)
    const one = (millis: number) => {
      const alarm: Alarms.Alarm = { at: 0, order: 0, ring: () => undefined }
      start(Effect.map(self, (caller) => alarms.set(alarm, millis, caller)))
      return alarm
    }
    alarms.clear(one(10_000))
    alarms.clear(one(20_000))
    start(Effect.void)
    expect(waiting()).toBe(1)
    advance(250)
    expect(waiting()).toBe(0)
    const last = one(30_000)
    alarms.rest()
    expect(waiting()).toBe(1)
    alarms.clear(last)
    alarms.rest()
    start(Effect.void)
    expect(waiting()).toBe(0)
  })

  it.effect("may set and clear others as they ring", () =>
    Effect.gen(function* () {
      const caller = yield* self
      const { clear, set } = makeAlarms()
      const rung: Array<number> = []
      const never = set(2000, () => rung.push(-1), caller)
      const again = (at: number) => () => {
        rung.push(at)
        if (at === 1000) clear(never)
        if (at < 5000) set(at + 1000, again(at + 1000), caller)
      }
      set(1000, again(1000), caller)
      yield* TestClock.adjust("1 minute")
      expect(rung).toEqual([1000, 2000, 3000, 4000, 5000])
      expect(yield* TestClock.sleeps()).toHaveLength(0)
    }),
  )

  it.effect(
    "for one moment are cleared one by one, and one that has rung or was cleared takes no other with it",
    () =>
      Effect.gen(function* () {
        const caller = yield* self
        const { clear, set } = makeAlarms()
        const rung: Array<string> = []
        const [one, two, three] = ["one", "two", "three"].map((name) =>
          set(1000, () => rung.push(name), caller),
        )
        const [four, five] = ["four", "five"].map((name) => set(2000, () => rung.push(name), caller))
        clear(one!)
        clear(one!)
        clear(three!)
        clear(three!)
        yield* TestClock.adjust(1000)
        expect(rung).toEqual(["two"])
        clear(two!)
        clear(four!)
        yield* TestClock.adjust(1000)
        expect(rung).toEqual(["two", "five"])
        clear(five!)
      }),
  )

  it.effect("that are due already ring at once, and may set others that are due even longer", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust(5000)
      const caller = yield* self
      const { set } = makeAlarms()
      const rung: Array<string> = []
      const first = () => {
        rung.push("first")
        set(1000, () => rung.push("second"), caller)
      }
      set(2000, first, caller)
      yield* TestClock.adjust(1)
      expect(rung).toEqual(["first", "second"])
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
            Effect.flatMap(self, (caller) =>
              Effect.map(monotonic, () => {
                const alarm = set(at, () => rung.push([now(), due[1]]), caller)
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
