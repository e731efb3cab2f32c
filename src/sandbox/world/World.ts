/**
 * Everything a sandbox is: how it was set up, its time, its chance, its keys and what it remembers.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Chance from "./chance.js"
import * as VirtualClock from "./clock.js"
import * as Keys from "./keys.js"
import type { Settings } from "./settings.js"
import { CLIENT, OWN_SOFTWARE, softwareStatement, TEMPORARY_PASSES } from "./softwareStatement.js"
import type { State } from "./state.js"
import { initial } from "./state.js"

/** The world of one sandbox; whatever happens in it needs this service. */
export class World extends Context.Tag("effect-adobe-pass/sandbox/World")<
  World,
  {
    readonly settings: Settings
    readonly clock: VirtualClock.VirtualClock
    readonly chance: Chance.Chance
    readonly keys: Keys.Keys
    /** For an application of all service providers. */
    readonly softwareStatement: string
    /** Milliseconds of the machine's own clock. */
    readonly startedAt: number
    /** Ends the program that the sandbox is, if that is all it is. */
    readonly onStop: Effect.Effect<void> | undefined
    /** Replaced as a whole by a reset. */
    state: State
  }
>() {}

export const make = (settings: Settings, onStop?: Effect.Effect<void>): Effect.Effect<World["Type"]> =>
  Effect.gen(function* () {
    const clock = yield* VirtualClock.make(settings.clock)
    const keys = yield* settings.isFresh ? Keys.fresh : Keys.development
    const serviceProviders = settings.serviceProviders.map(({ id }) => id)
    const claims = { softwareId: OWN_SOFTWARE, serviceProviders, scopes: [CLIENT, TEMPORARY_PASSES] }
    return {
      settings,
      clock,
      chance: Chance.make(settings.seed),
      keys,
      softwareStatement: yield* softwareStatement(keys, claims),
      startedAt: yield* Clock.currentTimeMillis,
      onStop,
      state: initial(settings, yield* clock.now),
    }
  })
