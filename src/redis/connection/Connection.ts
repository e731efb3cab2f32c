/**
 * Scripts run on Redis without waiting for it: a call waits for a fifth of a second in all. When Redis does not answer in that
 * time, or fails, it counts as away: scripts then fail at once, and one probe at a time finds out when it is back.
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import type { Spent } from "../../cache/StoreWait.js"
import { StoreWait } from "../../cache/StoreWait.js"
import { monotonic } from "../../policy/monotonic.js"
import type { Script } from "./Client.js"
import { Away, isOfOneKey, makeRun, probe, reasonOf, tellsOfConnections, watchClient } from "./Client.js"
import { outages } from "./metrics.js"
import type { RedisClient } from "../options.js"
import { makePatience } from "./Patience.js"

/** An outage may be a failover, which is soon over, until it has lasted for so many milliseconds. */
const shortOutage = 60_000
/** A process that has not reached Redis may be about to, where nothing failed, for so many milliseconds. */
const shortConnect = 5000

/**
 * Redis may have lost what other processes still hold: a replica took over that was behind, or it was emptied. They are given
 * so many milliseconds to write it back.
 */
const settling = 4000

/** What is over so soon is no outage. */
const blink = "250 millis"
/** A client that is made has so long to connect before anything is said. */
const connectWithin = "1 second"

/** How often overdue scripts are looked for, in milliseconds. */
const watchEvery = 20

/** Between probes, in milliseconds. */
const probePause = { first: 100, longest: 1000 }
/** A probe that is not answered is waited for, lest they pile up: sent again after this. */
const probePatience = "5 seconds"

/** A script that is under way. */
interface Flight {
  readonly since: number
  /** For how long Redis has been waited for, without the time that this process was too busy to look. */
  waited: number
  readonly spent: Spent
  /** What the call had waited when this began. */
  readonly before: number
  readonly end: (away: Away) => void
}

/** Does what is to be done once Redis is back; `awaySince` is in monotonic milliseconds. */
export interface Heal {
  (after: { readonly awaySince: number; readonly isEmptied: boolean }): Effect.Effect<unknown>
}

/** What the parts of the fleet ask of Redis. */
export class Connection extends Context.Tag("effect-adobe-pass/redis/Connection")<
  Connection,
  {
    /**
     * Runs a script. Its keys share a hash slot.
     *
     * @param onLate Is told the answer of a script that nobody waited for any more.
     */
    readonly run: (
      script: Script,
      keys: ReadonlyArray<string>,
      args: ReadonlyArray<string | number>,
      onLate?: (answer: unknown) => void,
    ) => Effect.Effect<unknown, Away>
    /**
     * Whether what cannot be read now, or is not there, may be there soon: Redis has just gone away, is being connected, or
     * has just come back.
     */
    readonly isPassing: Effect.Effect<boolean>
    /** Heals what may have happened while Redis was away, or when it was emptied. */
    readonly onReturn: (heal: Heal) => Effect.Effect<void>
    /** Redis was emptied: it is healed. */
    readonly noteEmptied: Effect.Effect<void>
    /** What is not there may come: a process writes back, for so many milliseconds yet. */
    readonly noteWriting: (millis: number) => Effect.Effect<void>
  }
>() {
  /** @param patience How long one call waits for Redis in all, in milliseconds. */
  static readonly layer = (client: RedisClient, patience: number): Layer.Layer<Connection> =>
    Layer.scoped(Connection, make(client, patience))
}

const make = (client: RedisClient, patience: number): Effect.Effect<Connection["Type"], never, Scope.Scope> =>
  Effect.gen(function* () {
    const { forget, hasFailed } = watchClient(client, () => reconnected())
    const runScript = makeRun(client)
    const clock = yield* Effect.clock
    const fork = yield* FiberSet.makeRuntime<never>()

    const flights = new Set<Flight>()
    const books = makePatience(patience)
    const warned = new Set<string>()
    const heals: Array<Heal> = []
    let isClosing = false
    let isTold = false
    let wasReached = false
    let awaySince: number | undefined
    let isWatched = false
    let pause = probePause.first
    let backSince = 0
    let settledAt = -Infinity
    let connectedAt = -Infinity
    const connected = Effect.unsafeMakeLatch()

    const now = () => Number(clock.unsafeCurrentTimeNanos() / 1_000_000n)
    const began = now()

    const healAll = (after: Parameters<Heal>[0]) =>
      Effect.forEach(heals, (heal) => heal(after), { discard: true })

    /** What is not there may come within so many milliseconds. */
    const settle = (millis: number) => {
      settledAt = Math.max(settledAt, now() + millis)
    }

    /** Redis is there, and may have lost something. */
    const recover = (after: Parameters<Heal>[0]) => {
      settle(settling)
      return healAll(after)
    }

    /** The client has connected again, perhaps to another server, and perhaps before a script failed. */
    const reconnected = () => {
      connectedAt = now()
      connected.unsafeOpen()
      if (wasReached && awaySince === undefined && !isClosing) {
        fork(recover({ awaySince: connectedAt, isEmptied: false }))
      }
    }

    const back = (since: number) => {
      awaySince = undefined
      backSince = now()
      // a server that was only slow has lost nothing
      const wasSlow = tellsOfConnections(client) && connectedAt < since
      const heal = wasSlow ? healAll : recover
      fork(
        Effect.zipRight(
          isTold
            ? Effect.logInfo(`Redis is back after ${Math.ceil((backSince - since) / 1000)} s`)
            : Effect.void,
          heal({ awaySince: since, isEmptied: false }),
        ),
      )
      wasReached = true
    }

    /** One probe at a time, of the hash slot that failed, until one is answered as quickly as it should be. */
    const probing = Effect.fn(function* (key: string, since: number) {
      // what went away again soon is not trusted so soon
      pause = since - backSince < 10_000 ? pause : probePause.first
      while (true) {
        yield* connected.await.pipe(Effect.timeoutOption(pause * (yield* Random.nextRange(0.75, 1.25))))
        connected.unsafeClose()
        pause = Math.min(2 * pause, probePause.longest)
        const [elapsed, isAnswered] = yield* Effect.tryPromise(() =>
          runScript(probe, [`${key}:probe`], []),
        ).pipe(Effect.timeout(probePatience), Effect.isSuccess, Effect.timed)
        if (isAnswered && Duration.toMillis(elapsed) <= patience / 2) return back(since)
      }
    })

    const goAway = (key: string, reason: string) => {
      if (awaySince !== undefined || isClosing) return
      if (isOfOneKey(reason)) {
        if (!warned.has(reason)) fork(Effect.logWarning("Redis refuses a script", reason))
        warned.add(reason)
        return
      }
      const since = now()
      awaySince = since
      isTold = false
      fork(probing(key, since))
      const tell = Effect.suspend(() => {
        isTold = true
        return Effect.zipRight(
          Effect.logWarning("Redis is away; this process goes on alone until it is back", reason),
          Metric.increment(outages),
        )
      })
      // neither a moment of silence nor a client that has just begun to connect is worth a word
      const patiently = wasReached ? blink : connectWithin
      fork(
        Effect.delay(
          Effect.when(tell, () => awaySince === since),
          patiently,
        ),
      )
    }

    /** Ends the scripts that are overdue. */
    const watch = Effect.gen(function* () {
      while (flights.size > 0) {
        yield* Effect.sleep(watchEvery)
        const at = now()
        for (const flight of flights) flight.waited += Math.min(at - flight.since - flight.waited, watchEvery)
        const isOverdue = ({ before, spent, waited }: Flight) =>
          Math.max(spent.millis, before + waited) >= patience
        if (![...flights].some(isOverdue)) continue
        // answers that are there already are read first
        yield* Effect.sleep(1)
        for (const flight of flights) {
          if (isOverdue(flight)) flight.end(new Away({ reason: `no answer within ${patience} ms` }))
        }
      }
      isWatched = false
    })

    const fly = (
      spent: Spent,
      script: Script,
      keys: ReadonlyArray<string>,
      args: ReadonlyArray<string | number>,
      onLate: (answer: unknown) => void,
    ) =>
      Effect.async<unknown, Away>((resume) => {
        const [key = ""] = keys
        const since = now()
        const before = books.begin(spent, since)
        if (before >= patience) {
          return resume(new Away({ reason: "this call has waited for long enough", isOfCall: true }))
        }
        const land = () => {
          flights.delete(flight)
          books.end(spent, before, Math.min(now() - since, flight.waited + watchEvery))
        }
        const flight: Flight = {
          since,
          waited: 0,
          spent,
          before,
          end: (away) => {
            land()
            goAway(key, away.reason)
            resume(away)
          },
        }
        flights.add(flight)
        runScript(script, keys, args.map(String)).then(
          (answer) => {
            if (!flights.has(flight)) return onLate(answer)
            land()
            wasReached = true
            resume(Effect.succeed(answer))
          },
          (error: unknown) => {
            if (flights.has(flight)) flight.end(new Away({ reason: reasonOf(error) }))
          },
        )
        if (!isWatched) {
          isWatched = true
          fork(watch)
        }
        return Effect.sync(land)
      })

    function run(
      script: Script,
      keys: ReadonlyArray<string>,
      args: ReadonlyArray<string | number>,
      onLate: (answer: unknown) => void = () => {},
    ): Effect.Effect<unknown, Away> {
      return Effect.flatMap(StoreWait, (spent = { millis: 0 }) =>
        awaySince === undefined ? fly(spent, script, keys, args, onLate) : new Away({ reason: "still away" }),
      )
    }

    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        isClosing = true
        forget()
      }),
    )

    return {
      run,
      isPassing: Effect.map(
        monotonic,
        (now) =>
          now < settledAt ||
          (wasReached
            ? awaySince !== undefined && now - awaySince < shortOutage
            : now - began < shortConnect && !hasFailed()),
      ),
      noteEmptied: Effect.sync(() => void fork(recover({ awaySince: now(), isEmptied: true }))),
      noteWriting: (millis) => Effect.sync(() => settle(millis)),
      onReturn: (heal) => Effect.sync(() => void heals.push(heal)),
    }
  })
