/**
 * Degradation: rules that bypass an MVPD's authentication or authorization for a while.
 */
import { createHash } from "node:crypto"
import type { Degradation, DegradationRule } from "../../world/degradation.js"
import type { State } from "../../world/state.js"

/** The rule that holds for this integration now: of the MVPD itself, else of the proxy that it answers through. */
export const degradation = (
  state: State,
  serviceProvider: string,
  mvpd: string,
  now: number,
): Degradation | undefined => {
  const ruleOf = (id: string | undefined) =>
    state.degradations.find(
      (rule) =>
        rule.mvpd === id &&
        (rule.serviceProvider === undefined || rule.serviceProvider === serviceProvider) &&
        (rule.until === undefined || now < rule.until),
    )
  return ruleOf(mvpd) ?? ruleOf(state.mvpds.get(mvpd)?.proxyMvpd)
}

export const isDegraded = (
  state: State,
  serviceProvider: string,
  mvpd: string,
  now: number,
  rule: DegradationRule,
): boolean => degradation(state, serviceProvider, mvpd, now)?.rule === rule

const HOUR = 3_600_000

/** The profile that stands in for a login while AuthNAll holds; its user id carries the degradation prefix. */
export const degradedProfile = (device: string, mvpd: string, rule: Degradation, now: number) => ({
  notBefore: now,
  notAfter: rule.until ?? now + HOUR,
  userId: `95cf93bcd183214a${createHash("sha1").update(`${mvpd} ${device}`).digest("hex")}`,
})
