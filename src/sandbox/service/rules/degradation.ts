/**
 * Degradation: rules that bypass an MVPD's authentication or authorization for a while.
 */
import { createHash } from "node:crypto"
import type { World } from "../../world/World.js"
import type { Degradation, DegradationRule } from "../../world/state.js"

export const degradation = (
  world: World,
  serviceProvider: string,
  mvpd: string,
  now: number,
): Degradation | undefined =>
  world.state.degradations.find(
    (rule) =>
      rule.mvpd === mvpd &&
      (rule.serviceProvider === undefined || rule.serviceProvider === serviceProvider) &&
      (rule.until === undefined || now < rule.until),
  )

export const isDegraded = (
  world: World,
  serviceProvider: string,
  mvpd: string,
  now: number,
  ...rules: ReadonlyArray<DegradationRule>
): boolean => {
  const found = degradation(world, serviceProvider, mvpd, now)
  return found !== undefined && rules.includes(found.rule)
}

const HOUR = 3_600_000

/** The profile that stands in for a login while AuthNAll holds; its user id carries the degradation prefix. */
export const degradedProfile = (device: string, mvpd: string, rule: Degradation, now: number) => ({
  notBefore: now,
  notAfter: rule.until ?? now + HOUR,
  userId: `95cf93bcd183214a${createHash("sha1").update(`${mvpd} ${device}`).digest("hex")}`,
})
