/** Whether Redis is there for this process, and may have lost something: a state, an event, the next state. Nothing here waits. */

/** An outage may be a failover, which is soon over, until it has lasted for so many milliseconds. */
const shortOutage = 60_000
/** A process that has not reached Redis may be about to, where nothing failed, for so many milliseconds. */
const shortConnect = 5000

/**
 * Redis may have lost what other processes still hold: a replica took over that was behind, or it was emptied. They are given
 * so many milliseconds to begin to write it back.
 */
const settling = 4000

/** Between probes, in milliseconds. */
const probePause = { first: 100, longest: 1000 }
/** A probe that is not answered is waited for, lest they pile up: another one is sent after so many milliseconds. */
export const probePatience = 5000
/** A process that has sent no probe for longer, in milliseconds, was too busy to: the rest is no part of an outage. */
const longestLook = probePatience + 2 * probePause.longest
/** An outage that begins so soon after the last is probed no more often than that was, in milliseconds. */
const soon = 10_000

/** An outage is told of once it has lasted for so many milliseconds: longer where a new client is still connecting. */
const silence = { reached: 250, unreached: 1000 }

/** What a process knows of its Redis. Moments are milliseconds of a monotonic clock. */
export interface Outage {
  /** Since when it is looked for. */
  readonly began: number
  /** Whether its client tells each time that it has connected. */
  readonly tellsOfConnections: boolean
  /** Whether it was ever there. */
  readonly wasReached: boolean
  /** Since when it is away; absent while it is there. */
  readonly awaySince?: number | undefined
  /** How long it was away when it was last probed, as far as this process was there to see. */
  readonly lasted: number
  readonly probedAt: number
  /** Whether the log tells that it is away. */
  readonly isTold: boolean
  /** How long to wait before it is probed. */
  readonly pause: number
  /** When it came back. */
  readonly backAt: number
  /** When its client connected last. */
  readonly connectedAt: number
  /** Until when what is not there may come, because other processes write back. */
  readonly settledAt: number
  /** Whether the process has done with it. */
  readonly isClosed: boolean
}

export const initial = (now: number, tellsOfConnections: boolean): Outage => ({
  began: now,
  tellsOfConnections,
  wasReached: false,
  lasted: 0,
  probedAt: now,
  isTold: false,
  pause: probePause.first,
  backAt: -Infinity,
  connectedAt: -Infinity,
  settledAt: -Infinity,
  isClosed: false,
})

/** What happens to a Redis. */
export type Event =
  /** It answered a script. */
  | { readonly _tag: "Answered" }
  /** It failed, or did not answer in time. */
  | { readonly _tag: "Failed" }
  /** The log told that it is away. */
  | { readonly _tag: "Told" }
  /** A probe is sent. */
  | { readonly _tag: "Probed" }
  /** It answered a probe in time. */
  | { readonly _tag: "Returned" }
  /** Its client connected, perhaps to another server. */
  | { readonly _tag: "Connected" }
  /** It was emptied. */
  | { readonly _tag: "Emptied" }
  /** Another process writes back, for so many milliseconds yet. */
  | { readonly _tag: "WrittenBack"; readonly millis: number }
  /** The process has done with it. */
  | { readonly _tag: "Closed" }

const settle = (outage: Outage, until: number): Outage => ({
  ...outage,
  settledAt: Math.max(outage.settledAt, until),
})

/** A client that tells of its connections and has kept the one it had was with a server that was only slow. */
const wasOnlySlow = ({ awaySince = -Infinity, connectedAt, tellsOfConnections }: Outage) =>
  tellsOfConnections && connectedAt < awaySince

/** How long it is away, as far as this process was there to see. */
const lastedAt = ({ lasted, probedAt }: Outage, now: number) => lasted + Math.min(now - probedAt, longestLook)

/** Whether a connection that is made anew may lead to a server that lacks something. */
const isReconnected = ({ awaySince, wasReached }: Outage) => wasReached && awaySince === undefined

/** The state after an event. */
export const transition = (outage: Outage, event: Event, now: number): Outage => {
  if (outage.isClosed) return outage
  switch (event._tag) {
    case "Answered":
      return outage.wasReached ? outage : { ...outage, wasReached: true }
    case "Failed":
      return outage.awaySince === undefined
        ? {
            ...outage,
            awaySince: now,
            lasted: 0,
            probedAt: now,
            isTold: false,
            pause: now - outage.backAt < soon ? outage.pause : probePause.first,
          }
        : outage
    case "Told":
      return { ...outage, isTold: outage.awaySince !== undefined }
    case "Probed":
      return {
        ...outage,
        lasted: lastedAt(outage, now),
        probedAt: now,
        pause: Math.min(2 * outage.pause, probePause.longest),
      }
    case "Returned": {
      if (outage.awaySince === undefined) return outage
      const back = { ...outage, awaySince: undefined, isTold: false, backAt: now, wasReached: true }
      return wasOnlySlow(outage) ? back : settle(back, now + settling)
    }
    case "Connected": {
      const connected = { ...outage, connectedAt: now }
      return isReconnected(outage) ? settle(connected, now + settling) : connected
    }
    case "Emptied":
      return settle(outage, now + settling)
    case "WrittenBack":
      return settle(outage, now + event.millis)
    case "Closed":
      return { ...outage, isClosed: true }
  }
}

/**
 * Where Redis is to be brought up to date after an event, the moment since when it may have lost what it was told: -Infinity
 * where it has lost all, Infinity where it was only away.
 */
export const lostSince = (before: Outage, { _tag }: Event, now: number): number | undefined => {
  if (before.isClosed) return undefined
  if (_tag === "Emptied") return -Infinity
  if (_tag === "Connected" && isReconnected(before)) return now
  if (_tag === "Returned" && before.awaySince !== undefined)
    return wasOnlySlow(before) ? Infinity : before.awaySince
  return undefined
}

/** How long an outage that begins now is kept silent about. */
export const silenceOf = ({ wasReached }: Outage): number =>
  wasReached ? silence.reached : silence.unreached

/** Whether what cannot be read, or is not there, may be there soon. */
export const isPassing = (outage: Outage, hasFailed: boolean, now: number): boolean =>
  now < outage.settledAt ||
  (outage.wasReached
    ? outage.awaySince !== undefined && lastedAt(outage, now) < shortOutage
    : now - outage.began < shortConnect && !hasFailed)
