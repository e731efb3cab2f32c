/** A small service, and processes of an app that share a store; each of their steps waits for its turn. */
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { AdobePass } from "../../src/AdobePass.js"
import { makeExclusive } from "../../src/cache/exclusive.js"
import { Store } from "../../src/cache/Store.js"
import { Device } from "../../src/domain/Device.js"
import { Sender } from "../../src/transport/send/Send.js"
import { Throttle } from "../../src/transport/Throttle.js"
import type { Race } from "./explore.js"

export const tv = Effect.provideService(Device, { identifier: Redacted.make("tv") })
export const mvpd = "Cablevision"

/** What went over the wire, and what the service knows. */
export const service = () => ({
  registered: 0,
  /** Registrations whose answer came. */
  told: 0,
  /** Token requests that arrived, those under way now, and the most at once. */
  tokens: 0,
  underWay: 0,
  mostUnderWay: 0,
  refused: new Set<string>(),
  isSignedIn: true,
})
export type Service = ReturnType<typeof service>

const answerOf = (self: Service, url: string, token: string): readonly [status: number, body: unknown] => {
  const path = new URL(url).pathname
  if (path === "/o/client/register") {
    self.registered += 1
    return [201, { client_id: `client-${self.registered}`, client_secret: "secret" }]
  }
  if (path === "/o/client/token") {
    self.tokens += 1
    return [201, { access_token: `token-${self.tokens}`, created_at: 0, expires_in: 3600 }]
  }
  if (self.refused.has(token)) return [401, { code: "invalid_access_token_value", status: 401 }]
  const profiles = self.isSignedIn ? { [mvpd]: { notBefore: 0, notAfter: 8e12, type: "regular" } } : {}
  if (path.includes("/profiles")) return [200, { profiles }]
  if (path.endsWith("/sessions")) return [200, { actionName: "authorize", reasonType: "authenticated" }]
  if (path.includes("/logout/")) {
    self.isSignedIn = false
    return [200, { logouts: { [mvpd]: { actionName: "complete" } } }]
  }
  return self.isSignedIn
    ? [200, { decisions: [{ resource: "news", authorized: true }] }]
    : [403, { code: "authenticated_profile_missing", action: "authentication", status: 403 }]
}

/** Requests arrive in their turn, and so do their answers. */
const sender = (self: Service, { gate }: Race, who: string) =>
  Layer.succeed(Sender, (endpoint, request) =>
    Effect.gen(function* () {
      const isToken = endpoint === "RetrieveAccessToken"
      if (isToken) self.underWay += 1
      self.mostUnderWay = Math.max(self.mostUnderWay, self.underWay)
      yield* gate(`${who}: ${endpoint} arrives`)
      const token = (request.headers["authorization"] ?? "").replace("Bearer ", "")
      const [status, body] = answerOf(self, request.url, token)
      yield* gate(`${who}: ${endpoint} is answered`)
      if (endpoint === "RetrieveClientCredentials") self.told += 1
      return {
        request,
        status,
        body: JSON.stringify(body),
        sent: 0,
        came: 0,
        date: undefined,
        retryAfter: undefined,
      }
    }).pipe(
      Effect.ensuring(Effect.sync(() => void (self.underWay -= endpoint === "RetrieveAccessToken" ? 1 : 0))),
    ),
  )

/** What processes share. */
export const sharedStore = () => ({ values: new Map<string, string>(), exclusive: makeExclusive() })

/** A store whose writes, and reads where told, wait for their turn. */
const store = (
  { exclusive, values }: ReturnType<typeof sharedStore>,
  { gate }: Race,
  who: string,
  readsWait: boolean,
) =>
  Layer.provide(
    Store.layerShared({ exclusive }),
    Layer.succeed(
      KeyValueStore.KeyValueStore,
      KeyValueStore.makeStringOnly({
        get: (key) =>
          Effect.zipRight(
            readsWait ? gate(`${who} reads`) : Effect.void,
            Effect.sync(() => Option.fromNullable(values.get(key))),
          ),
        set: (key, value) =>
          Effect.zipRight(
            gate(`${who} writes`),
            Effect.sync(() => void values.set(key, value)),
          ),
        remove: (key) =>
          Effect.zipRight(
            gate(`${who} removes`),
            Effect.sync(() => void values.delete(key)),
          ),
        clear: Effect.sync(() => values.clear()),
        size: Effect.sync(() => values.size),
      }),
    ),
  )

/** A process of the app. */
export const app = (self: Service, race: Race, shared = sharedStore(), who = "app", readsWait = false) => {
  const { close, context } = race.build(
    AdobePass.layerSender({
      environment: { baseUrl: "http://service.example" },
      serviceProvider: "REF30",
      softwareStatement: "a.b.c",
    }).pipe(
      Layer.provide([sender(self, race, who), store(shared, race, who, readsWait), Throttle.none]),
      Layer.orDie,
    ),
  )
  const use = <A, E>(call: (pass: AdobePass["Type"]) => Effect.Effect<A, E, Device>): Effect.Effect<A, E> =>
    Effect.flatMap(AdobePass, call).pipe(tv, Effect.provide(context))
  return Object.assign(use, { close })
}
