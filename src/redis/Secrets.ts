/** What is written to Redis, encrypted with a key of the app's: AES-256-GCM of WebCrypto. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import type * as Option from "effect/Option"
import type { FleetKey } from "./options.js"
import { bytesOf } from "./options.js"

const algorithm = "AES-GCM"
/** In bytes: what is recommended for GCM. */
const nonceLength = 12

/** Writes and reads what is stored. `place` is bound to it: what is stored there cannot be read elsewhere. */
export interface Secrets {
  readonly seal: (text: string, place: string) => Effect.Effect<string>
  /** None where no key at hand can read it. */
  readonly open: (sealed: string, place: string) => Effect.Effect<Option.Option<string>>
}

/** Such as `key-1.` and base64; what was written without a key is JSON, and begins with another letter. */
const sealedText = /^([\w-]+)\.([\w-]+)$/

const utf8 = (text: string) => new TextEncoder().encode(text)

/** Encrypts with the first of the keys, and reads what any of them encrypted; without keys, all is written as it is. */
export const make = (keys: ReadonlyArray<FleetKey>): Effect.Effect<Secrets> =>
  Effect.gen(function* () {
    const imported = yield* Effect.forEach(keys, ({ id, secret }) => {
      const bytes = bytesOf(secret) ?? new Uint8Array()
      return Effect.map(
        Effect.promise(() => crypto.subtle.importKey("raw", bytes, algorithm, false, ["encrypt", "decrypt"])),
        (key) => [id, key] as const,
      )
    })
    const byId = new Map(imported)
    const [first] = imported

    return {
      seal: (text, place) => {
        if (first === undefined) return Effect.succeed(text)
        const [id, key] = first
        const nonce = crypto.getRandomValues(new Uint8Array(nonceLength))
        const how = { name: algorithm, iv: nonce, additionalData: utf8(place) }
        return Effect.map(
          Effect.promise(() => crypto.subtle.encrypt(how, key, utf8(text))),
          (encrypted) =>
            `${id}.${Encoding.encodeBase64Url(Uint8Array.of(...nonce, ...new Uint8Array(encrypted)))}`,
        )
      },
      open: (sealed, place) => {
        const [, id, content] = sealedText.exec(sealed) ?? []
        if (id === undefined || content === undefined) return Effect.succeedSome(sealed)
        const key = byId.get(id)
        const bytes = Either.getOrUndefined(Encoding.decodeBase64Url(content))
        if (key === undefined || bytes === undefined) return Effect.succeedNone
        const how = {
          name: algorithm,
          iv: Uint8Array.from(bytes.subarray(0, nonceLength)),
          additionalData: utf8(place),
        }
        return Effect.option(
          Effect.map(
            Effect.tryPromise(() =>
              crypto.subtle.decrypt(how, key, Uint8Array.from(bytes.subarray(nonceLength))),
            ),
            (text) => new TextDecoder().decode(text),
          ),
        )
      },
    }
  })
