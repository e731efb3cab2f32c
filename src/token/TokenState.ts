/** What a device's access token and its client may go through: a state, an event, the next state. Nothing here waits. */
import * as Equal from "effect/Equal"
import type * as Redacted from "effect/Redacted"
import type { RegistrationRejected } from "../error/AdobePassError.js"
import type { Issued } from "../transport/AccessTokens.js"

/** A token in use. Times are milliseconds of the server's clock. */
export interface Held {
  readonly token: Issued
  readonly expiresAt: number
  /** From when on it is replaced in the background. */
  readonly refreshAt: number
}

/** What is known of a device while it is in use. */
export interface TokenState {
  readonly held?: Held | undefined
  /** The last token that the service refused of those held. */
  readonly refused?: Redacted.Redacted | undefined
  /** The client that the service refused. */
  readonly rejected?: string | undefined
  /** The client that was registered in place of another, and since when it is on trial. */
  readonly onTrial?: { readonly clientId: string; readonly since: number } | undefined
  /** The client on trial that the token endpoint did not know either, and when it said so. */
  readonly unknown?:
    { readonly clientId: string; readonly at: number; readonly error: RegistrationRejected } | undefined
}

/** Nothing is known yet. */
export const initial: TokenState = {}

/** What happens to a device's token. `now` is milliseconds of a monotonic clock, but of the server's in `RefreshFailed`. */
export type Event =
  /** A token was earned, or found in the store. */
  | { readonly _tag: "TokenObtained"; readonly held: Held }
  /** The replacement of a token that still works failed. */
  | { readonly _tag: "RefreshFailed"; readonly now: number }
  /** The service refused a token. */
  | { readonly _tag: "TokenRefused"; readonly token: Issued }
  /** The service refused a token for its client. */
  | { readonly _tag: "ClientRejected"; readonly token: Issued; readonly now: number }
  /** A client was registered in place of another. */
  | { readonly _tag: "ClientReplaced"; readonly clientId: string; readonly now: number }
  /** The token endpoint, which did not know the client before, gave a token to its replacement. */
  | { readonly _tag: "ReplacementAccepted" }
  /** The token endpoint does not know a client that may not be replaced. */
  | {
      readonly _tag: "ClientUnknown"
      readonly clientId: string
      readonly now: number
      readonly error: RegistrationRejected
    }

/** A client that replaced another and is refused as well is not replaced in turn for this long, in milliseconds. */
export const trialPeriod = 600_000

/** What was refused for good is not asked for again for this long, in milliseconds. */
export const refusalMemory = 60_000

/** After a refresh ahead of expiry failed, the next one waits a quarter of the time left, but at least this long. */
const shortestPause = 10_000

/** Whether a client is on trial. */
export const isOnTrial = ({ onTrial }: TokenState, clientId: string, now: number): boolean =>
  onTrial?.clientId === clientId && now - onTrial.since < trialPeriod

/** Whether a token may be used that another process left in the store, as far as the service has refused nothing of it. */
export const mayUse = ({ held, refused, rejected }: TokenState, { clientId, value }: Issued): boolean =>
  clientId !== rejected && !Equal.equals(value, refused) && !Equal.equals(value, held?.token.value)

/** Whether a token that was just earned is of use: its client may have been refused while it was under way. */
export const isAccepted = (state: TokenState, clientId: string, now: number): boolean =>
  clientId !== state.rejected || isOnTrial(state, clientId, now)

/** What the token endpoint said of a client within the last minute, where asking again is in vain. */
export const knownRefusal = (
  { unknown }: TokenState,
  clientId: string,
  now: number,
): RegistrationRejected | undefined =>
  unknown?.clientId === clientId && now - unknown.at < refusalMemory ? unknown.error : undefined

/** Forgets a token that was refused. A refusal that comes late says nothing of the token's successor. */
const refuse = (state: TokenState, { value }: Issued): TokenState => {
  const { held } = state
  if (held === undefined) return state.refused === undefined ? { ...state, refused: value } : state
  return Equal.equals(held.token.value, value) ? { ...state, refused: value, held: undefined } : state
}

const reject = (state: TokenState, clientId: string, now: number): TokenState => {
  const isSucceeded = state.held !== undefined && state.held.token.clientId !== clientId
  // what is held may be a token that another call earned meanwhile with the same client
  return isSucceeded || isOnTrial(state, clientId, now)
    ? state
    : { ...state, rejected: clientId, held: undefined }
}

const postpone = (held: Held, now: number): Held => ({
  ...held,
  refreshAt: now + Math.max((held.expiresAt - now) / 4, shortestPause),
})

/** The state after an event. */
export const transition = (state: TokenState, event: Event): TokenState => {
  switch (event._tag) {
    case "TokenObtained":
      return { ...state, held: event.held }
    case "RefreshFailed":
      return state.held === undefined ? state : { ...state, held: postpone(state.held, event.now) }
    case "TokenRefused":
      return refuse(state, event.token)
    case "ClientRejected":
      return reject(refuse(state, event.token), event.token.clientId, event.now)
    case "ClientReplaced":
      return { ...state, onTrial: { clientId: event.clientId, since: event.now } }
    case "ReplacementAccepted":
      return { ...state, onTrial: undefined }
    case "ClientUnknown":
      return { ...state, unknown: { clientId: event.clientId, at: event.now, error: event.error } }
  }
}
