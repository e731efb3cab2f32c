/**
 * All chance in a sandbox comes from here, and here from one seed: the same calls get the same codes, identifiers and
 * traces. Each purpose draws from a stream of its own, so that a call that failed does not change the next code.
 */
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import { PCGRandom } from "effect/Utils"

/** What is drawn for. */
const purposes = {
  code: 1,
  client: 3,
  token: 5,
  session: 7,
  software: 9,
  fault: 11,
  /** Traces, tickets, cookies: what nothing depends on. */
  other: 13,
}
type Purpose = keyof typeof purposes

const Stream = Schema.Tuple(Schema.Number, Schema.Number, Schema.Number, Schema.Number)
/** Where each stream has come to. */
export const Streams = Schema.Struct(Record.map(purposes, () => Stream))
export interface Streams extends Schema.Schema.Type<typeof Streams> {}

export interface Chance {
  /** An authentication code: seven capital letters and digits. */
  readonly code: () => string
  readonly uuid: (purpose?: Purpose) => string
  /** Lower-case hexadecimal digits. */
  readonly hex: (length: number) => string
  /** True with the given probability. */
  readonly happens: (probability: number) => boolean
  readonly reseed: () => void
  readonly streams: () => Streams
  /** Draws what comes after these. */
  readonly goOn: (from: Streams) => void
}

const CODE_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
const HEX_ALPHABET = "0123456789abcdef"

export const make = (seed: number): Chance => {
  const begin = () => Record.map(purposes, (stream) => new PCGRandom(0, seed, 0, stream))
  let streams = begin()
  const draw = (purpose: Purpose, alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet.charAt(streams[purpose].integer(alphabet.length))).join("")
  const hex = (length: number, purpose: Purpose = "other") => draw(purpose, HEX_ALPHABET, length)
  return {
    code: () => draw("code", CODE_ALPHABET, 7),
    hex,
    uuid: (purpose = "other") =>
      `${hex(8, purpose)}-${hex(4, purpose)}-4${hex(3, purpose)}-${draw(purpose, "89ab", 1)}${hex(3, purpose)}-${hex(12, purpose)}`,
    happens: (probability) => streams.fault.number() < probability,
    reseed: () => {
      streams = begin()
    },
    streams: () => Record.map(streams, (stream) => stream.getState()),
    goOn: (from) => {
      streams = Record.map(streams, (_, purpose) => {
        const stream = new PCGRandom()
        stream.setState([...from[purpose]])
        return stream
      })
    },
  }
}
