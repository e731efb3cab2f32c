/**
 * A certificate for a key of the sandbox: X.509, signed by the key itself, as much of it as readers of certificates want.
 */
import type { KeyObject } from "node:crypto"
import { createHash, sign } from "node:crypto"

/** One element of DER: its tag, the length of its content, its content. */
const element = (tag: number, ...content: ReadonlyArray<Uint8Array>): Buffer => {
  const bytes = Buffer.concat(content)
  const length = bytes.length.toString(16)
  const digits = Buffer.from(length.padStart(length.length + (length.length % 2), "0"), "hex")
  return Buffer.concat([
    Buffer.from(bytes.length < 0x80 ? [tag, bytes.length] : [tag, 0x80 + digits.length, ...digits]),
    bytes,
  ])
}
const sequence = (...content: ReadonlyArray<Uint8Array>) => element(0x30, ...content)
const identifier = (hex: string) => element(0x06, Buffer.from(hex, "hex"))
const text = (tag: number, value: string) => element(tag, Buffer.from(value))

const sha256WithRsa = sequence(identifier("2a864886f70d01010b"), element(0x05))
const commonName = identifier("550403")
const named = (name: string) => sequence(element(0x31, sequence(commonName, text(0x0c, name))))
const validity = sequence(text(0x17, "200101000000Z"), text(0x17, "491231235959Z"))

/** As PEM; its subject and issuer are the id of the key. */
export const certificate = (key: {
  readonly id: string
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}): string => {
  const publicKey = key.publicKey.export({ type: "spki", format: "der" })
  // positive, and the same for the same key
  const serial = element(
    0x02,
    Buffer.from([1]),
    createHash("sha256").update(publicKey).digest().subarray(0, 15),
  )
  const name = named(key.id)
  const body = sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    serial,
    sha256WithRsa,
    name,
    validity,
    name,
    publicKey,
  )
  const signature = element(0x03, Buffer.from([0]), sign("RSA-SHA256", body, key.privateKey))
  const base64 = sequence(body, sha256WithRsa, signature).toString("base64")
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}(?!$)/g, "$&\n")}\n-----END CERTIFICATE-----\n`
}
