/** What a server must hold under load, told by figures that do not hang on what else the machine does. */

export interface Held {
  /** Requests a second that were asked for. */
  readonly rate: number
  readonly served: number
  readonly failed: number
  /** Microseconds of processor time, of all threads. */
  readonly cpu: number
  /** Bytes in use after garbage collection, from the beginning to the end. */
  readonly heaps: ReadonlyArray<number>
}

/** Of the rate, for which a core's whole time must be enough. */
const SHARE = 0.99
/** Memory breathes by so much of itself. */
const BREATH = 0.1

/** In what the load was not held. */
export const shortcomings = ({ cpu, failed, heaps, rate, served }: Held): ReadonlyArray<string> => {
  const most = (served * 1e6) / cpu
  const [first = 0] = heaps
  const grown = (heaps.at(-1) ?? 0) - first
  return [
    ...(failed === 0 ? [] : [`${failed} requests failed`]),
    // not by the clock: on a busy machine the server may have had less than its core
    ...(most >= rate * SHARE ? [] : [`a core serves ${most.toFixed(0)} requests/s, not ${rate}`]),
    ...(grown <= first * BREATH ? [] : [`memory grew by ${((grown / first) * 100).toFixed(0)} %`]),
  ]
}
