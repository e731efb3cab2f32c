/**
 * The sandbox's RSA keys. Making one takes a tenth of a second, so a process makes them once for all its sandboxes.
 */
import * as Effect from "effect/Effect"
import { globalValue } from "effect/GlobalValue"
import * as Option from "effect/Option"
import * as DateTime from "effect/DateTime"
import { jwtVerify, SignJWT } from "jose"
import type { JWTPayload } from "jose"
import { constants, createHash, generateKeyPair, publicEncrypt, sign } from "node:crypto"
import type { KeyObject } from "node:crypto"
import { promisify } from "node:util"
import type { Variant } from "./variant.js"

interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

export interface Keys {
  /** Signs software statements, access tokens and media tokens. */
  readonly adobe: KeyPair
  /**
   * The programmer's: signs the tokens of the identity service outside (AD-Service-Token), and user metadata is
   * encrypted for it.
   */
  readonly programmer: KeyPair
}

const newPair = () => promisify(generateKeyPair)("rsa", { modulusLength: 2048 })

// Promises, because they are shared by every runtime of the process: the first sandbox starts them, all await them.
const shared = globalValue("effect-adobe-pass/sandbox/keys", () => ({
  pairs: Option.none<Promise<[KeyPair, KeyPair]>>(),
}))

export const load: Effect.Effect<Keys> = Effect.promise(() => {
  const pairs = Option.getOrElse(shared.pairs, () => Promise.all([newPair(), newPair()]))
  shared.pairs = Option.some(pairs)
  return pairs
}).pipe(Effect.map(([adobe, programmer]) => ({ adobe, programmer })))

/** A compact RS256 JWT with exactly these claims. */
export const signJwt = (key: KeyPair, claims: JWTPayload): Effect.Effect<string> =>
  Effect.promise(() =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", kid: fingerprint(key.publicKey), typ: "JWT" })
      .sign(key.privateKey),
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

/** SHA256withRSA over the text, base64; run on Node's thread pool, for it takes about a millisecond. */
export const signText = (key: KeyPair, text: string): Effect.Effect<string> =>
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
