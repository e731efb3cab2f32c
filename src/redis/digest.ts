/** What names of keys are made of. */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Encoding from "effect/Encoding"

/** A short name for a text, which tells nothing of it. */
export const digest = (text: string): string =>
  Encoding.encodeBase64Url(sha256(new TextEncoder().encode(text)).subarray(0, 16))
