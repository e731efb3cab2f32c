/**
 * What the media token verifier that Adobe gives to programmers says of a token, in its six words.
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import type { KeyObject } from "node:crypto"
import { verify } from "node:crypto"
import { elementText } from "../../wire/xml.js"
import { optional } from "../../world/optional.js"

export const MediaTokenVerdict = Schema.Struct({
  /** The word of Adobe's verifier. */
  status: Schema.Literal(
    "VALID_TOKEN",
    "INVALID_TOKEN_FORMAT",
    "INVALID_SIGNATURE",
    "TOKEN_EXPIRED",
    "INVALID_RESOURCE_ID",
    "ERROR_UNKNOWN",
  ),
  /** The resource that may be played. */
  resourceId: optional(Schema.String),
  /** Milliseconds since 1970. */
  issuedAt: optional(Schema.Number),
  /** Milliseconds. */
  timeToLive: optional(Schema.Number),
  /** The viewer's session at the MVPD. */
  userSessionGuid: optional(Schema.String),
  /** The MVPD that permitted it. */
  mvpd: optional(Schema.String),
  /** The proxy that this MVPD answers through. */
  proxyMvpd: optional(Schema.String),
}).annotations({ identifier: "MediaTokenVerdict" })
export interface MediaTokenVerdict extends Schema.Schema.Type<typeof MediaTokenVerdict> {}

const FORMAT =
  /^<signatureInfo>([A-Za-z0-9+/=\s]+)<\/?signatureInfo>(<(authToken|shortAuthorizationToken)>.*<\/\3>)\s*$/s

/** Such as `2017-03-16 07:39:48 -0700`. */
const momentOf = (text: string): Option.Option<number> =>
  Option.map(
    DateTime.make(text.replace(/^(\S+) (\S+) ([+-]\d\d)(\d\d)$/, "$1T$2$3:$4")),
    DateTime.toEpochMillis,
  )

/** Whether a stream may be released for the token, at `now`. */
export const mediaTokenVerdict = (
  key: KeyObject,
  asked: { readonly token: string; readonly serviceProvider: string; readonly resource?: string },
  now: number,
): MediaTokenVerdict => {
  const [, signature = "", signed] = FORMAT.exec(Buffer.from(asked.token, "base64").toString()) ?? []
  if (signed === undefined) return { status: "INVALID_TOKEN_FORMAT" }
  const issuedAt = Option.getOrUndefined(momentOf(elementText(signed, "issueTime") ?? ""))
  const timeToLive = Number(elementText(signed, "ttl"))
  const resourceId = elementText(signed, "resourceID")
  const serviceProvider = elementText(signed, "requestorID")
  if (
    issuedAt === undefined ||
    resourceId === undefined ||
    serviceProvider === undefined ||
    !Number.isInteger(timeToLive)
  )
    return { status: "INVALID_TOKEN_FORMAT" }

  const told = (status: MediaTokenVerdict["status"]): MediaTokenVerdict => {
    const texts = {
      userSessionGuid: elementText(signed, "sessionGUID"),
      mvpd: elementText(signed, "mvpdId"),
      proxyMvpd: elementText(signed, "proxyMvpdId"),
    }
    return { status, resourceId, issuedAt, timeToLive, ...Record.filter(texts, Predicate.isNotUndefined) }
  }
  const isSigned = verify("RSA-SHA256", Buffer.from(signed), key, Buffer.from(signature, "base64"))
  if (!isSigned) return told("INVALID_SIGNATURE")
  if (now >= issuedAt + timeToLive) return told("TOKEN_EXPIRED")
  const isMeant =
    serviceProvider === asked.serviceProvider && (asked.resource ?? resourceId).trim() === resourceId
  return told(isMeant ? "VALID_TOKEN" : "INVALID_RESOURCE_ID")
}
