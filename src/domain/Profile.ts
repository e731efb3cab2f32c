/**
 * A viewer who signed in with an MVPD, and what the MVPD tells about them.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-standard/entitlements/profiles
 */
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import { lenientOr, lenientText, open } from "./Lenient.js"
import { Timestamp } from "./Timestamp.js"

/** One piece of user metadata: text, number, list or map; `state` is `enc` where only the programmer's key opens it. */
export const Attribute = open(
  Schema.Struct({
    value: Schema.optionalWith(Schema.Unknown, { exact: true }),
    state: lenientOr(Schema.String, () => "plain"),
  }),
)
export interface Attribute extends Schema.Schema.Type<typeof Attribute> {}

const fields = {
  notBefore: Timestamp,
  notAfter: Timestamp,
  /** The MVPD, `Adobe` (degraded and temporary access), or a partner such as `Apple`. */
  issuer: lenientOr(Schema.String, () => ""),
  /** regular, temporary, degraded, appleSSO, platformSSO, serviceTokenSSO, or a newer word. */
  type: lenientOr(Schema.String, () => "regular"),
  attributes: lenientOr(Schema.Record({ key: Schema.String, value: Attribute }), () => ({})),
  sessionId: lenientText,
}

const Wire = open(Schema.Struct(fields))

/** A viewer's login with one MVPD, valid from `notBefore` to `notAfter` by the server's clock. */
export const Profile = open(Schema.typeSchema(Schema.Struct({ mvpd: Schema.String, ...fields })))
export interface Profile extends Schema.Schema.Type<typeof Profile> {}

/** Profiles by the MVPD's identifier; empty when nobody is signed in. */
export type Profiles = Readonly<Record<string, Profile>>

const Profiles = Schema.transform(
  Schema.Record({ key: Schema.String, value: Wire }),
  Schema.Record({ key: Schema.String, value: Profile }),
  {
    strict: true,
    decode: Record.map((profile, mvpd) => ({ ...profile, mvpd })),
    encode: Record.map(({ mvpd, ...profile }) => profile),
  },
)

/** The answer of the profile endpoints: profiles by MVPD. */
export const ProfilesResponse = Schema.transform(
  Schema.Struct({ profiles: lenientOr(Profiles, () => ({})) }),
  Schema.Record({ key: Schema.String, value: Profile }),
  { strict: true, decode: ({ profiles }) => profiles, encode: (profiles) => ({ profiles }) },
)
