/**
 * All chance in a sandbox comes from here, and here from one seed: the same requests in the same order get the
 * same codes, identifiers and traces.
 */
import { PCGRandom } from "effect/Utils"

export interface Chance {
  /** An authentication code: seven capital letters and digits. */
  readonly code: () => string
  readonly uuid: () => string
  /** Lower-case hexadecimal digits. */
  readonly hex: (length: number) => string
  /** True with the given probability. */
  readonly happens: (probability: number) => boolean
  readonly reseed: () => void
}

const CODE_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
const HEX_ALPHABET = "0123456789abcdef"

export const make = (seed: number): Chance => {
  let random = new PCGRandom(seed)
  const draw = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet.charAt(random.integer(alphabet.length))).join("")
  const hex = (length: number) => draw(HEX_ALPHABET, length)
  return {
    code: () => draw(CODE_ALPHABET, 7),
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${draw("89ab", 1)}${hex(3)}-${hex(12)}`,
    happens: (probability) => random.number() < probability,
    reseed: () => {
      random = new PCGRandom(seed)
    },
  }
}
