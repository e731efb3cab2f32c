/**
 * The one call of REST API V1 that is still of use: authorize, answered in JSON or XML.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { isIntegrated } from "../world/catalogue.js"
import { accessToken } from "../wire/caller.js"
import type { Mvpd, ServiceProvider } from "../world/catalogue.js"
import { degradation } from "./rules/degradation.js"
import type { ErrorCode } from "../world/errors.js"
import { enhancedError, Refusal } from "../world/errors.js"
import type { Exchange, Handler, Reply } from "../wire/exchange.js"
import type { World } from "../world/World.js"
import { json } from "../wire/exchange.js"
import { decodeBase64, parseDeviceInfo } from "../wire/headers.js"
import { escapeXml } from "../wire/xml.js"
import { isValid } from "./rules/signedIn.js"
import type { Profile } from "../world/state.js"
import { isTempPass } from "../world/catalogue.js"
import { consume } from "./rules/tempPass.js"
import { verdict } from "./rules/verdict.js"

export const initiateAuthorization: Handler = (world, exchange) =>
  Effect.catchTag(authorize(world, exchange), "Refusal", (refusal) =>
    Effect.succeed(denial(world, exchange, refusal)),
  )

const authorize = (world: World, exchange: Exchange): Effect.Effect<Reply, Refusal> =>
  Effect.gen(function* () {
    const asked = yield* read(world, exchange)
    const known = signedIn(world, exchange, asked)
    const mvpd = world.state.mvpds.get(asked.mvpd ?? known?.mvpd ?? promotional(world, asked)?.id ?? "")
    if (mvpd !== undefined && !isIntegrated(asked.serviceProvider, mvpd))
      return yield* fail("unknown_integration")

    const rule =
      mvpd === undefined ? undefined : degradation(world, asked.serviceProvider.id, mvpd.id, exchange.now)
    if (mvpd !== undefined && rule !== undefined) {
      if (rule.rule === "AuthZNone") return yield* fail("authorization_denied_by_mvpd", rule.details)
      return permit(world, exchange, asked, mvpd, rule.until ?? exchange.now + world.settings.decisionTtl)
    }
    if (mvpd !== undefined && isTempPass(mvpd)) {
      const { until } = yield* consume(world, exchange, asked, mvpd, asked.resource, asked.identity)
      return permit(world, exchange, asked, mvpd, until)
    }
    if (known === undefined || mvpd === undefined) return yield* fail("authentication_session_missing")
    if (known.invalidated) return yield* fail("authentication_session_invalidated")
    if (!isValid(known, exchange.now)) return yield* fail("authentication_session_expired")

    const account = world.state.accounts.get(known.username)
    const answer = verdict(world, "authorization", mvpd, account, asked.resource)
    if (answer._tag === "Deny") return yield* fail(answer.code, answer.details)
    return permit(
      world,
      exchange,
      asked,
      mvpd,
      Math.min(known.notAfter, exchange.now + world.settings.decisionTtl),
    )
  })

const fail = (code: ErrorCode, details?: string) =>
  Effect.fail(new Refusal(details === undefined ? { code } : { code, details }))

interface Asked {
  readonly serviceProvider: ServiceProvider
  readonly clientId: string
  readonly device: string
  readonly resource: string
  /** V1 may name the MVPD (`mso_id`); without it, it is the one that the viewer signed in with last. */
  readonly mvpd: string | undefined
  /** `generic_data`: the identity for a promotional TempPass, base64 of it as V2's header has it. */
  readonly identity: string | undefined
}

const read = (world: World, exchange: Exchange): Effect.Effect<Asked, Refusal> =>
  Effect.gen(function* () {
    const given = (name: string) => exchange.url.searchParams.get(name)?.trim() || undefined
    const token = accessToken(world, exchange)
    if (token === undefined) return yield* fail("invalid_access_token_client_application")
    const serviceProvider = world.state.serviceProviders.get(given("requestor") ?? "")
    if (serviceProvider === undefined) return yield* fail("invalid_requestor")
    if (!token.serviceProviders.includes(serviceProvider.id)) {
      return yield* fail("invalid_access_token_service_provider")
    }
    const deviceId = given("deviceId")
    if (deviceId === undefined) return yield* fail("invalid_device_id")
    const info = given("device_info") ?? exchange.headers["x-device-info"]
    if (info !== undefined && Option.isNone(parseDeviceInfo(info))) return yield* fail("invalid_device_info")
    const resource = exchange.url.searchParams.get("resource") ?? ""
    if (resource.trim() === "") return yield* fail("missing_resource")
    const identity = given("generic_data")
    return {
      serviceProvider,
      clientId: token.clientId,
      device: deviceId,
      resource,
      mvpd: given("mso_id"),
      identity: identity === undefined ? undefined : Buffer.from(identity).toString("base64"),
    }
  })

/** The profile that V2 made on this device, raw or base64 identifier; a valid one before others, the latest first. */
const signedIn = (world: World, exchange: Exchange, asked: Asked): Profile | undefined => {
  const decoded = Option.getOrElse(decodeBase64(asked.device), () => asked.device)
  return [...world.state.profiles.values()]
    .filter(
      (profile) =>
        profile.serviceProvider === asked.serviceProvider.id &&
        profile.clientId === asked.clientId &&
        (profile.device === asked.device || profile.device === decoded) &&
        (asked.mvpd ?? profile.mvpd) === profile.mvpd,
    )
    .toSorted(
      (one, other) =>
        Number(isValid(other, exchange.now)) - Number(isValid(one, exchange.now)) ||
        other.notBefore - one.notBefore,
    )[0]
}

const promotional = (world: World, asked: Asked): Mvpd | undefined =>
  asked.identity === undefined
    ? undefined
    : [...world.state.mvpds.values()].find(
        (mvpd) => mvpd.tempPass?.kind === "promotional" && isIntegrated(asked.serviceProvider, mvpd),
      )

const permit = (world: World, exchange: Exchange, asked: Asked, mvpd: Mvpd, expires: number): Reply =>
  answer(world, exchange, 200, "authorization", {
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

const denial = (world: World, exchange: Exchange, { code, details }: Refusal): Reply => {
  const enhanced = enhancedError(code, world.state.variant.trace ? world.chance.uuid() : undefined, details)
  const { status, message } = enhanced
  if (world.state.variant.v1Errors === "enhanced")
    return answer(world, exchange, status, "error", { ...enhanced })
  return answer(world, exchange, status, "error", {
    status: world.state.variant.v1Status === "string" ? String(status) : status,
    message: status === 403 ? (plainMessages[code] ?? "User not authorized") : message,
    ...(details === undefined ? {} : { details }),
  })
}

const wantsXml = (world: World, exchange: Exchange): boolean => {
  const { v1Format } = world.state.variant
  const accept = exchange.headers["accept"] ?? ""
  return v1Format === "accept"
    ? /\b(application|text)\/xml\b/.test(accept) && !accept.includes("json")
    : v1Format === "xml"
}

const answer = (
  world: World,
  exchange: Exchange,
  status: number,
  root: "authorization" | "error",
  fields: Readonly<Record<string, string | number>>,
): Reply => {
  if (!wantsXml(world, exchange)) return json(status, fields)
  const elements = Object.entries(fields).map(
    ([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`,
  )
  return {
    status,
    headers: { "content-type": "application/xml;charset=UTF-8" },
    body: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><${root}>${elements.join("")}</${root}>`,
  }
}
