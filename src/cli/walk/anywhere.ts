/** The cookbook in any environment: whoever sits here signs in, and nothing but the service itself is asked. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { AdobePass } from "../../AdobePass.js"
import type { Device } from "../../domain/Device.js"
import type { Integration } from "../../domain/Environment.js"
import type { Prompt } from "../../flow/Authentication.js"
import type { Exchange } from "../http/Exchanges.js"
import { observed } from "../http/Exchanges.js"
import { between, isLocked, profile, reason } from "../output/words.js"
import { ensure } from "./FlowError.js"
import { denied, watch } from "./flows/steps.js"
import type { Seen } from "./laws.js"
import * as narrate from "./narrate.js"
import { judge } from "./play.js"
import * as say from "./say.js"

export interface Options<E, R> {
  readonly integration: Integration.Options
  readonly mvpd: string
  readonly domainName: string
  readonly redirectUrl: string
  readonly resources: ReadonlyArray<string>
  /** Has the viewer open a page: that of the login, that of the MVPD's logout. */
  readonly open: (url: string) => Effect.Effect<void, E, R>
}

const seen = ({ endpoint, request, response, startedAt }: Exchange): Seen => ({
  endpoint,
  path: new URL(request.url).pathname,
  requestHeaders: request.headers,
  responseBody: response?.body ?? "",
  status: response?.status ?? 0,
  monotonic: startedAt,
})

const cookbook = <E, R>({ domainName, mvpd, open, redirectUrl, resources }: Options<E, R>) =>
  Effect.gen(function* () {
    const pass = yield* AdobePass

    yield* say.phase("1 Registration and configuration", "the first call makes the app a client of Adobe")
    const { mvpds, ...provider } = yield* pass.configuration()
    const picked = mvpds.find(({ id }) => id === mvpd)
    yield* ensure(picked !== undefined, `${mvpd} is not among the ${mvpds.length} MVPDs of ${provider.id}`)
    yield* say.answer(`${provider.name ?? provider.id} with ${mvpds.length} MVPDs, ${mvpd} among them`)

    yield* say.phase("2 Authentication", "the provider asks the viewer who they are, in a browser")
    const before = yield* pass.profiles()
    yield* ensure(before.length === 0, "somebody is signed in on a new device")
    yield* say.answer("nobody yet")
    const onCode = ({ code, notAfter, url = "" }: Prompt) =>
      Effect.gen(function* () {
        yield* say.screen([
          ["Sign in at", url],
          ["Code", `${code}, good for ${between(yield* DateTime.now, notAfter)}`],
        ])
        yield* say.viewer("it is your turn: sign in at that page")
        yield* open(url)
      })
    const found = yield* pass.authenticate({ mvpd, domainName, redirectUrl, picked, onCode })
    yield* ensure(found.mvpd === mvpd, `the profile is one of ${found.mvpd}`)
    yield* say.answer(`signed in: ${profile(found)}`)
    yield* say.more(`the provider tells ${Object.keys(found.attributes).join(", ")}`)

    yield* say.phase("3 Preauthorization", "which resources to show as unlocked")
    const answers = yield* pass.preauthorize({ mvpd, resources })
    const unlocked = answers.filter(({ _tag }) => _tag === "Permit")
    const locked = answers.filter(isLocked)
    yield* say.answer(`${unlocked.length} unlocked, ${locked.length} locked`)
    yield* Effect.forEach(locked, ({ error, resource }) => say.refused(`${resource}: ${reason(error)}`))

    yield* say.phase("4 Authorization", "asked right before playing, every time")
    const [wanted] = unlocked
    if (wanted !== undefined) yield* watch({ mvpd, resource: wanted.resource })
    const [closed] = locked
    if (closed !== undefined) {
      yield* denied(
        pass.authorize({ mvpd, resource: closed.resource }),
        closed.error._tag,
        `${closed.resource} may not play, for the provider's own reason`,
      )
    }

    yield* say.phase("5 Logout", "because the viewer asked for it; a denial never is a reason")
    const [left] = yield* pass.logout({ mvpd, redirectUrl })
    if (left?._tag === "Logout") {
      const { origin, pathname } = new URL(left.url)
      yield* say.answer(`left to do: open ${origin}${pathname}?… to sign out at ${mvpd} too`)
      yield* open(left.url)
    } else yield* say.answer(`left to do: ${left?._tag ?? "nothing"}`)
    yield* ensure(Option.isNone(yield* pass.profile(mvpd)), "somebody is signed in after the logout")
    yield* say.answer("nobody any more")
  })

/** Walks the cookbook on a device that has not been seen before, and holds what went out against the laws. */
export const walkAnywhere = Effect.fn(function* <E, R>(
  device: Layer.Layer<Device, E, R>,
  options: Options<E, R>,
) {
  const started = yield* Clock.currentTimeMillis
  const all: Array<Exchange> = []
  const { environment } = options.integration
  const where = typeof environment === "string" ? environment : environment.baseUrl
  yield* say.title("cookbook", `from a first start to the viewer's logout, at ${where}`)
  const client = yield* observed(yield* HttpClient.HttpClient, (exchange) =>
    Effect.sync(() => exchange.endpoint !== "" && all.push(exchange)),
  )
  const { gone, narrated } = yield* narrate.make(client)
  const app = Layer.provide(
    AdobePass.layer(options.integration),
    Layer.succeed(HttpClient.HttpClient, narrated),
  )
  yield* cookbook(options).pipe(Effect.provide(Layer.merge(app, device)), Effect.raceFirst(gone))
  return yield* judge(all.map(seen), 1, started)
})
