/**
 * Timestamps as the reference has them: milliseconds, as a string in sessions and as a number elsewhere; a variant
 * (or an MVPD) may have them all alike.
 */
import type { World } from "../world/World.js"

export const inSession = (world: World, millis: number): string | number =>
  world.state.variant.timestamps === "numbers" ? millis : String(millis)

export const elsewhere = (world: World, millis: number, asString = false): string | number =>
  asString || world.state.variant.timestamps === "strings" ? String(millis) : millis
