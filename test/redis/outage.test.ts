/** Everything that can happen to a Redis, in every state that it can be in. */
import * as FastCheck from "effect/FastCheck"
import { describe, expect, it } from "vitest"
import type { Event, Outage } from "../../src/redis/connection/Outage.js"
import { initial, isPassing, lostSince, silenceOf, transition } from "../../src/redis/connection/Outage.js"

const connecting = initial(0, true)
const up: Outage = { ...connecting, wasReached: true, connectedAt: 0 }
const away: Outage = { ...up, awaySince: 20_000, probedAt: 20_000 }
const told: Outage = { ...away, isTold: true }
const ofCluster: Outage = { ...away, tellsOfConnections: false }
const reconnected: Outage = { ...away, connectedAt: 25_000 }
const now = 30_000

const states = { connecting, up, away, told, ofCluster, reconnected }
type Row = readonly [state: keyof typeof states, event: Event["_tag"], after: Partial<Outage>, lost?: number]
const rows: ReadonlyArray<Row> = [
  ["connecting", "Answered", { wasReached: true }],
  ["connecting", "Failed", { awaySince: now, probedAt: now, wasReached: false }],
  ["connecting", "Connected", { connectedAt: now, settledAt: -Infinity }],
  ["up", "Answered", {}],
  ["up", "Failed", { awaySince: now, lasted: 0, probedAt: now, pause: 100, isTold: false }],
  ["up", "Told", { isTold: false }],
  ["up", "Returned", {}],
  ["up", "Connected", { connectedAt: now, settledAt: now + 4000 }, now],
  ["up", "Emptied", { settledAt: now + 4000 }, -Infinity],
  ["up", "WrittenBack", { settledAt: now + 3000 }],
  ["away", "Failed", {}],
  ["away", "Told", { isTold: true }],
  ["away", "Probed", { pause: 200, lasted: 7000, probedAt: now }],
  ["away", "Connected", { connectedAt: now }],
  ["away", "Returned", { awaySince: undefined, backAt: now, settledAt: -Infinity }, Infinity],
  ["told", "Returned", { awaySince: undefined, backAt: now, isTold: false }, Infinity],
  ["ofCluster", "Returned", { awaySince: undefined, backAt: now, settledAt: now + 4000 }, 20_000],
  ["reconnected", "Returned", { awaySince: undefined, backAt: now, settledAt: now + 4000 }, 20_000],
]
const eventOf = (_tag: Event["_tag"]): Event => (_tag === "WrittenBack" ? { _tag, millis: 3000 } : { _tag })

describe("a Redis, as a process sees it", () => {
  for (const [name, tag, after, lost] of rows) {
    it(`${name}: ${tag}`, () => {
      const before = states[name]
      expect(transition(before, eventOf(tag), now)).toEqual({ ...before, ...after })
      expect(lostSince(before, eventOf(tag), now)).toEqual(lost)
    })
  }

  it("is probed less and less often, and again as often as before when it has just come back", () => {
    let outage = away
    const pauses = Array.from({ length: 6 }, () => {
      outage = transition(outage, { _tag: "Probed" }, now)
      return outage.pause
    })
    expect(pauses).toEqual([200, 400, 800, 1000, 1000, 1000])
    const back = transition(outage, { _tag: "Returned" }, now)
    expect(transition(back, { _tag: "Failed" }, now + 9999).pause).toBe(1000)
    expect(transition(back, { _tag: "Failed" }, now + 10_000).pause).toBe(100)
  })

  it("is kept silent about for a moment, longer before it was reached", () => {
    expect([up, connecting].map(silenceOf)).toEqual([250, 1000])
  })

  it("that was not reached may be about to be for five seconds, unless something failed", () => {
    expect(isPassing(connecting, false, 4999)).toBe(true)
    expect(isPassing(connecting, true, 4999)).toBe(false)
    expect(isPassing(connecting, false, 5000)).toBe(false)
  })

  it("that is away may be failing over for a minute of probes, however long the process was too busy to send any", () => {
    let outage = transition(up, { _tag: "Failed" }, 0)
    for (let at = 1000; at < 60_000; at += 1000) {
      expect(isPassing(outage, true, at)).toBe(true)
      outage = transition(outage, { _tag: "Probed" }, at)
    }
    expect(isPassing(outage, true, 60_000)).toBe(false)

    const starved = transition(up, { _tag: "Failed" }, 0)
    expect(isPassing(starved, true, 70_000)).toBe(true)
    const probed = transition(starved, { _tag: "Probed" }, 70_000)
    expect(isPassing(probed, true, 71_000)).toBe(true)
  })

  it("keeps its laws through whatever happens", () => {
    const step = FastCheck.record({
      tag: FastCheck.constantFrom<Event["_tag"][]>(
        "Answered",
        "Failed",
        "Told",
        "Probed",
        "Returned",
        "Connected",
        "Emptied",
        "WrittenBack",
        "Closed",
      ),
      pause: FastCheck.nat(100_000),
    })
    FastCheck.assert(
      FastCheck.property(FastCheck.boolean(), FastCheck.array(step, { maxLength: 30 }), (tells, steps) => {
        let outage = initial(0, tells)
        let [at, isAway, isClosed] = [0, false, false]
        for (const { pause, tag } of steps) {
          at += pause
          const before = outage
          const lost = lostSince(before, eventOf(tag), at)
          outage = transition(before, eventOf(tag), at)
          if (!isClosed && tag === "Failed") isAway = true
          if (!isClosed && tag === "Returned") isAway = false
          const wasOnlySlow = tag === "Returned" && tells && before.connectedAt < (before.awaySince ?? at)
          const laws = {
            "is away from a failure until it returns": (outage.awaySince !== undefined) === isAway,
            "is told of only while it is away": isAway || !outage.isTold,
            "is settled no earlier than it was": outage.settledAt >= before.settledAt,
            "was reached once and for all": outage.wasReached || !before.wasReached,
            "is probed at a pace": outage.pause >= 100 && outage.pause <= 1000,
            "is waited for where others may write back":
              lost === undefined || wasOnlySlow || isPassing(outage, true, at),
            "is away no longer than the time": !isAway || outage.lasted <= at - (outage.awaySince ?? at),
            "does not change once closed": !isClosed || (outage === before && lost === undefined),
          }
          expect(Object.entries(laws).filter(([, holds]) => !holds)).toEqual([])
          isClosed ||= tag === "Closed"
        }
      }),
    )
  })
})
