/**
 * The headers that say who is calling: device identifier, device information, subjects of single sign-on.
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Encoding from "effect/Encoding"
import type { Refusal } from "../world/errors.js"
import { refuse } from "../world/errors.js"
import { Exchange } from "./exchange.js"
import type { Variant } from "../world/variant.js"
import { World } from "../world/World.js"
import { verifyJwt } from "../world/keys/rsa.js"
import type { Subjects } from "../world/state.js"

const JsonRecord = Schema.parseJson(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
const decodeRecord = Schema.decodeUnknownOption(JsonRecord)

/** Base64 in either alphabet, padded or not, that holds text. */
export const decodeBase64 = (encoded: string): Option.Option<string> => {
  const unpadded = encoded
    .trim()
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replace(/={1,3}$/, "")
  return unpadded === ""
    ? Option.none()
    : Either.getRight(Encoding.decodeBase64String(unpadded.padEnd(Math.ceil(unpadded.length / 4) * 4, "=")))
}

export const decodeBase64Json = (encoded: string): Option.Option<Readonly<Record<string, unknown>>> =>
  Option.flatMap(decodeBase64(encoded), decodeRecord)

/** The decoded identifier of `AP-Device-Identifier: fingerprint <base64>`. */
export const deviceIdentifier: Effect.Effect<string, Refusal, World | Exchange> = Effect.gen(function* () {
  const { variant } = (yield* World).state
  const { headers } = yield* Exchange
  const identifier = parseDeviceIdentifier(headers["ap-device-identifier"] ?? "")
  if (Option.isNone(identifier)) return yield* refuse("invalid_header_device_identifier")
  return isFault(variant, identifier.value) ? yield* refuse("internal_server_error") : identifier.value
})

/** Whether the service fails over a text that it puts into a header. */
export const isFault = ({ headerTexts }: Variant, text = ""): boolean =>
  headerTexts === "fault" && !/^[\t\x20-\x7e\xa0-\xff]*$/.test(text)

export const parseDeviceIdentifier = (header: string): Option.Option<string> => {
  const [type, identifier, ...rest] = header.trim().split(/\s+/)
  return type === "fingerprint" && identifier !== undefined && rest.length === 0
    ? decodeBase64(identifier)
    : Option.none()
}

/**
 * The device information. It may be left out, as browsers do, and it may be `key=value;` pairs instead of JSON, as
 * at least one programmer sends it; anything else is refused.
 */
export const deviceInfo: Effect.Effect<Readonly<Record<string, unknown>>, Refusal, Exchange> = Effect.flatMap(
  Exchange,
  ({ headers }) => {
    const header = headers["x-device-info"]
    if (header === undefined) return Effect.succeed({})
    return Option.match(parseDeviceInfo(header), {
      onNone: () => refuse("invalid_header_device_info"),
      onSome: Effect.succeed,
    })
  },
)

export const parseDeviceInfo = (header: string): Option.Option<Readonly<Record<string, unknown>>> =>
  Option.orElse(decodeBase64Json(header), () => Option.flatMap(decodeBase64(header), decodePairs))

/** `key=value;` pairs. A value may hold semicolons, as browser brands do: what names no key goes on with the value before. */
const decodePairs = (text: string): Option.Option<Readonly<Record<string, string>>> => {
  const pairs = text
    .split(/;(?=\s*[\w.-]+=|\s*$)/)
    .filter((pair) => pair.trim() !== "")
    .map((pair) => /^\s*([\w.-]+)=(.*)$/s.exec(pair))
  return pairs.length > 0 && pairs.every((pair) => pair !== null)
    ? Option.some(Object.fromEntries(pairs.map(([, key = "", value = ""]) => [key, value])))
    : Option.none()
}

/**
 * The subjects of Adobe-Subject-Token / X-Roku-Reserved-Roku-Connect-Token and of AD-Service-Token. A token that is
 * malformed, expired or signed with an unknown key counts as not sent: the reference has no error for it, and the
 * caller gets the basic flow.
 */
export const subjects: Effect.Effect<Subjects, never, World | Exchange> = Effect.flatMap(
  Exchange,
  ({ headers, now }) => {
    const platform = headers["adobe-subject-token"] ?? headers["x-roku-reserved-roku-connect-token"]
    const service = headers["ad-service-token"]
    if (platform === undefined && service === undefined) return Effect.succeed({})
    return Effect.gen(function* () {
      const { keys } = yield* World
      const platformSubject = Option.flatMap(Option.fromNullable(platform), (token) =>
        platformIdentity(token, now),
      )
      const claims = service === undefined ? Option.none() : yield* verifyJwt(keys.programmer, service, now)
      const serviceSubject = Option.flatMapNullable(claims, (payload) =>
        payload.sub !== undefined && isForAdobe(payload.aud)
          ? `${payload.iss ?? ""} ${payload.sub}`
          : undefined,
      )
      return {
        ...(Option.isSome(platformSubject) ? { platform: platformSubject.value } : {}),
        ...(Option.isSome(serviceSubject) ? { service: serviceSubject.value } : {}),
      }
    })
  },
)

const isForAdobe = (audience: string | ReadonlyArray<string> | undefined): boolean =>
  [audience ?? []].flat().some((each) => each.toLowerCase() === "adobe")

/** The platform's keys are not the sandbox's, so a JWS is taken at its word, and a JWE is its own subject. */
const platformIdentity = (token: string, now: number): Option.Option<string> => {
  const parts = token.split(".")
  if (parts.length === 5) return Option.some(token)
  if (parts.length !== 3) return Option.none()
  return Option.flatMap(decodeBase64Json(parts[1] ?? ""), ({ sub, exp }) =>
    typeof exp === "number" && exp * 1000 <= now
      ? Option.none()
      : Option.some(typeof sub === "string" ? sub : token),
  )
}
