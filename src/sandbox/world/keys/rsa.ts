/**
 * The sandbox's RSA keys: those for development, which are the same at every start, or fresh ones.
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { jwtVerify, SignJWT } from "jose"
import type { JWTPayload } from "jose"
import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  publicEncrypt,
  sign,
} from "node:crypto"
import type { KeyObject } from "node:crypto"
import { promisify } from "node:util"
import { DEVELOPMENT, developmentKeys } from "./developmentKeys.js"
import type { Variant } from "../variant.js"

interface KeyPair {
  /** Names the key in the header of what it signs. */
  readonly id: string
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

export interface Keys {
  readonly kind: "development" | "fresh"
  /** Signs software statements, access tokens and media tokens. */
  readonly adobe: KeyPair
  /**
   * The programmer's: signs the tokens of the identity service outside (AD-Service-Token), and user metadata is
   * encrypted for it.
   */
  readonly programmer: KeyPair
}

/** What the ids of the keys of all sandboxes begin with. */
const SANDBOX = "adobe-pass-sandbox-"

const pairOf = (kind: Keys["kind"], privateKey: KeyObject): KeyPair => {
  const publicKey = createPublicKey(privateKey)
  return {
    id: kind === "development" ? DEVELOPMENT : `${SANDBOX}${fingerprint(publicKey)}`,
    publicKey,
    privateKey,
  }
}

const ofDer = (base64: string) =>
  createPrivateKey({ key: Buffer.from(base64, "base64"), format: "der", type: "pkcs1" })

/** The keys that every sandbox has, unless it is to be fresh. */
export const development: Effect.Effect<Keys> = Effect.sync(() => ({
  kind: "development",
  adobe: pairOf("development", ofDer(developmentKeys.adobe)),
  programmer: pairOf("development", ofDer(developmentKeys.programmer)),
}))

const newPair = Effect.map(
  Effect.promise(() => promisify(generateKeyPair)("rsa", { modulusLength: 2048 })),
  ({ privateKey }) => pairOf("fresh", privateKey),
)

/** Keys that no other sandbox has; making them takes a tenth of a second. */
export const fresh: Effect.Effect<Keys> = Effect.map(
  Effect.all([newPair, newPair], { concurrency: "unbounded" }),
  ([adobe, programmer]) => ({ kind: "fresh", adobe, programmer }),
)

/** Base64 of both private keys, for {@link imported}. */
export const exported = ({ adobe, programmer }: Keys) => {
  const derOf = ({ privateKey }: KeyPair) =>
    privateKey.export({ type: "pkcs1", format: "der" }).toString("base64")
  return { adobe: derOf(adobe), programmer: derOf(programmer) }
}

/** Keys that another sandbox made. */
export const imported = (given: ReturnType<typeof exported>): Effect.Effect<Keys> =>
  Effect.sync(() => ({
    kind: "fresh",
    adobe: pairOf("fresh", ofDer(given.adobe)),
    programmer: pairOf("fresh", ofDer(given.programmer)),
  }))

/** A compact RS256 JWT with exactly these claims. */
export const signJwt = (key: KeyPair, claims: JWTPayload): Effect.Effect<string> =>
  Effect.promise(() =>
    new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: key.id, typ: "JWT" }).sign(key.privateKey),
  )

/** The claims of a JWT, if this key signed it and it is valid at `now`. */
export const verifyJwt = (
  key: KeyPair,
  token: string,
  now: number,
): Effect.Effect<Option.Option<JWTPayload>> =>
  Effect.tryPromise(() =>
    jwtVerify(token, key.publicKey, {
      algorithms: ["RS256"],
      currentDate: DateTime.toDateUtc(DateTime.unsafeMake(now)),
    }),
  ).pipe(
    Effect.map((verified) => verified.payload),
    Effect.option,
  )

const decodeHeader = Schema.decodeUnknownOption(Schema.parseJson(Schema.Struct({ kid: Schema.String })))

/** Whether a JWT says that another sandbox signed it, or this one before it made new keys. */
export const isOfAnotherSandbox = (key: KeyPair, token: string): boolean =>
  Option.exists(
    decodeHeader(Buffer.from(token.split(".", 1)[0] ?? "", "base64url").toString()),
    ({ kid }) => kid.startsWith(SANDBOX) && kid !== key.id,
  )

/** The signatures of the texts signed last, by key: the same text has the same one. */
const signatures = new WeakMap<KeyPair, Map<string, string>>()
const keptSignatures = 1000

/** SHA256withRSA over the text, base64; run on Node's thread pool, for it takes about a millisecond. */
export const signText = (key: KeyPair, text: string): Effect.Effect<string> =>
  Effect.suspend(() => {
    const known = signatures.get(key) ?? new Map<string, string>()
    signatures.set(key, known)
    const before = known.get(text)
    return before === undefined
      ? Effect.tap(signAnew(key, text), (signature) =>
          Effect.sync(() => {
            known.set(text, signature)
            for (const oldest of known.keys()) {
              if (known.size <= keptSignatures) break
              known.delete(oldest)
            }
          }),
        )
      : Effect.succeed(before)
  })

const signAnew = (key: KeyPair, text: string) =>
  Effect.async<string>((resume) => {
    sign("RSA-SHA256", Buffer.from(text), key.privateKey, (error, signature) => {
      resume(error === null ? Effect.succeed(signature.toString("base64")) : Effect.die(error))
    })
  })

export const encryptFor = (key: KeyPair, text: string, padding: Variant["metadataPadding"]): string =>
  publicEncrypt(
    {
      key: key.publicKey,
      padding: padding === "oaep" ? constants.RSA_PKCS1_OAEP_PADDING : constants.RSA_PKCS1_PADDING,
    },
    Buffer.from(text),
  ).toString("base64")

export const pem = (key: KeyObject): string =>
  key.export({ type: key.type === "private" ? "pkcs8" : "spki", format: "pem" }).toString()

const fingerprint = (key: KeyObject): string =>
  createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("base64url")
