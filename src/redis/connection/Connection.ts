/**
 * Scripts run on Redis without waiting for it: a call waits for as long as its patience lasts. When Redis does not answer in that
 * time, or fails, it counts as away: scripts then fail at once, and one probe at a time finds out when it is back.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import type { Spent } from "../../cache/StoreWait.js"
import { StoreWait } from "../../cache/StoreWait.js"
import type { RedisClient } from "../options.js"
import type { Script } from "./Client.js"
import { Away, isOfOneKey, makeRun, probe, reasonOf, tellsOfConnections, watchClient } from "./Client.js"
import type { FleetReport, Part } from "./metrics.js"
import type { Event, Outage } from "./Outage.js"
import * as Outages from "./Outage.js"
import type { Wait } from "./Patience.js"
import { lookEvery, makePatience } from "./Patience.js"

/** Brings Redis up to date: with what it did not take, and with what it may have lost of what it was told since a moment. */
export interface Heal {
  (since: number): Effect.Effect<unknown>
}

/** What the parts of the fleet ask of Redis. */
export class Connection extends Context.Tag("effect-adobe-pass/redis/Connection")<
  Connection,
  {
    /**
     * Runs a script. Its keys share a hash slot.
     *
     * @param onLate Is told an answer that came once its call had gone on without it.
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
    /** Counts what a part of the fleet did alone because Redis was away. */
    readonly countAlone: (part: Part) => Effect.Effect<void>
    /** Counts that this process writes back. */
    readonly countWriteBack: Effect.Effect<void>
    /** Heals what may have happened while Redis was away, or when it was emptied. */
    readonly onReturn: (heal: Heal) => Effect.Effect<void>
    /** Redis was emptied: it is healed. */
    readonly noteEmptied: Effect.Effect<void>
    /** What is not there may come: a process writes back, for so many milliseconds yet. */
    readonly noteWriting: (millis: number) => Effect.Effect<void>
  }
>() {
  /**
   * @param patience How long one call waits for Redis in all, in milliseconds.
   * @param report Is told what there is to count.
   */
  static readonly layer = (
    client: RedisClient,
    patience: number,
    report: (report: FleetReport) => void,
  ): Layer.Layer<Connection> => Layer.scoped(Connection, make(client, patience, report))
}

const make = (
  client: RedisClient,
  patience: number,
  report: (report: FleetReport) => void,
): Effect.Effect<Connection["Type"], never, Scope.Scope> =>
  Effect.gen(function* () {
    const { forget, hasFailed } = watchClient(client, () => onConnected())
    const runScript = makeRun(client)
    const clock = yield* Effect.clock
    const fork = yield* FiberSet.makeRuntime<never>()
    const now = () => Number(clock.unsafeCurrentTimeNanos() / 1_000_000n)

    const books = makePatience(patience, (milliseconds) => report({ _tag: "Waited", milliseconds }))
    /** The scripts that are under way: how each is ended. */
    const flights = new Map<Wait, (away: Away) => void>()
    const warned = new Set<string>()
    const heals: Array<Heal> = []
    const connected = Effect.unsafeMakeLatch()
    let isWatched = false
    /** Why it went away. */
    let why = ""
    let outage = Outages.initial(now(), tellsOfConnections(client))

    /** Takes note of what happens, has it healed, and gives what there was before. */
    const note = (event: Event): Outage => {
      const at = now()
      const before = outage
      const since = Outages.lostSince(before, event, at)
      outage = Outages.transition(before, event, at)
      if (since !== undefined) fork(Effect.forEach(heals, (heal) => heal(since), { discard: true }))
      return before
    }

    const onConnected = () => {
      note({ _tag: "Connected" })
      connected.unsafeOpen()
    }

    /** One probe at a time, of the hash slot that failed, until one is answered as quickly as it should be. */
    const probing = Effect.fn(function* (key: string) {
      while (true) {
        const pause = outage.pause * (yield* Random.nextRange(0.75, 1.25))
        yield* Effect.timeoutOption(connected.await, pause)
        connected.unsafeClose()
        note({ _tag: "Probed" })
        // time is counted in looks: a process that is too busy to look does not make Redis slow
        let looks = 0
        const looking = Effect.forever(Effect.map(Effect.sleep(lookEvery), () => void (looks += 1)))
        const isAnswered = yield* Effect.tryPromise(() => runScript(probe, [`${key}:probe`], [])).pipe(
          Effect.timeout(Outages.probePatience),
          Effect.isSuccess,
          Effect.raceFirst(looking),
        )
        if (isAnswered && looks * lookEvery <= patience / 2) break
      }
      const { awaySince = 0, isTold } = note({ _tag: "Returned" })
      if (isTold) yield* Effect.logInfo(`Redis is back after ${Math.ceil((now() - awaySince) / 1000)} s`)
    })

    /** Tells of an outage once it has lasted longer than a moment. */
    const telling = Effect.fn(function* (reason: string) {
      const { awaySince } = outage
      yield* Effect.sleep(Outages.silenceOf(outage))
      if (outage.awaySince !== awaySince) return
      note({ _tag: "Told" })
      yield* Effect.logWarning("Redis is away; this process goes on alone until it is back", reason)
      report({ _tag: "Outage" })
    })

    const fail = (key: string, reason: string) => {
      if (isOfOneKey(reason)) {
        if (!warned.has(reason)) fork(Effect.logWarning("Redis refuses a script", reason))
        warned.add(reason)
        return
      }
      const { awaySince } = note({ _tag: "Failed" })
      if (awaySince !== undefined || outage.awaySince === undefined) return
      why = reason
      fork(probing(key))
      fork(telling(reason))
    }

    /** Ends the scripts that are overdue. */
    const watch = Effect.gen(function* () {
      while (flights.size > 0) {
        yield* Effect.sleep(lookEvery)
        if (books.overdue(now()).length === 0) continue
        // answers that are there already are read first
        yield* Effect.sleep(1)
        for (const wait of books.overdue(now())) {
          flights.get(wait)?.(
            new Away({ reason: `no answer within ${patience} ms`, isOfCall: !books.isLate(wait) }),
          )
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
        const wait = books.begin(spent, now())
        if (wait === undefined) {
          return resume(new Away({ reason: "this call has waited for long enough", isOfCall: true }))
        }
        const land = () => {
          flights.delete(wait)
          books.end(wait, now())
        }
        const end = (away: Away) => {
          land()
          if (away.isOfCall !== true) fail(keys[0] ?? "", away.reason)
          resume(away)
        }
        flights.set(wait, end)
        runScript(script, keys, args.map(String)).then(
          (answer) => {
            if (!flights.has(wait)) return onLate(answer)
            land()
            if (!outage.wasReached) note({ _tag: "Answered" })
            resume(Effect.succeed(answer))
          },
          (error: unknown) => {
            if (flights.has(wait)) end(new Away({ reason: reasonOf(error) }))
          },
        )
        if (!isWatched) {
          isWatched = true
          fork(watch)
        }
        return Effect.sync(land)
      })

    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        note({ _tag: "Closed" })
        forget()
      }),
    )

    return {
      run: (script, keys, args, onLate = () => {}) =>
        Effect.flatMap(StoreWait, (spent = { millis: 0 }) =>
          outage.awaySince === undefined ? fly(spent, script, keys, args, onLate) : new Away({ reason: why }),
        ),
      isPassing: Effect.sync(() => Outages.isPassing(outage, hasFailed(), now())),
      countAlone: (part) => Effect.sync(() => report({ _tag: "Fallback", part })),
      countWriteBack: Effect.sync(() => report({ _tag: "WriteBack" })),
      noteEmptied: Effect.sync(() => void note({ _tag: "Emptied" })),
      noteWriting: (millis) => Effect.sync(() => void note({ _tag: "WrittenBack", millis })),
      onReturn: (heal) => Effect.sync(() => void heals.push(heal)),
    }
  })
