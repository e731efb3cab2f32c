/**
 * Timestamps as the reference has them: milliseconds, as a string in sessions and as a number elsewhere; a variant
 * (or an MVPD) may have them all alike.
 */
import type { Variant } from "../world/variant.js"

export const inSession = ({ timestamps }: Variant, millis: number): string | number =>
  timestamps === "numbers" ? millis : String(millis)

export const elsewhere = ({ timestamps }: Variant, millis: number, asString = false): string | number =>
  asString || timestamps === "strings" ? String(millis) : millis
