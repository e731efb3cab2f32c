/** The login that is under way on each device: one at a time, a newer one ends the older. */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Device } from "../domain/Device.js"
import { AuthenticationSuperseded } from "../error/AdobePassError.js"

interface Login {
  readonly code: string
  readonly superseded: Deferred.Deferred<never, AuthenticationSuperseded>
}

/** Knows the code each device waits for. */
export class Logins extends Context.Tag("effect-adobe-pass/Logins")<
  Logins,
  {
    /** Waits with an effect for a code, until a newer code on the same device ends it. */
    readonly during: <A, E, R>(
      code: string,
      wait: Effect.Effect<A, E, R>,
    ) => Effect.Effect<A, E | AuthenticationSuperseded, R | Device>
  }
>() {
  static readonly layer = Layer.sync(Logins, () => {
    const logins = new Map<string, Login>()

    const begin = (key: string, code: string) =>
      Effect.gen(function* () {
        const older = logins.get(key)
        const login = { code, superseded: yield* Deferred.make<never, AuthenticationSuperseded>() }
        logins.set(key, login)
        if (older !== undefined) yield* Deferred.fail(older.superseded, superseded(older.code))
        return login
      })

    return {
      during: (code, wait) =>
        Effect.flatMap(Device, ({ identifier }) => {
          const key = Redacted.value(identifier)
          return Effect.acquireUseRelease(
            begin(key, code),
            (login) => Effect.raceFirst(wait, Deferred.await(login.superseded)),
            (login) => Effect.sync(() => logins.get(key) === login && logins.delete(key)),
          )
        }),
    }
  })
}

const superseded = (code: string) =>
  new AuthenticationSuperseded({ code, message: `a newer login replaced the one with the code ${code}` })
