/**
 * Media tokens: short-lived proof of a permit, base64 of a signed XML document, not a JWT.
 */
import * as Effect from "effect/Effect"
import { isoDate } from "../../world/clock.js"
import { Exchange } from "../../wire/exchange.js"
import { World } from "../../world/World.js"
import { signText } from "../../world/keys/rsa.js"
import { escapeXml } from "../../wire/xml.js"

export interface MediaTokenClaims {
  readonly serviceProvider: string
  readonly mvpd: string
  readonly proxyMvpd: string | undefined
  readonly resource: string
  readonly userId: string
}

/** Such as `2017-03-16 14:39:48 +0000`. */
const issueTime = (now: number) =>
  isoDate(now)
    .replace("T", " ")
    .replace(/\.\d+Z$/, " +0000")

/** As Adobe writes them: the tag after the signature opens where one would close. */
export const mediaToken = (claims: MediaTokenClaims) =>
  Effect.gen(function* () {
    const { keys, settings, state } = yield* World
    const { now } = yield* Exchange
    const element = (name: string, text: string) => `<${name}>${escapeXml(text)}</${name}>`
    const name = state.variant.mediaToken
    const token = [
      `<${name}>`,
      element("sessionGUID", claims.userId),
      element("requestorID", claims.serviceProvider),
      element("resourceID", claims.resource),
      element("ttl", String(settings.mediaTokenTtl)),
      element("issueTime", issueTime(now)),
      element("mvpdId", claims.mvpd),
      claims.proxyMvpd === undefined ? "" : element("proxyMvpdId", claims.proxyMvpd),
      `</${name}>`,
    ].join("")
    const signature = yield* signText(keys.adobe, token)
    return {
      notBefore: now,
      notAfter: now + settings.mediaTokenTtl,
      serializedToken: Buffer.from(`<signatureInfo>${signature}<signatureInfo>${token}`).toString("base64"),
    }
  })
