/**
 * The one call of REST API V1 that is still of use: authorize, answered in JSON or XML.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { accessToken } from "../wire/caller.js"
import { errorBody } from "../wire/errorBody.js"
import type { Handler, Reply } from "../wire/exchange.js"
import { Exchange, json } from "../wire/exchange.js"
import { decodeBase64, parseDeviceInfo } from "../wire/headers.js"
import { escapeXml } from "../wire/xml.js"
import type { Mvpd, ServiceProvider } from "../world/catalogue.js"
import { isIntegrated, isTempPass } from "../world/catalogue.js"
import type { ErrorCode, Refusal } from "../world/errors.js"
import { refuse } from "../world/errors.js"
import type { Profile, State } from "../world/state.js"
import type { Variant } from "../world/variant.js"
import { World } from "../world/World.js"
import { degradation } from "./rules/degradation.js"
import { isValid } from "./rules/signedIn.js"
import { consume } from "./rules/tempPass.js"
import { verdict } from "./rules/verdict.js"

const authorize: Handler = Effect.gen(function* () {
  const { settings, state } = yield* World
  const { now } = yield* Exchange
  const asked = yield* read
  const known = signedIn(state, asked, now)
  const mvpd = state.mvpds.get(asked.mvpd ?? known?.mvpd ?? promotional(state, asked)?.id ?? "")
  if (mvpd !== undefined && !isIntegrated(asked.serviceProvider, mvpd))
    return yield* refuse("unknown_integration")

  const rule = mvpd === undefined ? undefined : degradation(state, asked.serviceProvider.id, mvpd.id, now)
  if (mvpd !== undefined && rule !== undefined) {
    if (rule.rule === "AuthZNone") return yield* refuse("authorization_denied_by_mvpd", rule.details)
    return yield* permit(asked, mvpd, rule.until ?? now + settings.decisionTtl)
  }
  if (mvpd !== undefined && isTempPass(mvpd)) {
    const { until } = yield* consume(state, asked, mvpd, asked.resource, now)
    return yield* permit(asked, mvpd, until)
  }
  if (known === undefined || mvpd === undefined) return yield* refuse("authentication_session_missing")
  if (known.invalidated) return yield* refuse("authentication_session_invalidated")
  if (!isValid(known, now)) return yield* refuse("authentication_session_expired")

  const account = state.accounts.get(known.username)
  const answer = verdict(state, "authorization", mvpd, account, asked.resource)
  if (answer._tag === "Deny") return yield* refuse(answer.code, answer.details)
  return yield* permit(asked, mvpd, Math.min(known.notAfter, now + settings.decisionTtl))
})

interface Asked {
  readonly serviceProvider: ServiceProvider
  readonly clientId: string
  readonly device: string
  readonly resource: string
  /** V1 may name the MVPD (`mso_id`); without it, it is the one that the viewer signed in with last. */
  readonly mvpd: string | undefined
  /** The identity for a promotional TempPass: `generic_data`, base64 of it as V2's header has it, or that header. */
  readonly identity: string | undefined
  /** Whether `generic_data` was sent, which asks for a promotional TempPass without naming it. */
  readonly isPromotional: boolean
}

const read: Effect.Effect<Asked, Refusal, World | Exchange> = Effect.gen(function* () {
  const { state } = yield* World
  const { headers, url } = yield* Exchange
  const given = (name: string) => url.searchParams.get(name)?.trim() || undefined
  const token = yield* accessToken
  if (token === undefined) return yield* refuse("invalid_access_token_client_application")
  const serviceProvider = state.serviceProviders.get(given("requestor") ?? "")
  if (serviceProvider === undefined) return yield* refuse("invalid_requestor")
  if (!token.serviceProviders.includes(serviceProvider.id)) {
    return yield* refuse("invalid_access_token_service_provider")
  }
  const deviceId = given("deviceId")
  if (deviceId === undefined) return yield* refuse("invalid_device_id")
  const info = given("device_info") ?? headers["x-device-info"]
  if (info !== undefined && Option.isNone(parseDeviceInfo(info))) return yield* refuse("invalid_device_info")
  const resource = url.searchParams.get("resource") ?? ""
  if (resource.trim() === "") return yield* refuse("missing_resource")
  const genericData = given("generic_data")
  return {
    serviceProvider,
    clientId: token.clientId,
    device: deviceId,
    resource,
    mvpd: given("mso_id"),
    identity:
      genericData === undefined
        ? headers["ap-temppass-identity"]
        : Buffer.from(genericData).toString("base64"),
    isPromotional: genericData !== undefined,
  }
})

/** The profile that V2 made on this device, raw or base64 identifier; a valid one before others, the latest first. */
const signedIn = (state: State, asked: Asked, now: number): Profile | undefined => {
  const decoded = Option.getOrElse(decodeBase64(asked.device), () => asked.device)
  return [...state.profiles.values()]
    .filter(
      (profile) =>
        profile.serviceProvider === asked.serviceProvider.id &&
        profile.clientId === asked.clientId &&
        (profile.device === asked.device || profile.device === decoded) &&
        (asked.mvpd ?? profile.mvpd) === profile.mvpd,
    )
    .toSorted(
      (one, other) =>
        Number(isValid(other, now)) - Number(isValid(one, now)) || other.notBefore - one.notBefore,
    )[0]
}

const promotional = (state: State, asked: Asked): Mvpd | undefined =>
  asked.isPromotional
    ? [...state.mvpds.values()].find(
        (mvpd) => mvpd.tempPass?.kind === "promotional" && isIntegrated(asked.serviceProvider, mvpd),
      )
    : undefined

const permit = (asked: Asked, mvpd: Mvpd, expires: number) =>
  answer(200, "authorization", {
    expires: String(expires),
    mvpd: mvpd.id,
    ...(mvpd.proxyMvpd === undefined ? {} : { proxyMvpd: mvpd.proxyMvpd }),
    requestor: asked.serviceProvider.id,
    resource: asked.resource,
  })

/** The plain messages are those that live servers and the reference's sample have. */
const plainMessages: Readonly<Partial<Record<ErrorCode, string>>> = {
  authentication_session_missing: "User not Authenticated",
  authentication_session_expired: "User not Authenticated",
  authentication_session_invalidated: "User not Authenticated",
}

const denial = (refusal: Refusal) =>
  Effect.gen(function* () {
    const { variant } = (yield* World).state
    const enhanced = yield* errorBody(refusal)
    const { details, status, message } = enhanced
    if (variant.v1Errors === "enhanced") return yield* answer(status, "error", { ...enhanced })
    return yield* answer(status, "error", {
      status: variant.v1Status === "string" ? String(status) : status,
      message: status === 403 ? (plainMessages[refusal.code] ?? "User not authorized") : message,
      ...(details === undefined ? {} : { details }),
    })
  })

const wantsXml = ({ v1Format }: Variant, accept = ""): boolean =>
  v1Format === "accept"
    ? /\b(application|text)\/xml\b/.test(accept) && !accept.includes("json")
    : v1Format === "xml"

const answer = (
  status: number,
  root: "authorization" | "error",
  fields: Readonly<Record<string, string | number>>,
): Effect.Effect<Reply, never, World | Exchange> =>
  Effect.zipWith(World, Exchange, ({ state }, { headers }) => {
    if (!wantsXml(state.variant, headers["accept"])) return json(status, fields)
    const elements = Object.entries(fields).map(
      ([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`,
    )
    return {
      status,
      headers: { "content-type": "application/xml;charset=UTF-8" },
      body: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><${root}>${elements.join("")}</${root}>`,
    }
  })

export const initiateAuthorization: Handler = Effect.catchTag(authorize, "Refusal", denial)
