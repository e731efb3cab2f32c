/** The login that is under way on each device: one at a time, a newer one ends the older. */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Device } from "../domain/Device.js"
import { AuthenticationSuperseded } from "../error/AdobePassError.js"

/** A login from its first request on, when nobody knows a code yet. */
export interface Login {
  /** Waits with an effect for the login's code, until a newer login of the device has one, too. */
  readonly during: <A, E, R>(
    code: string,
    wait: Effect.Effect<A, E, R>,
  ) => Effect.Effect<A, E | AuthenticationSuperseded, R>
}

/** Knows the logins of each device. */
export class Logins extends Context.Tag("effect-adobe-pass/Logins")<
  Logins,
  {
    /** Begins a login: it is newer than those that began before it, whichever gets its code first. */
    readonly begin: <A, E, R>(
      use: (login: Login) => Effect.Effect<A, E, R>,
    ) => Effect.Effect<A, E, R | Device>
  }
>() {
  static readonly layer = Layer.sync(Logins, () => {
    /** Those under way on each device, each with what ends it, in the order in which they began. */
    const logins = new Map<string, Set<Deferred.Deferred<void>>>()

    const enter = (key: string) =>
      Effect.map(Deferred.make<void>(), (ended) => {
        logins.set(key, (logins.get(key) ?? new Set()).add(ended))
        return ended
      })

    const leave = (key: string, ended: Deferred.Deferred<void>) =>
      Effect.sync(() => {
        const all = logins.get(key)
        all?.delete(ended)
        if (all?.size === 0) logins.delete(key)
      })

    const endOlder = (key: string, newer: Deferred.Deferred<void>) =>
      Effect.gen(function* () {
        for (const ended of logins.get(key) ?? []) {
          if (ended === newer) return
          yield* Deferred.succeed(ended, undefined)
        }
      })

    const make = (key: string, ended: Deferred.Deferred<void>): Login => ({
      during: (code, wait) =>
        Effect.gen(function* () {
          if (yield* Deferred.isDone(ended)) return yield* superseded(code)
          yield* endOlder(key, ended)
          return yield* Effect.raceFirst(
            wait,
            Effect.flatMap(Deferred.await(ended), () => superseded(code)),
          )
        }),
    })

    return {
      begin: (use) =>
        Effect.flatMap(Device, ({ identifier }) => {
          const key = Redacted.value(identifier)
          return Effect.acquireUseRelease(
            enter(key),
            (ended) => use(make(key, ended)),
            (ended) => leave(key, ended),
          )
        }),
    }
  })
}

const superseded = (code: string) =>
  new AuthenticationSuperseded({ code, message: `a newer login replaced the one with the code ${code}` })
