/**
 * A bad night: a final begins and everybody wants to watch it, Adobe grows slow, is down for ten minutes and comes back.
 * Policies and clocks are real, the network is not: {@link Retry.apply} and the polling schedule run on virtual time against
 * a service that is one queue.
 */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as Polling from "../../src/policy/Polling.js"
import { ServerFault, Unreachable } from "../../src/error/AdobePassError.js"
import * as Retry from "../../src/policy/Retry.js"
import { Circuit } from "../../src/transport/Circuit.js"
import { VirtualTime } from "./VirtualTime.js"

const second = 1000
const minute = 60 * second

/** When what happens. */
export const begins = 2 * minute
export const slowFrom = 5 * minute
export const downFrom = 8 * minute
export const backAt = 18 * minute
export const ends = 60 * minute

/** What a client does when a call fails. One for each node. */
export interface Client {
  readonly retry: Retry.Retry["Type"]
  readonly circuit?: Circuit["Type"]
  /** How long a call waits for its answer, in milliseconds. */
  readonly timeout: number
  /** Whether a timeout is tried again. */
  readonly retriesTimeouts: boolean
  /** Whether a login goes on polling after a poll has failed. */
  readonly pollsOn: boolean
  /** Takes note of a call that ended well. */
  readonly succeeded?: (wasRetried: boolean) => void
}

/** A client of this library as it is for a device that speaks for itself. */
const device = (): Client => ({
  retry: { transient: Retry.transient(), throttled: Retry.throttled },
  timeout: 10 * second,
  retriesTimeouts: true,
  pollsOn: true,
})

/** As a fleet has it: a tenth of retries for all calls of a node. */
const budget = (): Client => {
  const one = device()
  return { ...one, retry: { ...one.retry, budget: Retry.budget() } }
}

/** The same with a circuit. */
const fleet = (): Client => ({
  ...budget(),
  circuit: Effect.runSync(Effect.provide(Circuit, Circuit.layer())),
})

const retrying = (transient: Schedule.Schedule<unknown>): Retry.Retry["Type"] => ({
  transient,
  throttled: Retry.throttled,
})

/** What `ky` 1.14 does unless told otherwise, but for the method: it would not retry a POST. */
const ky = (): Client => ({
  retry: retrying(Schedule.exponential("300 millis").pipe(Schedule.intersect(Schedule.recurs(2)))),
  timeout: 10 * second,
  retriesTimeouts: false,
  pollsOn: false,
})

/** What `got` 14.6 does unless told otherwise, but for the method. It waits for as long as the service lets it. */
const got = (): Client => ({
  retry: retrying(
    Schedule.exponential("1 second").pipe(
      Schedule.intersect(Schedule.recurs(2)),
      Schedule.addDelayEffect(() => Effect.map(Random.nextRange(0, 100), Math.round)),
    ),
  ),
  timeout: Number.POSITIVE_INFINITY,
  retriesTimeouts: true,
  pollsOn: false,
})

/**
 * What the standard mode of the AWS SDK for JavaScript does (`@smithy/core` 3.41): full jitter, and 500 tokens, of which a retry
 * takes 14 and gives them back if it succeeds.
 */
const aws = (): Client => {
  let tokens = 500
  return {
    retry: retrying(
      Schedule.exponential("50 millis").pipe(
        Schedule.intersect(Schedule.recurs(2)),
        Schedule.jitteredWith({ min: 0, max: 1 }),
        Schedule.check(() => {
          if (tokens < 14) return false
          tokens -= 14
          return true
        }),
      ),
    ),
    timeout: Number.POSITIVE_INFINITY,
    retriesTimeouts: true,
    pollsOn: false,
    succeeded: (wasRetried) => {
      tokens = Math.min(500, tokens + (wasRetried ? 14 : 1))
    },
  }
}

/** Who goes through the night, by the name in tables. */
export const kinds = {
  "this library: budget and circuit": fleet,
  "this library: budget": budget,
  "this library: neither": device,
  "ky 1.14": ky,
  "got 14.6": got,
  "AWS SDK, @smithy/core 3.41": aws,
} satisfies Record<string, () => Client>

/** How the night is set up. */
export interface Options {
  readonly devices: number
  /** Servers that speak for them. */
  readonly nodes: number
  readonly seed: string
}

/** What was seen. Lists have an entry a second. */
export interface Night {
  readonly firsts: ReadonlyArray<number>
  readonly retries: ReadonlyArray<number>
  readonly failures: ReadonlyArray<number>
  readonly logins: number
  readonly lostLogins: number
  /** Viewers who gave up. */
  readonly lostViewers: number
  readonly viewers: number
}

const fault = new ServerFault({ message: "down", retryable: true, status: 503 })
const timedOut = new Unreachable({ message: "too slow", reason: "timeout", retryable: true })
const timedOutForGood = new Unreachable({ ...timedOut, message: "too slow", retryable: false })
type Fault = ServerFault | Unreachable

/** One in so many viewers has to sign in first. */
const signsIn = 20
const codeLives = 30 * minute
/** The service gives up a request that has waited for so long. */
const longestQueue = 30 * second

/** Requests a millisecond that the service can answer: half as much again as the final's first rush takes. */
export const capacityOf = (devices: number) => ((devices / (6 * minute)) * 3) / 2

/** Lets a night pass for clients of a kind. */
export const night = (make: () => Client, { devices, nodes, seed }: Options): Night => {
  const time = new VirtualTime(seed)
  const seconds = ends / second
  const zeros = () => Array.from({ length: seconds }, () => 0)
  const [firsts, retries, failures] = [zeros(), zeros(), zeros()]
  const count = (list: Array<number>) => {
    const at = Math.floor(time.now / second)
    if (at < seconds) list[at]! += 1
  }
  let [logins, lostLogins, lostViewers] = [0, 0, 0]

  const capacity = capacityOf(devices)
  const speed = () => {
    if (time.now < slowFrom) return capacity
    if (time.now < downFrom) return capacity / 5
    // it comes back cold
    return capacity * Math.min(1, (1 + (time.now - backAt) / minute) / 3)
  }
  let freeAt = 0

  /** One queue. What it has begun to wait for it does, whether or not the client still waits. */
  const request = (client: Client): Effect.Effect<void, Fault> =>
    Effect.suspend(() => {
      if (time.now >= downFrom && time.now < backAt) {
        freeAt = backAt
        return Effect.zipRight(Effect.sleep(50), Effect.fail(fault))
      }
      freeAt = Math.max(freeAt, time.now)
      const wait = freeAt - time.now
      const patience = Math.min(longestQueue, client.timeout)
      if (wait <= longestQueue) freeAt += 1 / speed()
      // what still waits when the service goes down fails with it
      if (time.now < downFrom && time.now + Math.min(wait, patience) >= downFrom) {
        return Effect.zipRight(Effect.sleep(downFrom - time.now), Effect.fail(fault))
      }
      return wait > patience
        ? Effect.zipRight(
            Effect.sleep(patience),
            Effect.fail(
              patience === longestQueue ? fault : client.retriesTimeouts ? timedOut : timedOutForGood,
            ),
          )
        : Effect.sleep(80 + wait)
    })

  /** One call, with its retries. */
  const call = (client: Client): Effect.Effect<void, Fault> =>
    Effect.suspend(() => {
      let sends = 0
      const sent = Effect.suspend(() => {
        count(sends === 0 ? firsts : retries)
        sends += 1
        client.retry.budget?.sent()
        return request(client)
      })
      const { circuit } = client
      const attempt =
        circuit === undefined ? sent : Effect.zipRight(circuit.pass(Effect.void), circuit.watch(sent))
      return Retry.apply(attempt, client.retry).pipe(
        Effect.tapBoth({
          onFailure: () => Effect.sync(() => count(failures)),
          onSuccess: () => Effect.sync(() => client.succeeded?.(sends > 1)),
        }),
      )
    })

  /** Presses the button again after a failure, sooner at first, and gives up after some time. */
  const again = <E>(effect: Effect.Effect<void, E>) =>
    effect.pipe(
      Effect.retry(
        Schedule.exponential("10 seconds").pipe(
          Schedule.union(Schedule.spaced("90 seconds")),
          Schedule.jittered,
          Schedule.upTo("25 minutes"),
        ),
      ),
    )

  const login = (client: Client) =>
    Effect.gen(function* () {
      yield* again(call(client))
      logins += 1
      const until = time.now + codeLives
      const signedIn = time.now + (yield* Random.nextRange(20, 90)) * second
      const poll = yield* Schedule.driver(Polling.every())
      while (time.now < until) {
        yield* poll.next(undefined)
        // a poll of ours is sent once, whatever comes of it
        const answer = yield* Effect.either(client.pollsOn ? Retry.once(call(client)) : call(client))
        if (answer._tag === "Right" && time.now >= signedIn) return
        if (answer._tag === "Left" && !client.pollsOn) break
      }
      lostLogins += 1
      // a viewer who cannot sign in does not play
      return yield* Effect.fail(fault)
    })

  const clients = Array.from({ length: nodes }, make)
  const viewer = (client: Client, isNew: boolean) =>
    Effect.gen(function* () {
      if (isNew) yield* login(client)
      yield* again(call(client))
    }).pipe(Effect.catchAll(() => Effect.sync(() => void (lostViewers += 1))))

  // the rush: they come within minutes, most of them at the start, whatever the policy is
  let next = 0
  const arrive = () => {
    if (next === devices) return
    const client = clients[next % nodes]
    const isNew = next % signsIn === 0
    next += 1
    if (client !== undefined) time.fork(viewer(client, isNew))
    const share = next / devices
    if (share < 1) time.at(begins - 6 * minute * Math.log(1 - share), arrive)
  }
  time.at(begins, arrive)
  time.run(ends)
  return {
    firsts,
    retries,
    failures,
    logins,
    lostLogins,
    lostViewers,
    viewers: next,
  }
}

const sum = (list: ReadonlyArray<number>, from = 0, to = ends) =>
  list.slice(from / second, to / second).reduce((total, one) => total + one, 0)

/** The night in few figures. */
export const summary = ({ failures, firsts, lostLogins, lostViewers, logins, retries }: Night) => {
  /** When, after the return, more than one call in a hundred last failed within ten seconds. */
  let recovery = 0
  for (let at = backAt; at < ends; at += 10 * second) {
    const window = [at, at + 10 * second] as const
    if (sum(failures, ...window) > sum(firsts, ...window) / 100) recovery = at + 10 * second - backAt
  }
  const offered = firsts.map((one, at) => one + (retries[at] ?? 0))
  return {
    requests: sum(offered),
    peak: Math.max(...offered),
    peakWhileDown: Math.max(...offered.slice(downFrom / second, backAt / second)),
    retries: sum(retries) / sum(firsts),
    retriesInTrouble: sum(retries, slowFrom, backAt) / sum(firsts, slowFrom, backAt),
    logins,
    lostLogins,
    lostViewers,
    recovery: recovery / second,
  }
}
