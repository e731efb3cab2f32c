/** What is written to Redis: short, and encrypted with a key of the app's where there is one, by AES-256-GCM of WebCrypto. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { FleetKey } from "./options.js"
import { bytesOf } from "./options.js"
import { compress, decode, encode, expand, joined } from "./pack.js"

const algorithm = "AES-GCM"
/** In bytes: what is recommended for GCM. */
const nonceLength = 12

/** Writes and reads what is stored. `place` is bound to it: what is stored there cannot be read elsewhere. */
export interface Secrets {
  readonly seal: (text: string, place: string) => Effect.Effect<string>
  /** None where it is damaged, or no key at hand can read it. */
  readonly open: (sealed: string, place: string) => Effect.Effect<Option.Option<string>>
}

/** The name of the key, where there is one, and what it sealed. */
const sealedText = /^([\w-]*)~([^]*)$/

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
        const short = compress(text)
        if (first === undefined) return Effect.succeed(`~${encode(short)}`)
        const [id, key] = first
        const nonce = crypto.getRandomValues(new Uint8Array(nonceLength))
        const how = { name: algorithm, iv: nonce, additionalData: utf8(place) }
        return Effect.map(
          Effect.promise(() => crypto.subtle.encrypt(how, key, short)),
          (encrypted) => `${id}~${encode(joined([nonce, new Uint8Array(encrypted)]))}`,
        )
      },
      open: (sealed, place) => {
        const [, id, content] = sealedText.exec(sealed) ?? []
        if (id === undefined || content === undefined) return Effect.succeedNone
        const bytes = decode(content)
        if (id === "") return Effect.succeed(expand(bytes))
        const key = byId.get(id)
        if (key === undefined) return Effect.succeedNone
        const how = {
          name: algorithm,
          iv: Uint8Array.from(bytes.subarray(0, nonceLength)),
          additionalData: utf8(place),
        }
        return Effect.map(
          Effect.option(
            Effect.tryPromise(() =>
              crypto.subtle.decrypt(how, key, Uint8Array.from(bytes.subarray(nonceLength))),
            ),
          ),
          Option.flatMap((short) => expand(new Uint8Array(short))),
        )
      },
    }
  })
