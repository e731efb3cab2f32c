/** What a refused access token (401) leads to, step by step: a new token, a new client, or the end of the call. */
import type { AdobePassError } from "../error/AdobePassError.js"

/** One refusal of a call. */
export interface Refusal {
  /** The client of the token that was refused. */
  readonly clientId: string
  /** Whether a new client may cure it. */
  readonly isCurable: boolean
  /** Whether the token was fresh: it was asked for after the refusal before it. */
  readonly isFresh: boolean
}

/**
 * The published codes that a new client may cure, where it is the app's own service provider that refuses. A new token
 * is tried for every 401, whatever its code; nothing else cures any.
 */
const curedByNewClient: ReadonlySet<string | undefined> = new Set([
  "invalid_access_token_client_application",
  "invalid_access_token_service_provider",
])

/**
 * Whether a new client may cure a refusal. It costs the viewer all logins, so only a code that is known to say so earns
 * it: not the action alone, no code of tomorrow, and nothing that a sibling service provider says.
 */
export const isCuredByNewClient = ({ action, code }: AdobePassError, isOwnProvider: boolean): boolean =>
  isOwnProvider &&
  curedByNewClient.has(code) &&
  (action === undefined || action === "application-registration")

/** What comes next. A call is sent three times at most. */
export type Step =
  /** Send the call again with a new token of the same client. */
  | "newToken"
  /** Send the call again with the token of a new client. */
  | "newClient"
  /** Fail with the refusal. */
  | "giveUp"
  /** Fail with the refusal, and let the next call register anew: this one was sent too often to. */
  | "giveUpClient"
  /** Fail with the refusal: a new client may cure it, and the next call finds out. */
  | "giveUpForNow"
  /** Fail: the client that was just registered is refused as the one before it, and the next would be. */
  | "giveUpRegistration"

/** Another call may have registered anew meanwhile, and a token is old by the next try: a client is judged by a fresh one. */
const isJudged = (refusal: Refusal | undefined, before: Refusal | undefined) =>
  refusal?.isFresh === true && refusal.clientId === before?.clientId

/** The step after the refusals of a call so far. */
export const stepAfter = (refusals: ReadonlyArray<Refusal>): Step => {
  const [first, second, third] = refusals
  if (third !== undefined) {
    if (!third.isCurable) return "giveUp"
    const isNew = first?.clientId !== third.clientId && isJudged(third, second)
    if (isNew || isJudged(second, first)) return "giveUpRegistration"
    return isJudged(third, second) ? "giveUpClient" : "giveUpForNow"
  }
  if (!isJudged(second, first)) return "newToken"
  return second?.isCurable === true ? "newClient" : "giveUp"
}

/** What was in vain is believed for this long, in milliseconds. */
const memory = 60_000

/** The refusals that neither a new token nor a new client cured in the last minute, and how their calls ended. */
export class IncurableRefusals {
  private readonly ends = new Map<string, { readonly step: Step; readonly at: number }>()

  get size(): number {
    return this.ends.size
  }

  find(key: string, now: number): Step | undefined {
    const end = this.ends.get(key)
    return end !== undefined && now - end.at < memory ? end.step : undefined
  }

  add(key: string, step: Step, now: number): void {
    for (const [oldest, { at }] of this.ends) {
      if (now - at < memory) break
      this.ends.delete(oldest)
    }
    this.ends.delete(key)
    this.ends.set(key, { step, at: now })
  }
}
