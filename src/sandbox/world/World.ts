/**
 * Everything a sandbox is: how it was set up, its time, its chance, its keys and what it remembers.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Chance from "./chance.js"
import * as VirtualClock from "./clock.js"
import * as Keys from "./keys/rsa.js"
import type { Settings } from "./settings.js"
import { CLIENT, OWN_SOFTWARE, softwareStatement, TEMPORARY_PASSES } from "./keys/softwareStatement.js"
import type { State } from "./state.js"
import { initial } from "./state.js"

/** The world of one sandbox; whatever happens in it needs this service. */
export class World extends Context.Tag("effect-adobe-pass/sandbox/World")<
  World,
  {
    readonly settings: Settings
    readonly clock: VirtualClock.VirtualClock
    readonly chance: Chance.Chance
    /** Replaced, with the statement, when a state of other keys is imported. */
    keys: Keys.Keys
    /** For an application of all service providers. */
    softwareStatement: string
    /** Milliseconds of the machine's own clock. */
    readonly startedAt: number
    /** Ends the program that the sandbox is, if that is all it is. */
    readonly onStop: Effect.Effect<void> | undefined
    /** Replaced as a whole by a reset. */
    state: State
    /** Told that the state may have changed. */
    onChange: () => void
  }
>() {}

export const make = (settings: Settings, onStop?: Effect.Effect<void>): Effect.Effect<World["Type"]> =>
  Effect.gen(function* () {
    const clock = yield* VirtualClock.make(settings.clock)
    const keys = yield* settings.isFresh ? Keys.fresh : Keys.development
    return {
      settings,
      clock,
      chance: Chance.make(settings.seed),
      keys,
      softwareStatement: yield* statementOf(settings, keys),
      startedAt: yield* Clock.currentTimeMillis,
      onStop,
      state: initial(settings, yield* clock.now),
      onChange: () => {},
    }
  })

/** For all service providers that the sandbox begins with. */
const statementOf = (settings: Settings, keys: Keys.Keys) =>
  softwareStatement(keys, {
    softwareId: OWN_SOFTWARE,
    serviceProviders: settings.serviceProviders.map(({ id }) => id),
    scopes: [CLIENT, TEMPORARY_PASSES],
  })

/** Signs with other keys from now on. */
export const useKeys = (world: World["Type"], keys: Keys.Keys): Effect.Effect<void> =>
  Effect.map(statementOf(world.settings, keys), (statement) => {
    world.keys = keys
    world.softwareStatement = statement
  })
