/**
 * What an MVPD answers about one resource for one account, before any endpoint puts it into its own words.
 */
import type { Account, Mvpd } from "../../world/catalogue.js"
import { admits } from "../../world/catalogue.js"
import type { ErrorCode } from "../../world/errors.js"
import { readResource } from "./resources.js"
import type { State } from "../../world/state.js"
import { remember } from "../../world/state.js"

export type Verdict =
  | { readonly _tag: "Permit" }
  /** Nothing that the MVPD would gate: left out of preauthorizations, permitted otherwise. */
  | { readonly _tag: "NotGated" }
  | { readonly _tag: "Deny"; readonly code: ErrorCode; readonly details?: string }

export const verdict = (
  state: State,
  kind: "preauthorization" | "authorization",
  mvpd: Mvpd,
  account: Account | undefined,
  resource: string,
): Verdict => {
  if (account === undefined) return { _tag: "Deny", code: "identity_not_recognized_by_mvpd" }
  const { channel, title, rating } = readResource(state, resource)
  if (channel !== undefined && channel.package === undefined) return { _tag: "NotGated" }
  const failing = failingAnswer(state, account, `${kind} ${account.username} ${resource}`)
  if (failing !== undefined) return { _tag: "Deny", code: failing }
  if (channel?.package === undefined || !account.packages.includes(channel.package)) {
    return {
      _tag: "Deny",
      code: `${kind}_denied_by_mvpd`,
      details:
        channel?.package === undefined
          ? `${mvpd.displayName} does not carry "${title}".`
          : `"${title}" comes with the ${channel.package} package. Ask ${mvpd.displayName} to add it to yours.`,
    }
  }
  if (account.maxRating !== undefined && rating !== undefined && !admits(account.maxRating, rating)) {
    return {
      _tag: "Deny",
      code: "authorization_denied_by_parental_controls",
      details: `"${title}" is rated ${rating}; parental controls of this account stop at ${account.maxRating}.`,
    }
  }
  return { _tag: "Permit" }
}

const failingAnswer = (state: State, account: Account, key: string): ErrorCode | undefined => {
  if (account.answer === undefined) return undefined
  const given = state.answers.get(key) ?? 0
  if (given >= (account.answer.times ?? Number.POSITIVE_INFINITY)) return undefined
  if (account.answer.times !== undefined) remember(state.answers, key, given + 1)
  return account.answer.code
}
