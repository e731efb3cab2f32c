/**
 * Authentication sessions: created on the streaming device, resumed on a second one if parameters were missing,
 * known by a code of seven characters.
 */
import * as Effect from "effect/Effect"
import type { Caller } from "../wire/caller.js"
import { application, caller, integration } from "../wire/caller.js"
import { isDegraded } from "./rules/degradation.js"
import { describeDevice } from "./bodies/device.js"
import type { Refusal } from "../world/errors.js"
import { refuse } from "../world/errors.js"
import type { Exchange, Handler, Reply } from "../wire/exchange.js"
import type { World } from "../world/World.js"
import { FORM, hasMediaType, here, json } from "../wire/exchange.js"
import { isValid, ownProfile, profileOf } from "./rules/signedIn.js"
import type { Session } from "../world/state.js"
import { remember } from "../world/state.js"
import { isTempPass } from "../world/catalogue.js"
import { inSession } from "../wire/timestamps.js"

export interface Parameters {
  readonly mvpd: string | undefined
  readonly domainName: string | undefined
  readonly redirectUrl: string | undefined
}

/** The form of the request; a body of another media type is told so, for nothing published fits it. */
export const formOf = (exchange: Exchange): URLSearchParams | Reply =>
  exchange.body !== "" && !hasMediaType(exchange, FORM)
    ? json(400, { status: 400, action: "none", message: `The Content-Type must be ${FORM}.` })
    : new URLSearchParams(exchange.body)

export const parametersOf = (form: URLSearchParams): Effect.Effect<Parameters, Refusal> => {
  const given = (name: string) => form.get(name)?.trim() || undefined
  const redirectUrl = given("redirectUrl")
  return redirectUrl !== undefined && !isRedirectUrl(redirectUrl)
    ? refuse("invalid_parameter_redirect_url")
    : Effect.succeed({ mvpd: given("mvpd"), domainName: given("domainName"), redirectUrl })
}

/** Any absolute URL, an application's own scheme included, but none that runs in the browser that follows it. */
export const isRedirectUrl = (url: string): boolean =>
  !/[\s\p{Cc}]/u.test(url) &&
  URL.canParse(url) &&
  !["javascript:", "data:", "vbscript:"].includes(new URL(url).protocol)

const missing = (world: World, parameters: Parameters): ReadonlyArray<string> => [
  ...(parameters.mvpd === undefined ? ["mvpd"] : []),
  ...(parameters.domainName === undefined ? [world.state.variant.domain] : []),
  ...(parameters.redirectUrl === undefined ? ["redirectUrl"] : []),
]

export const pathTo = (world: World, exchange: Exchange, path: string): string =>
  world.state.variant.url === "absolute" ? here(exchange, path) : path

/** The answer that sends the application on to decisions, because nobody has to sign in. */
export const proceed = (
  world: World,
  exchange: Exchange,
  serviceProvider: string,
  sessionId: string,
  mvpd: string,
  reasonType: "authenticated" | "authenticatedSSO" | "temporary" | "degraded",
): Reply =>
  json(200, {
    actionName: "authorize",
    actionType: "direct",
    reasonType,
    url: pathTo(
      world,
      exchange,
      `/api/v2/${serviceProvider}/decisions/authorize/${encodeURIComponent(mvpd)}`,
    ),
    sessionId,
    mvpd,
    serviceProvider,
  })

export const open = (world: World, exchange: Exchange, who: Caller, parameters: Parameters): Session => {
  const session: Session = {
    ...parameters,
    code: world.chance.code(),
    id: world.chance.uuid(),
    serviceProvider: who.serviceProvider.id,
    clientId: who.clientId,
    device: who.device,
    deviceInfo: who.deviceInfo,
    address: exchange.address,
    userAgent: exchange.headers["user-agent"] ?? "",
    subjects: who.subjects,
    notBefore: exchange.now,
    notAfter: exchange.now + world.settings.codeTtl,
    assertion: undefined,
    login: "pending",
  }
  remember(world.state.sessions, session.code, session)
  return session
}

/** What to do next with an open session: open its URL, or supply what is missing (`resume`, later `retry`). */
export const next = (
  world: World,
  exchange: Exchange,
  session: Session,
  incomplete: "resume" | "retry",
  reasonType?: string,
): Reply => {
  const missingParameters = missing(world, session)
  const complete = missingParameters.length === 0
  const path = complete
    ? `/api/v2/authenticate/${session.serviceProvider}/${session.code}`
    : `/api/v2/${session.serviceProvider}/sessions/${session.code}`
  return json(200, {
    actionName: complete ? "authenticate" : incomplete,
    actionType: complete ? "interactive" : "direct",
    reasonType: reasonType ?? "none",
    url: pathTo(world, exchange, path),
    ...(complete ? {} : { missingParameters }),
    code: session.code,
    sessionId: session.id,
    ...(session.mvpd === undefined ? {} : { mvpd: session.mvpd }),
    serviceProvider: session.serviceProvider,
    notBefore: inSession(world, session.notBefore),
    notAfter: inSession(world, session.notAfter),
  })
}

export const createSession: Handler = (world, exchange) =>
  Effect.gen(function* () {
    const who = yield* caller(world, exchange)
    const form = formOf(exchange)
    if (!(form instanceof URLSearchParams)) return form
    const parameters = yield* parametersOf(form)
    if (parameters.mvpd !== undefined) {
      const mvpd = yield* integration(world, who.serviceProvider, parameters.mvpd)
      const skip = (reason: "authenticated" | "authenticatedSSO" | "temporary" | "degraded") =>
        proceed(world, exchange, who.serviceProvider.id, world.chance.uuid(), mvpd.id, reason)
      if (isDegraded(world, who.serviceProvider.id, mvpd.id, exchange.now, "AuthNAll"))
        return skip("degraded")
      if (isTempPass(mvpd)) return skip("temporary")
      const found = profileOf(world, exchange, who, mvpd.id)
      if (found !== undefined) return skip(found.type === "regular" ? "authenticated" : "authenticatedSSO")
    }
    return next(world, exchange, open(world, exchange, who, parameters), "resume")
  })

const CODE = /^[A-Z0-9]{6,8}$/

/**
 * The session of the code in the path. A code is good until its notAfter; after a completed login it goes on
 * answering for the profile that it made.
 */
export const sessionByCode = (
  world: World,
  exchange: Exchange,
  serviceProvider: string,
): Effect.Effect<Session, Refusal> => {
  const code = exchange.params["code"] ?? ""
  if (!CODE.test(code)) return refuse("invalid_parameter_code")
  const session = world.state.sessions.get(code)
  const good =
    session !== undefined &&
    session.serviceProvider === serviceProvider &&
    (exchange.now < session.notAfter || session.login === "complete")
  return good ? Effect.succeed(session) : refuse("invalid_authentication_session")
}

export const resumeSession: Handler = (world, exchange) =>
  Effect.gen(function* () {
    const { serviceProvider } = yield* application(world, exchange)
    const session = yield* sessionByCode(world, exchange, serviceProvider.id)
    const form = formOf(exchange)
    if (!(form instanceof URLSearchParams)) return form
    const parameters = yield* parametersOf(form)
    const mvpdId = parameters.mvpd ?? session.mvpd
    const mvpd = mvpdId === undefined ? undefined : yield* integration(world, serviceProvider, mvpdId)
    session.mvpd = mvpd?.id
    session.domainName = parameters.domainName ?? session.domainName
    session.redirectUrl = parameters.redirectUrl ?? session.redirectUrl
    if (mvpd !== undefined) {
      const skip = (reason: "authenticated" | "temporary" | "degraded") =>
        proceed(world, exchange, serviceProvider.id, session.id, mvpd.id, reason)
      if (isDegraded(world, serviceProvider.id, mvpd.id, exchange.now, "AuthNAll")) return skip("degraded")
      if (isTempPass(mvpd)) return skip("temporary")
      const own = ownProfile(world, { serviceProvider, ...pickOwner(session) }, mvpd.id)
      if (own !== undefined && isValid(own, exchange.now)) return skip("authenticated")
    }
    return next(world, exchange, session, "retry")
  })

const pickOwner = ({ clientId, device }: Session) => ({ clientId, device })

export const retrieveSession: Handler = (world, exchange) =>
  Effect.gen(function* () {
    const { serviceProvider } = yield* application(world, exchange)
    const session = yield* sessionByCode(world, exchange, serviceProvider.id)
    const missingParameters = missing(world, session)
    return json(200, {
      existingParameters: {
        ...(session.mvpd === undefined ? {} : { mvpd: session.mvpd }),
        ...(session.domainName === undefined ? {} : { [world.state.variant.domain]: session.domainName }),
        ...(session.redirectUrl === undefined ? {} : { redirectUrl: session.redirectUrl }),
        serviceProvider: session.serviceProvider,
      },
      ...(missingParameters.length === 0 ? {} : { missingParameters }),
      device: describeDevice(world, session),
      notBefore: inSession(world, session.notBefore),
      notAfter: inSession(world, session.notAfter),
    })
  })
