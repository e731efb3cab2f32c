/** What a token says, whoever signed it: nothing is verified here. */
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** A JWT, such as a software statement or an access token. */
export interface Jwt {
  readonly kind: "softwareStatement" | "accessToken" | "jwt"
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

/** A media token: a signed XML document in Base64. */
export interface MediaToken {
  readonly kind: "mediaToken"
  readonly texts: Readonly<Record<string, string>>
}

const Json = Schema.decodeOption(
  Schema.parseJson(Schema.Record({ key: Schema.String, value: Schema.Unknown })),
)

const part = (text: string) =>
  Option.flatMap(Either.getRight(Encoding.decodeBase64UrlString(text)), (json) => Json(json))

const kindOf = (claims: Jwt["claims"]): Jwt["kind"] =>
  "software_id" in claims ? "softwareStatement" : "scopes" in claims ? "accessToken" : "jwt"

const jwt = (text: string): Option.Option<Jwt> =>
  Option.gen(function* () {
    const [first = "", second = "", ...rest] = text.split(".")
    if (rest.length !== 1) return yield* Option.none()
    const header = yield* part(first)
    const claims = yield* part(second)
    return { kind: kindOf(claims), header, claims }
  })

const mediaToken = (text: string): Option.Option<MediaToken> =>
  Either.getRight(Encoding.decodeBase64String(text)).pipe(
    Option.filter((xml) => xml.includes("<signatureInfo>")),
    Option.map((xml) => {
      const texts = xml.matchAll(/<(\w+)>([^<]*)(?=<)/g)
      return {
        kind: "mediaToken",
        texts: Object.fromEntries(
          [...texts].flatMap(([, name = "", value = ""]) =>
            name === "signatureInfo" || value.trim() === "" ? [] : [[name, value.trim()]],
          ),
        ),
      }
    }),
  )

/** Reads a token of any of these kinds. */
export const decode = (text: string): Option.Option<Jwt | MediaToken> =>
  Option.orElse(jwt(text.trim()), () => mediaToken(text.trim()))

/** A claim in seconds since 1970. */
export const momentOf = (claim: unknown): Option.Option<DateTime.Utc> =>
  typeof claim === "number" ? DateTime.make(claim * 1000) : Option.none()

/** What a software statement allows, by whatever of its claims tells. */
export const listOf = (claim: unknown): ReadonlyArray<string> =>
  Array.isArray(claim)
    ? claim.filter((one) => typeof one === "string")
    : typeof claim === "string"
      ? claim.split(/[\s,]+/)
      : []
