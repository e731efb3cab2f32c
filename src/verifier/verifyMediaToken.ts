/**
 * Verifies media tokens where streams are released, as Adobe's Media Token Verifier does in Java.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-standard/entitlements/media-tokens
 */
import { parseXml, XmlElement } from "@rgrove/parse-xml"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { InvalidRequest } from "../domain/InvalidRequest.js"
import { sameResource } from "../domain/Resource.js"
import { algorithm, keysOf } from "./certificate.js"
import type { MediaTokenRefused } from "./errors.js"
import {
  ErrorUnknown,
  InvalidResourceId,
  InvalidServiceProvider,
  InvalidSignature,
  InvalidTokenFormat,
  TokenExpired,
  TokenUsed,
} from "./errors.js"
import type { Once } from "./Once.js"

/** What is to be verified, and against what. */
export interface MediaTokenRequest {
  /** The `serializedToken` of an authorization, as the device handed it over. */
  readonly token: string | Redacted.Redacted
  /**
   * Adobe's certificate or public key as PEM, from the archive that Adobe licenses to you. Where there are several, any
   * of them will do. It is trusted as it is: neither its issuer nor its own expiry is looked at.
   */
  readonly certificate: string
  /** Whom the token must have been issued for. */
  readonly serviceProvider: string
  /** What is about to be played. Without it, the token may be for any resource of the service provider. */
  readonly resource?: string | undefined
  /** The moment to judge by, instead of the clock. */
  readonly now?: DateTime.DateTime.Input | undefined
  /** Where it is remembered which tokens were used; without it, a token can be used until it expires. */
  readonly once?: Once["Type"] | undefined
}

/** A token that Adobe issued and that has not expired. */
export interface VerifiedMediaToken {
  readonly outcome: "VALID_TOKEN"
  readonly serviceProvider: string
  readonly resource: string
  readonly mvpd: string | undefined
  /** The MVPD behind `mvpd`, where that is a proxy. */
  readonly proxyMvpd: string | undefined
  /** An anonymous identifier that the MVPD gave the viewer's session. */
  readonly sessionGuid: string | undefined
  readonly issuedAt: DateTime.Utc
  readonly expiresAt: DateTime.Utc
}

/** In characters. A token with an MRSS resource has a few thousand. */
const maxTokenLength = 65_536

/** The signature, then what is signed. Adobe repeats the opening tag where others would close it. */
const serialized = /^\s*<signatureInfo>([^<]+)<\/?signatureInfo>(.+)$/su

const malformed = (message: string) => new InvalidTokenFormat({ message: `the media token ${message}` })

const bytesOf = (base64: string) =>
  Effect.mapError(Encoding.decodeBase64(base64.replace(/\s/g, "")), () => malformed("is not base64"))

/** The signature, and the text that is signed. */
const split = (token: unknown) =>
  Effect.gen(function* () {
    if (typeof token !== "string") return yield* malformed("is no text")
    if (token.length > maxTokenLength) return yield* malformed("is too long")
    const bytes = yield* bytesOf(token)
    const text = yield* Effect.try({
      try: () => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes),
      catch: () => malformed("is no text in UTF-8"),
    })
    const [, signature, signed] = serialized.exec(text) ?? []
    if (signature === undefined || signed === undefined) return yield* malformed("has no signature")
    return { signature: Uint8Array.from(yield* bytesOf(signature)), signed }
  })

const failed = () => new ErrorUnknown({ message: "the platform cannot verify signatures" })

const isSigned = (
  keys: ReadonlyArray<CryptoKey>,
  signature: Uint8Array<ArrayBuffer>,
  signed: Uint8Array<ArrayBuffer>,
) =>
  Effect.exists(keys, (key) =>
    Effect.tryPromise({
      try: () => crypto.subtle.verify(algorithm, key, signature, signed),
      catch: failed,
    }),
  )

/** Tells signed contents apart, however they were written in base64. */
const idOf = (signed: Uint8Array<ArrayBuffer>) =>
  Effect.tryPromise({ try: () => crypto.subtle.digest("SHA-256", signed), catch: failed }).pipe(
    Effect.map((hash) => Encoding.encodeBase64Url(new Uint8Array(hash))),
  )

const moment = /^(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,3})?) ?(?:GMT ?)?([+-]\d\d):?(\d\d)$/

/** Such as `2017-03-16 07:39:48 -0700`. */
const readMoment = (text: string) => DateTime.make(text.replace(moment, "$1-$2-$3T$4$5:$6"))

/** The texts of the token by the names of their elements; none where one is there twice. */
const readTexts = Option.liftThrowable((signed: string): ReadonlyMap<string, string> => {
  const elements = (parseXml(signed).root?.children ?? []).filter((child) => child instanceof XmlElement)
  const texts = new Map(elements.map(({ name, text }) => [name, text.trim()] as const))
  return texts.size === elements.length ? texts : new Map()
})

/** What the token says. Only a text that Adobe signed is read, and not one with an element that somebody slipped in. */
const read = (signed: string) =>
  Option.gen(function* () {
    const texts = yield* readTexts(signed)
    const text = (name: string) => Option.filter(Option.fromNullable(texts.get(name)), (one) => one !== "")
    const issuedAt = yield* Option.flatMap(text("issueTime"), readMoment)
    const timeToLive = yield* Option.filter(text("ttl"), (digits) => /^\d{1,12}$/.test(digits))
    return {
      serviceProvider: yield* text("requestorID"),
      resource: yield* text("resourceID"),
      mvpd: Option.getOrUndefined(text("mvpdId")),
      proxyMvpd: Option.getOrUndefined(text("proxyMvpdId")),
      sessionGuid: Option.getOrUndefined(text("sessionGUID")),
      issuedAt,
      expiresAt: DateTime.addDuration(issuedAt, Duration.millis(Number(timeToLive))),
    }
  })

const checkText = (parameter: string, value: unknown) =>
  typeof value === "string" && value !== ""
    ? Effect.void
    : new InvalidRequest({ parameter, message: `${parameter}: expected a text that is not empty` })

const momentOf = (now: MediaTokenRequest["now"]) =>
  now === undefined
    ? DateTime.now
    : Effect.mapError(
        DateTime.make(now),
        () => new InvalidRequest({ parameter: "now", message: "now: expected a moment" }),
      )

/**
 * Verifies a media token: that Adobe signed it, for this service provider and resource, and not too long ago. A clock that
 * is off by less than the token's life (7 minutes, usually) does no harm, in either direction.
 *
 * The failure says what is wrong; `InvalidRequest` names an argument that is. Opt-in: Adobe's own verifier is in Java, and
 * Adobe reserves the right to change the format. A token that cannot be understood is refused as `InvalidTokenFormat`.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-standard/entitlements/media-tokens
 */
export const verifyMediaToken = ({
  certificate,
  now,
  once,
  resource,
  serviceProvider,
  token,
}: MediaTokenRequest): Effect.Effect<VerifiedMediaToken, MediaTokenRefused | InvalidRequest> =>
  Effect.gen(function* () {
    yield* checkText("serviceProvider", serviceProvider)
    if (resource !== undefined) yield* checkText("resource", resource)
    const judgedAt = yield* momentOf(now)
    const keys = yield* keysOf(certificate)

    const { signature, signed } = yield* split(Redacted.isRedacted(token) ? Redacted.value(token) : token)
    const bytes = new TextEncoder().encode(signed)
    if (!(yield* isSigned(keys, signature, bytes))) {
      return yield* new InvalidSignature({ message: "the media token is not signed by Adobe" })
    }

    const said = yield* Effect.mapError(read(signed), () => malformed("says something else than expected"))
    if (said.serviceProvider !== serviceProvider) {
      return yield* new InvalidServiceProvider({
        message: `the media token is for ${said.serviceProvider}`,
        serviceProvider: said.serviceProvider,
      })
    }
    const { expiresAt, issuedAt } = said
    const life = DateTime.distance(issuedAt, expiresAt)
    if (Math.abs(DateTime.distance(issuedAt, judgedAt)) >= life) {
      return yield* new TokenExpired({ message: "the media token has expired", issuedAt, expiresAt })
    }
    if (resource !== undefined && !sameResource(resource, said.resource)) {
      return yield* new InvalidResourceId({
        message: "the media token is for another resource",
        resource: said.resource,
      })
    }
    // another server's clock may be behind by as much
    const left = Duration.millis(DateTime.distance(judgedAt, expiresAt) + life)
    if (once !== undefined && !(yield* once.use(yield* idOf(bytes), left))) {
      return yield* new TokenUsed({ message: "the media token was used before" })
    }
    return { outcome: "VALID_TOKEN", ...said }
  })
