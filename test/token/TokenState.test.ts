/** Every way that a device's token can go, over two clients of two tokens each. */
import * as Equal from "effect/Equal"
import * as Redacted from "effect/Redacted"
import { describe, expect, it } from "vitest"
import { RegistrationRejected } from "../../src/error/AdobePassError.js"
import type { Event, Held, TokenState } from "../../src/token/TokenState.js"
import {
  initial,
  isAccepted,
  isOnTrial,
  knownRefusal,
  mayUse,
  refusalMemory,
  transition,
  trialPeriod,
} from "../../src/token/TokenState.js"
import type { Issued } from "../../src/transport/AccessTokens.js"

const tokens: ReadonlyArray<Issued> = ["A1", "A2", "B1", "B2"].map((name) => ({
  clientId: name.slice(0, 1),
  value: Redacted.make(name),
}))
const [a1, a2] = tokens as [Issued, Issued, Issued, Issued]
const clients = ["A", "B"]
const hold = (token: Issued, refreshAt = 900): Held => ({ token, expiresAt: 1000, refreshAt })
const error = new RegistrationRejected({ endpoint: "x", message: "x", error: "invalid_client" })

/** All events at one moment. */
const events = (now: number): ReadonlyArray<Event> => [
  ...tokens.flatMap((token): ReadonlyArray<Event> => [
    { _tag: "TokenObtained", held: hold(token) },
    { _tag: "TokenRefused", token },
    { _tag: "ClientRejected", token, now },
  ]),
  ...clients.flatMap((clientId): ReadonlyArray<Event> => [
    { _tag: "ClientReplaced", clientId, now },
    { _tag: "ClientUnknown", clientId, now, error },
  ]),
  { _tag: "ReplacementAccepted" },
  { _tag: "RefreshFailed", now },
]

/** For how long something has been so, as far as that makes a difference. */
const age = (since: number | undefined, now: number, period: number) =>
  since === undefined ? undefined : Math.min(now - since, period)

/**
 * All states that there are, each with the moment of the last event. Two are the same if they say the same of tokens and clients, and
 * have been so for as long; when what is held is refreshed is no part of that.
 */
const reachable = (() => {
  const seen = new Map<string, { state: TokenState; now: number }>()
  let latest = [{ state: initial, now: 0 }]
  while (latest.length > 0) {
    const next: typeof latest = []
    for (const { now, state } of latest) {
      for (const pause of [0, refusalMemory, trialPeriod]) {
        for (const event of events(now + pause)) {
          const one = { state: transition(state, event), now: now + pause }
          const { held, onTrial, refused, rejected, unknown } = one.state
          const key = JSON.stringify([
            held && Redacted.value(held.token.value),
            refused && Redacted.value(refused),
            rejected,
            onTrial?.clientId,
            age(onTrial?.since, one.now, trialPeriod),
            unknown?.clientId,
            age(unknown?.at, one.now, refusalMemory),
          ])
          if (seen.has(key)) continue
          seen.set(key, one)
          next.push(one)
        }
      }
    }
    latest = next
  }
  return [...seen.values()]
})()

/** The states in which a law does not hold; an `expect` for each case would take a minute. */
const violations = (holds: (state: TokenState, now: number) => boolean) =>
  reachable.filter(({ now, state }) => !holds(state, now)).slice(0, 3)

const same = (one: Issued | undefined, other: Issued | undefined) => Equal.equals(one?.value, other?.value)

describe("a device's token", () => {
  it("is walked through enough states to say something", () => {
    expect(reachable.length).toBeGreaterThan(1_000)
  })

  it("is dropped for its own refusal, and for no other token's", () => {
    const after = (state: TokenState, token: Issued) => {
      if (state.held === undefined) return { held: undefined, refused: state.refused ?? token.value }
      return same(state.held.token, token)
        ? { held: undefined, refused: token.value }
        : { held: state.held, refused: state.refused }
    }
    const law = (state: TokenState) =>
      tokens.every((token) => {
        const { held, refused } = transition(state, { _tag: "TokenRefused", token })
        const expected = after(state, token)
        return held === expected.held && Equal.equals(refused, expected.refused)
      })
    expect(violations(law)).toEqual([])
  })

  it("is not taken from the store again once it was refused", () => {
    const law = (state: TokenState) =>
      state.held === undefined ||
      !mayUse(transition(state, { _tag: "TokenRefused", token: state.held.token }), state.held.token)
    expect(violations(law)).toEqual([])
  })

  it("is not taken from the store where its client was rejected", () => {
    const law = (state: TokenState) =>
      tokens.every((token) => token.clientId !== state.rejected || !mayUse(state, token))
    expect(violations(law)).toEqual([])
  })

  it("is not replaced by itself from the store", () => {
    expect(
      violations(({ held, ...state }) => held === undefined || !mayUse({ held, ...state }, held.token)),
    ).toEqual([])
  })

  it("is taken from the store where nothing is said against it", () => {
    expect(mayUse({ held: hold(a1), refused: a1.value, rejected: "B" }, a2)).toBe(true)
  })

  it("is not refreshed again within 10 s of a refresh that failed", () => {
    const law = (state: TokenState, now: number) => {
      const { held } = transition(state, { _tag: "RefreshFailed", now })
      return state.held === undefined ? held === undefined : held!.refreshAt >= now + 10_000
    }
    expect(violations(law)).toEqual([])
    const state = { held: { ...hold(a1), expiresAt: 100_000 } }
    const { held } = transition(state, { _tag: "RefreshFailed", now: 20_000 })
    expect(held).toMatchObject({ token: a1, expiresAt: 100_000, refreshAt: 40_000 })
  })
})

describe("a device's client", () => {
  it("is rejected for a refusal of its token, and its tokens go with it", () => {
    for (const held of [undefined, hold(a1), hold(a2)]) {
      const state = transition({ held }, { _tag: "ClientRejected", token: a1, now: 0 })
      expect(state.rejected).toBe("A")
      expect(state.held).toBeUndefined()
    }
  })

  it("is not rejected for a refusal of its predecessor's token", () => {
    const law = (state: TokenState, now: number) =>
      tokens.every(
        (token) =>
          state.held === undefined ||
          state.held.token.clientId === token.clientId ||
          transition(state, { _tag: "ClientRejected", token, now }) === state,
      )
    expect(violations(law)).toEqual([])
  })

  it("is not rejected while it is on trial, but its refused token is dropped", () => {
    const law = (state: TokenState, now: number) =>
      tokens.every((token) => {
        if (!isOnTrial(state, token.clientId, now)) return true
        const { held, rejected } = transition(state, { _tag: "ClientRejected", token, now })
        return rejected === state.rejected && (held === undefined || !same(held.token, token))
      })
    expect(violations(law)).toEqual([])
  })

  it("is on trial for ten minutes after it replaced another, or until that proved right", () => {
    const law = (state: TokenState, now: number) => {
      const replaced = transition(state, { _tag: "ClientReplaced", clientId: "B", now })
      return (
        isOnTrial(replaced, "B", now) &&
        isOnTrial(replaced, "B", now + 599_999) &&
        !isOnTrial(replaced, "B", now + 600_000) &&
        !isOnTrial(replaced, "A", now) &&
        !isOnTrial(transition(replaced, { _tag: "ReplacementAccepted" }), "B", now)
      )
    }
    expect(violations(law)).toEqual([])
  })

  it("that was rejected makes a token under way useless, unless it is on trial", () => {
    const law = (state: TokenState, now: number) =>
      clients.every(
        (client) =>
          isAccepted(state, client, now) === (state.rejected !== client || isOnTrial(state, client, now)),
      )
    expect(violations(law)).toEqual([])
  })

  it("that was accepted is on trial no more, and nothing else is forgotten", () => {
    const state = { refused: Redacted.make("t"), rejected: "A" }
    const onTrial = { clientId: "B", since: 0 }
    expect(transition({ ...state, onTrial }, { _tag: "ReplacementAccepted" })).toEqual({
      ...state,
      onTrial: undefined,
    })
  })

  it("that the token endpoint does not know is not asked about again for a minute", () => {
    const law = (state: TokenState, now: number) => {
      const unknown = transition(state, { _tag: "ClientUnknown", clientId: "A", now, error })
      return (
        knownRefusal(unknown, "A", now) === error &&
        knownRefusal(unknown, "A", now + 59_999) === error &&
        knownRefusal(unknown, "A", now + 60_000) === undefined &&
        knownRefusal(unknown, "B", now) === undefined
      )
    }
    expect(violations(law)).toEqual([])
  })
})

/** Has a write fail into a state, or into the records that it is made of. */
const freeze = (record: object) => {
  for (const part of Object.values(Object.freeze(record))) {
    if (Object.getPrototypeOf(part ?? "") === Object.prototype) freeze(part)
  }
}

describe("a transition", () => {
  it("changes no state that it was given", () => {
    const law = (state: TokenState, now: number) => {
      freeze(state)
      for (const event of events(now)) transition(state, event)
      return true
    }
    expect(violations(law)).toEqual([])
  })

  it("neither holds nor rejects anything else when the same is said twice", () => {
    const law = (state: TokenState, now: number) =>
      events(now).every((event) => {
        const once = transition(state, event)
        const twice = transition(once, event)
        return (
          twice.rejected === once.rejected &&
          same(twice.held?.token, once.held?.token) &&
          twice.held?.refreshAt === once.held?.refreshAt &&
          twice.onTrial?.since === once.onTrial?.since
        )
      })
    expect(violations(law)).toEqual([])
  })

  it("holds the token that was obtained last", () => {
    const law = (state: TokenState) =>
      tokens.every((token) =>
        same(transition(state, { _tag: "TokenObtained", held: hold(token) }).held?.token, token),
      )
    expect(violations(law)).toEqual([])
  })
})
