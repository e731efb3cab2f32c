/**
 * A viewer who signed in with an MVPD, and what the MVPD tells about them.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-standard/entitlements/profiles
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Read } from "./wire/Lenient.js"
import {
  compile,
  isObject,
  keepUnknownFields,
  lenient,
  lenientOr,
  lenientText,
  mapOf,
  mismatch,
  reader,
  struct,
} from "./wire/Lenient.js"
import { Moment, Until } from "./wire/Timestamp.js"

/** One piece of user metadata: text, number, list or map; `state` is `enc` where only the programmer's key opens it. */
export interface Attribute {
  readonly value?: unknown
  readonly state: string
}

/** Whether a value is an {@link Attribute}. */
export const isAttribute = (input: unknown): input is Attribute =>
  isObject(input) && typeof input["state"] === "string"

const Attribute = reader<Attribute>((input, ast) =>
  isAttribute(input)
    ? Either.right(input)
    : isObject(input)
      ? // what says its state in no way that is known may be encrypted
        Either.right({ ...input, state: (input["state"] ?? undefined) === undefined ? "plain" : "enc" })
      : mismatch(ast, input),
)

const Wire = keepUnknownFields({
  notBefore: lenient(Moment),
  notAfter: Until,
  /** The MVPD, `Adobe` (degraded and temporary access), or a partner such as `Apple`. */
  issuer: lenientOr(Schema.String, () => ""),
  /** regular, temporary, degraded, appleSSO, platformSSO, serviceTokenSSO, or a newer word. */
  type: lenientOr(Schema.String, () => "regular"),
  attributes: lenientOr(mapOf(Attribute, Either.right), () => ({})),
  sessionId: lenientText,
})

/** A viewer's login with one MVPD, valid until `notAfter` by the server's clock. */
export interface Profile extends Schema.Schema.Type<typeof Wire> {
  readonly mvpd: string
}

/** Profiles by the MVPD's identifier; empty without a login. */
export type Profiles = Readonly<Record<string, Profile>>

const read = compile(
  struct({ profiles: mapOf(Wire, (profile, mvpd) => Either.right<Profile>({ ...profile, mvpd })) }),
)

/** The answer of the profile endpoints: profiles by MVPD. One that says nothing at all has no profile. */
export const ProfilesResponse = reader((input): Read<Profiles> =>
  isObject(input) && (input["profiles"] === null || Object.keys(input).length === 0)
    ? Either.right({})
    : Either.map(read(input), ({ profiles }) => profiles),
)
