/**
 * Short forms of what is stored: compressed, with a dictionary of what all entries have in common, and written seven bits to a
 * character, for clients of Redis take text.
 */
import * as Option from "effect/Option"

/** Not imported, and named without `node:`, lest whoever bundles for browsers meets a module of Node's. */
const zlib = globalThis.process?.getBuiltinModule?.("zlib")

/** How an entry is written, by its first byte: a new dictionary needs a new one, for what was written stays to be read. */
const form = { plain: 0, compressed: 1 }

/** What entries have in common; what is most frequent comes last. */
const dictionary = new TextEncoder().encode(
  [
    '{"client_id":"","client_secret":"","redirect_uris":[],"grant_types":["client_credentials"],"scopes":["api:client:v2"]}',
    '{"clientId":"","token":{"value":"eyJhbGciOiJSUzI1NiIs","createdAt":17,"expiresAt":18}}',
    '{"mvpd":{"id":"","displayName":"","logoUrl":"https://"},"profile":{"mvpd":"","notAfter":179,"attributes":{',
    '"hba_status":{"value":false,"state":"plain"},"is_hoh":{"value":1,"state":"plain"},"zip":{"value":"","state":"enc"},',
    '"maxRating":{"value":"","state":"plain"},"channelID":{"value":["","state":"plain"},"householdID":{"value":"',
    '","state":"plain"},"upstreamUserID":{"value":"","state":"plain"},"userID":{"value":"","state":"plain"}',
  ].join(""),
)

/** One after another. */
export const joined = (parts: ReadonlyArray<Uint8Array>): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Fewer bytes for a text. */
export const compress = (text: string): Uint8Array<ArrayBuffer> => {
  const bytes = new TextEncoder().encode(text)
  return zlib === undefined
    ? joined([Uint8Array.of(form.plain), bytes])
    : joined([Uint8Array.of(form.compressed), zlib.deflateRawSync(bytes, { level: 9, dictionary })])
}

const inflate = Option.liftThrowable((bytes: Uint8Array) =>
  zlib?.inflateRawSync(bytes, { dictionary, maxOutputLength: 1_000_000 }),
)

const bytesOf = (written: number | undefined, rest: Uint8Array): Option.Option<Uint8Array> => {
  if (written === form.plain) return Option.some(rest)
  if (written === form.compressed) return Option.flatMapNullable(inflate(rest), (bytes) => bytes)
  return Option.none()
}

/** The text of what was compressed; none where it is damaged, or written in a form that this process cannot read. */
export const expand = (bytes: Uint8Array): Option.Option<string> =>
  Option.map(bytesOf(bytes[0], bytes.subarray(1)), (text) => new TextDecoder().decode(text))

/** Bytes as characters of seven bits. */
export const encode = (bytes: Uint8Array): string => {
  const codes = new Uint8Array(Math.ceil((bytes.length * 8) / 7))
  let [rest, bits, length] = [0, 0, 0]
  for (const byte of bytes) {
    rest = (rest << 8) | byte
    bits += 8
    while (bits >= 7) {
      bits -= 7
      codes[length++] = rest >> bits
      rest &= (1 << bits) - 1
    }
  }
  if (bits > 0) codes[length] = rest << (7 - bits)
  return new TextDecoder().decode(codes)
}

/** The bytes of {@link encode}. */
export const decode = (text: string): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(Math.floor((text.length * 7) / 8))
  let [rest, bits, length] = [0, 0, 0]
  for (let at = 0; at < text.length; at += 1) {
    rest = (rest << 7) | (text.charCodeAt(at) & 127)
    bits += 7
    if (bits >= 8) {
      bits -= 8
      bytes[length++] = rest >> bits
      rest &= (1 << bits) - 1
    }
  }
  return bytes
}
