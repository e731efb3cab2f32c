/**
 * What an MVPD tells about the viewer, by the published keys: a profile's attributes with their types.
 *
 * Which of them there are depends on the MVPD. A value of another type than published is left out here and never
 * breaks anything; it stays in `profile.attributes` as it came.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-standard/entitlements/user-metadata
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import { Flag, lenient } from "./Lenient.js"
import type { Profile } from "./Profile.js"
import { Attribute } from "./Profile.js"
import { Timestamp } from "./Timestamp.js"

/** A value that only the programmer's private key opens; `state` is the word it came with, `enc`. */
export const Encrypted = Schema.TaggedStruct("Encrypted", { value: Schema.String, state: Schema.String })
export interface Encrypted extends Schema.Schema.Type<typeof Encrypted> {}

const Text = Schema.Union(
  Schema.String,
  Schema.transform(Schema.Number, Schema.String, { strict: true, decode: String, encode: Number }),
)

/** A value, also as the JSON text that decryption leaves. */
const orJson = <A, I>(schema: Schema.Schema<A, I>) => Schema.Union(schema, Schema.parseJson(schema))

const Texts = Schema.Array(Text)
const List = Schema.Union(
  orJson(Texts),
  Schema.transform(Text, Schema.typeSchema(Texts), {
    strict: true,
    decode: (text) => [text],
    encode: (texts) => texts.join(),
  }),
)

const rating = lenient(Text)
/** Parental ratings by system, and where the viewer manages them. */
const MaxRating = orJson(
  Schema.Struct({ MPAA: rating, VCHIP: rating, URL: rating }, { key: Schema.String, value: Schema.Unknown }),
)

const Count = Schema.Union(Schema.Number, Schema.NumberFromString)

const plain = "plain"

const decrypted = ({ state }: Attribute) => state === plain
const encrypted = (attribute: Attribute): attribute is Attribute & { readonly value: string } =>
  !decrypted(attribute) && typeof attribute.value === "string"

const sealed = ({ state, value }: { readonly state: string; readonly value: string }) =>
  Encrypted.make({ value, state })

/** A published attribute, absent where its value is of another type. */
const published = <A, I>(value: Schema.Schema<A, I>) => {
  const decode = Schema.decodeUnknownOption(value)
  return Schema.optionalToOptional(
    Schema.typeSchema(Attribute),
    Schema.typeSchema(Schema.Union(Encrypted, value)),
    {
      decode: Option.flatMap((attribute): Option.Option<A | Encrypted> =>
        encrypted(attribute) ? Option.some(sealed(attribute)) : decode(attribute.value),
      ),
      encode: () => Option.none(),
    },
  )
}

const publishedText = published(Text)
const publishedFlag = published(Flag)
const publishedList = published(List)

/** Any other attribute: its value as it came, or {@link Encrypted}. */
const Unpublished = Schema.transform(Schema.typeSchema(Attribute), Schema.Unknown, {
  strict: true,
  decode: (attribute) => (encrypted(attribute) ? sealed(attribute) : attribute.value),
  encode: (value) => ({ value, state: plain }),
})

/** The attributes by the published keys, and any other key; what is not plain is {@link Encrypted}. */
export const UserMetadata = Schema.Struct(
  {
    /** The account, which may be a household's or a member's. */
    userID: publishedText,
    /** The account by which concurrent streams are counted. */
    upstreamUserID: publishedText,
    householdID: publishedText,
    primaryOID: publishedText,
    /** `Primary` or secondary account. */
    typeID: publishedText,
    /** `"1"` for the head of the household. */
    is_hoh: publishedText,
    /** Signed in by the home network (home-based authentication). */
    hba_status: publishedFlag,
    allowMirroring: publishedFlag,
    /** Sensitive, and mostly {@link Encrypted}. */
    zip: publishedList,
    encryptedZip: publishedText,
    /** Channels of the subscription; preauthorization is the better filter. */
    channelID: publishedList,
    maxRating: published(MaxRating),
    language: publishedText,
    onNet: publishedFlag,
    inHome: publishedFlag,
    /** TempPass: when it ends. */
    expiration_date: published(Timestamp),
    /** Promotional TempPass: how many resources are left. */
    remaining_resources: published(Count),
    /** Promotional TempPass: the resources watched. */
    used_assets: publishedList,
  },
  { key: Schema.String, value: Unpublished },
)
export interface UserMetadata extends Schema.Schema.Type<typeof UserMetadata> {}

type Attributes = Pick<Profile, "attributes">

const decode = Schema.decodeUnknownOption(UserMetadata)

/** All attributes of a profile, those of unpublished keys as they came. */
export const read = ({ attributes }: Attributes): UserMetadata =>
  Option.getOrElse(
    decode(Record.filter(attributes, (attribute) => decrypted(attribute) || encrypted(attribute))),
    () => ({}),
  )

/** One attribute: `get(profile, "maxRating")`. */
export const get = <Key extends keyof UserMetadata>(
  profile: Attributes,
  key: Key,
): UserMetadata[Key] | undefined => {
  const metadata = read(profile)
  return Record.has(metadata, String(key)) ? metadata[key] : undefined
}

/**
 * The same profile with its encrypted attributes opened by `decryptValue`, for a programmer's backend, where the private key
 * is. This library never sees a key, and what was opened belongs on no device and in no log.
 */
export const decrypt = <P extends Attributes, E, R>(
  profile: P,
  decryptValue: (value: string, key: string) => Effect.Effect<string, E, R>,
): Effect.Effect<P, E, R> =>
  Effect.map(
    Effect.all(
      Record.map(profile.attributes, (attribute, key) =>
        encrypted(attribute)
          ? Effect.map(decryptValue(attribute.value, key), (value) => ({ ...attribute, value, state: plain }))
          : Effect.succeed(attribute),
      ),
    ),
    (attributes) => ({ ...profile, attributes }),
  )
