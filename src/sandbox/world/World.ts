/**
 * Everything a sandbox is: how it was set up, its time, its chance, its keys and what it remembers.
 */
import type { Chance } from "./chance.js"
import type { VirtualClock } from "./clock.js"
import type { Keys } from "./keys.js"
import type { Settings } from "./settings.js"
import type { State } from "./state.js"

/** What every handler may use. */
export interface World {
  readonly settings: Settings
  readonly clock: VirtualClock
  readonly chance: Chance
  readonly keys: Keys
  /** Replaced as a whole by a reset. */
  state: State
}
