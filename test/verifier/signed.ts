/** Adobe's side, played: a key pair, its certificate, and media tokens signed with it. */
import { generateKeyPairSync, sign } from "node:crypto"

const newKeys = (modulusLength: 1024 | 2048) => generateKeyPairSync("rsa", { modulusLength })
/** As long as Adobe's was when it signed the one token that is public. */
export const adobe = newKeys(1024)
export const somebody = newKeys(2048)

type Keys = ReturnType<typeof newKeys>

const spki = ({ publicKey }: Keys): Buffer => publicKey.export({ type: "spki", format: "der" })

const pem = (kind: string, der: Buffer): string =>
  `-----BEGIN ${kind}-----\n${der.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END ${kind}-----\n`

export const publicKey = (keys: Keys = adobe): string => pem("PUBLIC KEY", spki(keys))

const element = (tag: number, ...content: ReadonlyArray<Buffer>): Buffer => {
  const inside = Buffer.concat(content)
  const size = inside.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), inside])
}
const sequence = (...content: ReadonlyArray<Buffer>) => element(0x30, ...content)
const bytes = (hex: string) => Buffer.from(hex, "hex")

/** A self-signed X.509 certificate: of version 3, or of version 1, which leaves the number of the version out. */
export const certificate = (keys: Keys = adobe, version: 1 | 3 = 3): string => {
  const sha256WithRsa = sequence(element(0x06, bytes("2a864886f70d01010b")), element(0x05))
  const name = sequence(
    element(0x31, sequence(element(0x06, bytes("550403")), element(0x0c, Buffer.from("Adobe, played")))),
  )
  const validity = sequence(
    element(0x17, Buffer.from("100101000000Z")),
    element(0x17, Buffer.from("110101000000Z")),
  )
  const body = sequence(
    ...(version === 3 ? [element(0xa0, element(0x02, bytes("02")))] : []),
    element(0x02, bytes("00c0ffee")),
    sha256WithRsa,
    name,
    validity,
    name,
    spki(keys),
  )
  const signature = sign("RSA-SHA256", body, keys.privateKey)
  return pem("CERTIFICATE", sequence(body, sha256WithRsa, element(0x03, bytes("00"), signature)))
}

/** 14:39:48 UTC, as the token says it. */
export const issuedAt = Date.UTC(2017, 2, 16, 14, 39, 48)
export const life = 420_000

const texts = {
  sessionGUID: "71C69B91-F327",
  requestorID: "REF30",
  resourceID: "newsline",
  ttl: String(life),
  issueTime: "2017-03-16 07:39:48 -0700",
  mvpdId: "Cablevision",
}

export const xml = (other: Record<string, string> = {}, root = "authToken"): string =>
  `<${root}>${Object.entries({ ...texts, ...other })
    .map(([name, text]) => `<${name}>${text}</${name}>`)
    .join("")}</${root}>`

export const signedText = (text: string, keys: Keys = adobe, close = "<signatureInfo>"): string =>
  `<signatureInfo>${sign("RSA-SHA256", Buffer.from(text), keys.privateKey).toString("base64")}${close}${text}`

export const base64 = (text: string): string => Buffer.from(text).toString("base64")

/** A media token that says what is usual, but for some of it. */
export const token = (other: Record<string, string> = {}): string => base64(signedText(xml(other)))
