/** All checks of an integration, one after another; those that need what failed before are left out. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Array from "effect/Array"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { AdobePass } from "../../AdobePass.js"
import { deviceKeys } from "../../cache/keys.js"
import { Store } from "../../cache/Store.js"
import type { Configuration } from "../../domain/Configuration.js"
import { Device } from "../../domain/Device.js"
import { Integration } from "../../domain/Environment.js"
import { CreateSession } from "../../endpoint/v2/CreateSession.js"
import { ServerClock } from "../../policy/ServerClock.js"
import { Earned } from "../../token/refresh.js"
import { AccessTokens } from "../../transport/AccessTokens.js"
import type { Exchange } from "../http/Exchanges.js"
import { observed } from "../http/Exchanges.js"
import { lasting } from "../output/words.js"
import { client, environment, integration, tokens } from "../settings/client.js"
import { register } from "../settings/registration.js"
import { isSandbox, required, setting } from "../settings/Settings.js"
import { deviceInfo } from "./deviceInfo.js"
import type { Checked, Outcome } from "./Finding.js"
import { inProduction, ok, problem, run, skipped } from "./Finding.js"
import * as network from "./network.js"
import { origin } from "./origin.js"
import { pace } from "./pace.js"
import { registered, statement } from "./statement.js"

const service = (baseUrl: string): Outcome<void> => [
  undefined,
  [
    ok(baseUrl),
    ...(isSandbox(baseUrl)
      ? [
          inProduction(
            "a sandbox proves nothing of Adobe's side",
            "Run this on prequal or staging before production.",
            "Test in Adobe's own environments first",
          ),
        ]
      : []),
  ],
]

const registration = Effect.gen(function* () {
  const { client, isNew } = yield* register(false)
  const when = isNew ? "registered now" : "registered before"
  return [undefined, [ok(`client ${client.clientId}, ${when}`)]] as const satisfies Outcome<void>
})

const token = Effect.gen(function* () {
  yield* (yield* AccessTokens).get
  const { entry } = yield* Store
  const keys = deviceKeys(yield* Integration)(yield* Device)
  const kept = yield* entry(keys.token, Earned).readOrNone
  const now = yield* (yield* ServerClock).now
  const life = Option.match(kept, {
    onNone: () => "good, but not kept: can the store be written?",
    onSome: ({ token }) => `good for ${lasting(DateTime.distance(now, token.expiresAt))}`,
  })
  return [undefined, [ok(life)]] as const satisfies Outcome<void>
})

const configuration = Effect.gen(function* () {
  const found = yield* (yield* AdobePass).configuration()
  const [free, pickable] = Array.partition(found.mvpds, ({ isTempPass }) => !isTempPass)
  const told = `${pickable.length} MVPDs to pick from, ${free.length} TempPasses, ${found.domains.length} domains`
  return [
    found,
    [
      pickable.length === 0
        ? problem(told, "Have Adobe switch an integration on for this service provider.")
        : ok(told),
    ],
  ] as const satisfies Outcome<Configuration>
})

/** Begins a login, which harms nobody, to see whether the MVPD would be asked. */
const mvpd = Effect.fn(function* ({ domains, mvpds }: Configuration) {
  const remembered = yield* (yield* AdobePass).remembered
  const id = (yield* setting("mvpd")) ?? Option.getOrUndefined(Option.map(remembered, ({ mvpd }) => mvpd.id))
  if (id === undefined)
    return [undefined, [skipped("give --mvpd ID to check one")]] as const satisfies Outcome<void>
  if (!mvpds.some((one) => one.id === id)) {
    return [
      undefined,
      [problem(`${id} is not among the MVPDs of the configuration`, "adobe-pass configuration lists them.")],
    ] as const satisfies Outcome<void>
  }
  const domainName = (yield* setting("domainName")) ?? domains[0]?.name
  const redirectUrl =
    (yield* setting("redirectUrl")) ?? (domainName === undefined ? undefined : `https://${domainName}/`)
  const action = yield* (yield* CreateSession)({ mvpd: id, domainName, redirectUrl })
  const finding =
    action._tag === "Authenticate"
      ? ok(`${id}: a login can begin`)
      : action._tag === "Authorize"
        ? ok(`${id}: nobody has to sign in (${action.reason})`)
        : problem(
            `${id}: a login cannot begin, Adobe says ${action._tag}`,
            "missingParameters" in action
              ? `It lacks ${action.missingParameters.join(", ")}.`
              : "Look at the answer: --verbose.",
          )
  return [undefined, [finding]] as const satisfies Outcome<void>
})

/** What was found, and what went over the wire for it. */
export interface Examination {
  readonly service: string
  readonly serviceProvider: string
  readonly checks: ReadonlyArray<Checked>
  readonly exchanges: ReadonlyArray<Exchange>
}

/** Runs all checks; `onChecked` is told each as soon as it is done. */
export const examine = Effect.fn(function* <E, R>(
  onChecked: (checked: Checked) => Effect.Effect<void, E, R>,
) {
  const checks: Array<Checked> = []
  const exchanges: Array<Exchange> = []
  const http = yield* observed(yield* HttpClient.HttpClient, (exchange) =>
    Effect.sync(() => exchanges.push(exchange)),
  )

  const check = <A, E2, R2>(
    name: string,
    effect: Effect.Effect<Outcome<A>, E2, R2>,
    needs: Option.Option<unknown> = Option.some(undefined),
    breaks?: string,
  ) =>
    Effect.gen(function* () {
      const { checked, value } = Option.isSome(needs)
        ? yield* run(name, breaks, effect)
        : {
            checked: { check: name, took: 0, findings: [skipped("left out, for what failed above")] },
            value: Option.none<A>(),
          }
      checks.push(checked)
      yield* onChecked(checked)
      return value
    })

  const where = yield* environment
  const serviceProvider = yield* required("serviceProvider")
  const { baseUrl } = yield* Effect.provide(
    Integration,
    Integration.layer({ environment: where, serviceProvider, softwareStatement: "" }),
  )

  yield* Effect.gen(function* () {
    yield* check("Service", Effect.succeed(service(baseUrl)))
    const named = yield* check("DNS", network.dns(baseUrl))
    const secured = yield* check("TLS", network.tls(baseUrl), named)
    const reached = yield* check("Clock", network.clock(baseUrl), secured)
    // a sandbox is asked for its own
    const given = Option.fromNullable(yield* setting("softwareStatement"))
    const stated = yield* check(
      "Software statement",
      Effect.flatMap(integration, (options) =>
        statement(options.softwareStatement, serviceProvider, isSandbox(baseUrl)),
      ),
      Option.orElse(given, () => reached),
      registered,
    )
    const inTokens = yield* Effect.option(Layer.build(tokens))
    const context = Option.isSome(stated) ? inTokens : Option.none()
    const provided = <A, E2, R2>(effect: Effect.Effect<A, E2, R2 | Layer.Layer.Success<typeof tokens>>) =>
      Effect.flatMap(context, (services) => Effect.provide(effect, services))
    yield* check("X-Device-Info", provided(Effect.map(Device, deviceInfo)), context)
    const registeredNow = yield* check(
      "Registration",
      provided(registration),
      Option.zipRight(reached, context),
      registered,
    )
    const earned = yield* check("Access token", provided(token), registeredNow)
    const pass = yield* Effect.option(Layer.build(client))
    const ready = Option.isSome(earned) ? pass : Option.none()
    const inClient = <A, E2, R2>(effect: Effect.Effect<A, E2, R2 | Layer.Layer.Success<typeof client>>) =>
      Effect.flatMap(ready, (services) => Effect.provide(effect, services))
    const found = yield* check("Configuration", inClient(configuration), ready)
    yield* check("MVPD", inClient(Effect.flatMap(found, mvpd)), found)
    const domainName = yield* setting("domainName")
    const redirectUrl = yield* setting("redirectUrl")
    yield* check(
      "Domain and redirect",
      Effect.map(found, (one) => origin(one, domainName, redirectUrl)),
      found,
    )
    yield* check(
      "Throttle",
      Effect.sync(() => pace(exchanges)),
      earned,
    )
  }).pipe(Effect.scoped, Effect.provideService(HttpClient.HttpClient, http))
  const calls = exchanges.filter(({ endpoint }) => endpoint !== "")
  return { service: baseUrl, serviceProvider, checks, exchanges: calls } satisfies Examination
})
