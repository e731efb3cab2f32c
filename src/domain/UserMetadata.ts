/**
 * What an MVPD tells about the viewer, by the published keys: a profile's attributes with their types.
 *
 * Which of them there are depends on the MVPD. A value of another type than published is left out here and never
 * breaks anything; it stays in `profile.attributes` as it came.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-standard/entitlements/user-metadata
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import type { Read } from "./wire/Lenient.js"
import {
  compile,
  Flag,
  keepUnknownFields,
  lenient,
  listOf,
  mismatch,
  reader,
  struct,
  Text,
} from "./wire/Lenient.js"
import type { Attribute, Profile } from "./Profile.js"
import { isAttribute } from "./Profile.js"
import { Moment } from "./wire/Timestamp.js"

/** A value that only the programmer's private key opens; `state` is the word it came with, `enc`. */
export const Encrypted = Schema.TaggedStruct("Encrypted", { value: Schema.String, state: Schema.String })
export interface Encrypted extends Schema.Schema.Type<typeof Encrypted> {}

const parseJson = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** A value, also as the JSON text that decryption leaves. */
const orJson = <A, I>(schema: Schema.Schema<A, I>) => {
  const read = compile(schema)
  return reader((input) => {
    const plainly = read(input)
    return Either.isLeft(plainly) && typeof input === "string"
      ? Option.match(parseJson(input), { onNone: () => plainly, onSome: read })
      : plainly
  })
}

const readText = compile(Text)
const readTexts = compile(orJson(listOf(Text)))
/** A list, of one where there is a lone text. */
const List = reader((input) =>
  Either.orElse(readTexts(input), () => Either.map(readText(input), (text): ReadonlyArray<string> => [text])),
)

/** Parental ratings by system, and where the viewer manages them. */
const MaxRating = orJson(keepUnknownFields({ MPAA: lenient(Text), VCHIP: lenient(Text), URL: lenient(Text) }))

const Count = Schema.Union(Schema.Number, Schema.NumberFromString)

const plain = "plain"

const decrypted = ({ state }: Attribute) => state === plain
const encrypted = (attribute: Attribute): attribute is Attribute & { readonly value: string } =>
  !decrypted(attribute) && typeof attribute.value === "string"

const sealed = ({ state, value }: { readonly state: string; readonly value: string }) =>
  Encrypted.make({ value, state })

/** A published attribute, absent where its value is of another type. */
const published = <A, I>(value: Schema.Schema<A, I>) => {
  const read = compile(value)
  return lenient(
    reader((input, ast): Read<A | Encrypted> => {
      if (!isAttribute(input)) return mismatch(ast, input)
      if (encrypted(input)) return Either.right(sealed(input))
      return decrypted(input) ? read(input.value) : mismatch(ast, input)
    }),
  )
}

const publishedText = published(Text)
const publishedFlag = published(Flag)
const publishedList = published(List)

const fields = {
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
  expiration_date: published(Moment),
  /** Promotional TempPass: how many resources are left. */
  remaining_resources: published(Count),
  /** Promotional TempPass: the resources watched. */
  used_assets: publishedList,
}
const Published = struct(fields)
const readPublished = compile(Published)

/** The attributes by the published keys, and any other key as it came; what is not plain is {@link Encrypted}. */
export interface UserMetadata extends Schema.Schema.Type<typeof Published> {
  readonly [key: string]: unknown
}

type Attributes = Pick<Profile, "attributes">

/** All attributes of a profile, those of unpublished keys as they came. */
export const read = ({ attributes }: Attributes): UserMetadata => ({
  ...Object.fromEntries(
    Object.entries(attributes).flatMap(([key, attribute]): ReadonlyArray<readonly [string, unknown]> => {
      if (Object.hasOwn(fields, key)) return []
      if (encrypted(attribute)) return [[key, sealed(attribute)]]
      return decrypted(attribute) ? [[key, attribute.value]] : []
    }),
  ),
  ...Either.getOrElse(readPublished(attributes), () => ({})),
})

/** One attribute: `get(profile, "maxRating")`. */
export const get = <Key extends keyof UserMetadata>(
  profile: Attributes,
  key: Key,
): UserMetadata[Key] | undefined => {
  const metadata = read(profile)
  return Object.hasOwn(metadata, key) ? metadata[key] : undefined
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
