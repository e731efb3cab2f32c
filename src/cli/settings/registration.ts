/** The client that this device is to Adobe. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { deviceKeys } from "../../cache/keys.js"
import { Store } from "../../cache/Store.js"
import { ClientCredentials } from "../../domain/ClientCredentials.js"
import { Device } from "../../domain/Device.js"
import { Integration } from "../../domain/Environment.js"
import { RetrieveClientCredentials } from "../../endpoint/dcr/RetrieveClientCredentials.js"

/** Registers, unless this device has credentials; `anew` gives those up, and with them the logins of their client. */
export const register = Effect.fn(function* (anew: boolean) {
  const store = yield* Store
  const { credentials, lock, token } = deviceKeys(yield* Integration)(yield* Device)
  const entry = store.entry(credentials, ClientCredentials)
  return yield* store.exclusive(
    lock,
    Effect.gen(function* () {
      const known = yield* entry.readOrNone
      if (Option.isSome(known) && !anew) return { client: known.value, isNew: false }
      const client = yield* (yield* RetrieveClientCredentials)()
      yield* entry.set(client)
      // it was earned by the client there was
      yield* store.entry(token, ClientCredentials).remove
      return { client, isNew: true }
    }),
  )
})
