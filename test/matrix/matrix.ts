/** What becomes of a call of each endpoint when each fault of the sandbox strikes it once, or every time. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { AdobePass } from "../../src/AdobePass.js"
import { Store } from "../../src/cache/Store.js"
import * as Device from "../../src/domain/Device.js"
import type { AdobePassError } from "../../src/error/AdobePassError.js"
import * as Endpoints from "../../src/endpoint/index.js"
import type { Endpoint } from "../../src/endpoint/layer.js"
import { Fault } from "../../src/sandbox/index.js"
import type { EndpointName, SandboxService } from "../../src/sandbox/index.js"
import type { Declared } from "../../src/transport/Endpoint.js"
import type { VirtualService } from "../support/virtualService.js"
import { beginning, endOf, virtualService } from "../support/virtualService.js"

type Kind = typeof Fault.Type.kind
type Order = Omit<typeof Fault.Type, "kind" | "endpoint" | "times">

/** With what each kind is ordered, where its own defaults do not say all: each of these is a row. */
const orders: Partial<Readonly<Record<Kind, ReadonlyArray<Order>>>> = {
  delay: [{ delay: 5000 }, { delay: 15_000 }],
  "slow-body": [{ delay: 5000 }, { delay: 25_000 }],
  answer: [{}, { status: 302, headers: { location: "https://portal.example/" } }],
  status: [{}, { status: 503 }, { status: 404 }],
  throttled: [{}, { retryAfter: 5 }, { retryAfter: 60 }],
  error: [{}, { code: "internal_server_error" }, { code: "network_connection_timeout" }],
  "item-error": [{}, { code: "network_connection_timeout" }],
}

/** Every fault, each with the words for it. */
export const faults = Fault.from.fields.kind.literals.flatMap((kind) =>
  (orders[kind] ?? [{}]).map((order) => ({ kind, order, words: wordsOf(kind, order) })),
)

function wordsOf(kind: Kind, { code, delay, retryAfter, status }: Order) {
  const parameters = [
    delay === undefined ? [] : `${delay / 1000} s`,
    status ?? [],
    retryAfter === undefined ? [] : `Retry-After: ${retryAfter}`,
    code === undefined ? [] : `\`${code}\``,
  ].flat()
  return [`\`${kind}\``, ...parameters].join(" ")
}

const mvpd = "Cablevision"
const domainName = "example.com"
const redirectUrl = "https://app.example/done"

/** What was made ready for a call. */
interface Ready {
  readonly admin: SandboxService["admin"]
  readonly code: string
}

type Calls = Effect.Effect<
  Effect.Effect<unknown, AdobePassError, Device.Device>,
  AdobePassError,
  Endpoint | Device.Device
>

interface Row {
  readonly declared: Pick<Declared, "failures" | "name" | "path">
  /** Whether its viewer is signed in before. */
  readonly isSignedIn: boolean
  readonly call: (ready: Ready) => Calls
}

/** An endpoint, and a call of it that succeeds where nothing is wrong. */
const row = <Request>(
  endpoint: Effect.Effect<
    (request: Request) => Effect.Effect<unknown, AdobePassError, Device.Device>,
    never,
    Endpoint
  > & { readonly declared: Row["declared"] },
  request: (ready: Ready) => Effect.Effect<Request, AdobePassError, Endpoint | Device.Device> | Request,
  isSignedIn = true,
): Row => ({
  declared: endpoint.declared,
  isSignedIn,
  call: (ready) =>
    Effect.suspend(() => {
      const asked = request(ready)
      return Effect.zipWith(endpoint, Effect.isEffect(asked) ? asked : Effect.succeed(asked), (call, one) =>
        call(one),
      )
    }),
})

const partner = "Apple"

const rows: ReadonlyArray<Row> = [
  row(Endpoints.RetrieveClientCredentials, () => ({})),
  row(Endpoints.RetrieveAccessToken, () =>
    Effect.flatMap(Endpoints.RetrieveClientCredentials, (register) => register()),
  ),
  row(Endpoints.RetrieveConfiguration, () => ({})),
  row(Endpoints.CreateSession, () => ({ domainName, redirectUrl })),
  row(Endpoints.ResumeSession, ({ code }) => ({ code, mvpd })),
  row(Endpoints.RetrieveSession, ({ code }) => ({ code })),
  row(Endpoints.AuthenticateInUserAgent, ({ code }) => ({ code })),
  row(Endpoints.RetrieveProfiles, () => ({})),
  row(Endpoints.RetrieveProfileForMvpd, () => ({ mvpd })),
  row(Endpoints.RetrieveProfileForCode, ({ code }) => ({ code })),
  row(Endpoints.RetrievePreauthorizationDecisions, () => ({ mvpd, resources: ["newsline", "matchday"] })),
  row(Endpoints.RetrieveAuthorizationDecisions, () => ({ mvpd, resources: ["newsline"] })),
  row(Endpoints.InitiateLogout, () => ({ mvpd, redirectUrl })),
  row(Endpoints.RetrievePartnerAuthenticationRequest, () => ({ partner, domainName, redirectUrl }), false),
  row(
    Endpoints.RetrieveProfileUsingPartnerAuthenticationResponse,
    ({ admin }) =>
      Effect.gen(function* () {
        const ask = yield* Endpoints.RetrievePartnerAuthenticationRequest
        const action = yield* ask({ partner, domainName, redirectUrl })
        const request =
          action._tag === "PartnerProfile" ? Redacted.value(action.authenticationRequest.request) : ""
        const samlResponse = yield* Effect.orDie(admin.partnerAuthenticationResponse({ request }))
        return { partner, samlResponse }
      }),
    false,
  ),
  row(Endpoints.InitiateAuthorization, () => ({ resource: "newsline" })),
  row(Endpoints.ResetTemporaryPass, () => ({ mvpd: "TempPass_TEST40", deviceId: "box" })),
  row(Endpoints.ResetPromotionalTemporaryPass, () => ({ mvpd: "flexibleTempPass", key: "all" })),
]

/** How a call ended. */
export interface Outcome {
  /** `value`, or the tag of an error. */
  readonly outcome: string
  /** Requests of the endpoint, and those for access tokens and clients beside them. */
  readonly sent: number
  readonly others: number
  /** Milliseconds that the caller waited. */
  readonly waited: number
}

/** One call after another to a sandbox that they share; a client is new for each. */
const course = (service: VirtualService) => {
  const { admin, clientOf, exchanges, sandbox, time } = service
  const kept = new Map<string, string>()
  const store = KeyValueStore.makeStringOnly({
    get: (key) => Effect.sync(() => Option.fromNullable(kept.get(key))),
    set: (key, value) => Effect.sync(() => void kept.set(key, value)),
    remove: (key) => Effect.sync(() => void kept.delete(key)),
    clear: Effect.sync(() => kept.clear()),
    size: Effect.sync(() => kept.size),
  })
  const { baseUrl, softwareStatement } = sandbox
  const layer = AdobePass.layer({
    environment: { baseUrl },
    serviceProvider: "REF30",
    softwareStatement,
  }).pipe(
    Layer.provide([
      Layer.provide(Store.layer, Layer.succeed(KeyValueStore.KeyValueStore, store)),
      Layer.succeed(HttpClient.HttpClient, clientOf("app")),
    ]),
    Layer.merge(
      Layer.orDie(
        Device.Device.layer({
          identifier: "box",
          partnerStatus: {
            frameworkPermissionInfo: { accessStatus: "granted" },
            frameworkProviderInfo: { id: "Cablevision_apple", expirationDate: beginning + 1e12 },
          },
        }),
      ),
    ),
  )

  const end = <A, E>(effect: Effect.Effect<A, E>) =>
    endOf(
      time,
      effect.pipe(
        Effect.withClock(time.clock("app")),
        Effect.withRandom(Random.make("chance")),
        Effect.withTracerEnabled(false),
      ),
    )

  /** Signs a viewer in, and makes a code ready. */
  const ready = (isSignedIn: boolean) =>
    Effect.gen(function* () {
      const create = yield* Endpoints.CreateSession
      if (isSignedIn) {
        const login = yield* create({ mvpd, domainName, redirectUrl })
        if ("code" in login) yield* Effect.orDie(sandbox.admin.completeLogin({ code: login.code }))
      } else yield* (yield* Endpoints.InitiateLogout)({ mvpd, redirectUrl })
      const session = yield* create({ domainName, redirectUrl })
      return { admin: sandbox.admin, code: "code" in session ? session.code : "" }
    })
  const succeed = async <A, E>(effect: Effect.Effect<A, E>): Promise<A> =>
    Exit.getOrElse(await end(effect), (cause) => {
      throw new Error(`a call cannot be made ready: ${Cause.pretty(cause)}`)
    })

  return async ({ call, declared, isSignedIn }: Row, fault?: typeof Fault.Type): Promise<Outcome> => {
    const scope = Effect.runSync(Scope.make())
    const context = await succeed(Layer.buildWithScope(layer, scope))
    const made = await succeed(Effect.provide(Effect.flatMap(ready(isSignedIn), call), context))
    // the bucket is full again
    await time.advance("1 minute")
    if (fault !== undefined) admin(sandbox.admin.addFault(fault))
    const [before, at] = [exchanges.length, time.now]
    const exit = await end(Effect.provide(made, context))
    const waited = time.now - at
    const sent = exchanges.slice(before)
    const own = sent.filter(({ path }) => isOf(declared, path)).length
    admin(sandbox.admin.clearFaults({}))
    await end(Scope.close(scope, Exit.void))
    return { outcome: outcomeOf(exit), sent: own, others: sent.length - own, waited }
  }
}

const outcomeOf = (exit: Exit.Exit<unknown, AdobePassError>) => {
  if (Exit.isSuccess(exit)) return "value"
  const error = Cause.failureOption(exit.cause)
  return Option.isSome(error) ? error.value._tag : `defect: ${Cause.pretty(exit.cause)}`
}

const isOf = ({ path }: Row["declared"], sent: string) =>
  new RegExp(`^${path.replace(/\{\w+\}/g, "[^/?]+")}(\\?|$)`).test(sent)

/** How an endpoint's calls end: where nothing is wrong, and for each fault, once and every time. */
export interface Outcomes {
  readonly declared: Row["declared"]
  readonly well: Outcome
  readonly faulted: ReadonlyArray<{
    readonly words: string
    readonly once: Outcome
    readonly always: Outcome
  }>
}

/** The outcomes of every endpoint that sends a request. */
export const matrix = async (): Promise<ReadonlyArray<Outcomes>> => {
  const all: Array<Outcomes> = []
  for (const row of rows) {
    const service = await virtualService({}, 0)
    const play = course(service)
    const { declared } = row
    // modules that the first call loads
    await play(row)
    const well = await play(row)
    const faulted: Array<Outcomes["faulted"][number]> = []
    const endpoint = declared.name as EndpointName
    for (const { kind, order, words } of well.sent > 0 ? faults : []) {
      const once = await play(row, { ...order, kind, endpoint, times: 1 })
      const always = await play(row, { ...order, kind, endpoint, times: "always" })
      faulted.push({ words, once, always })
    }
    service.close()
    if (well.sent > 0) all.push({ declared, well, faulted })
  }
  return all
}
