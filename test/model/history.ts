/** What was seen: calls, and how they ended. */
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type { PermitWithToken } from "../../src/domain/Decision.js"
import type { Profile } from "../../src/domain/Profile.js"
import type { Exchange } from "../support/virtualService.js"
import type { Model, Mvpd, tempPass } from "./model.js"

/** Where a viewer is signed in, or plays without. */
export type Place = Mvpd | typeof tempPass

/** What an app asks for. */
export type Ask =
  | { readonly _tag: "authenticate"; readonly mvpd: Place | undefined; readonly pollAfterPrompt: boolean }
  | { readonly _tag: "profiles" | "remembered" | "configuration" | "partnerSingleSignOn" }
  | { readonly _tag: "profile" | "temporaryAccess"; readonly mvpd: Place }
  | { readonly _tag: "preauthorize"; readonly mvpd: Place; readonly resources: ReadonlyArray<string> }
  | { readonly _tag: "authorize"; readonly mvpd: Place; readonly resource: string }
  | { readonly _tag: "authorizeV1"; readonly resource: string }
  | { readonly _tag: "resume"; readonly code: string; readonly mvpd: Mvpd }
  | { readonly _tag: "logout"; readonly mvpd: Mvpd | undefined }

/** A call of an app, and how it ended. */
export interface Call {
  readonly id: number
  readonly ask: Ask
  readonly process: string
  readonly device: string
  readonly startedAt: number
  /** Which thing to happen its beginning was, and its end. */
  readonly begun: number
  over?: number
  fiber?: Fiber.RuntimeFiber<unknown, unknown>
  code?: string
  endedAt?: number
  exit?: Exit.Exit<unknown, unknown>
  /** Whether it was still under way an hour after the script, by the service's clock. */
  isEndless: boolean
  isInterrupted: boolean
  /** What the store said of the device's last login when it started; the MVPD that it remembered when it ended. */
  readonly selection: string | undefined
  left?: string | undefined
  /** Who was signed in when it ended. */
  viewer?: string | undefined
}

/** How a world is set up. */
export interface Setup {
  readonly seed: number
  /** Milliseconds that a request takes there, and back. */
  readonly latency: number
  /** Milliseconds that the store takes. */
  readonly storeLatency: number
  readonly isTraced: boolean
}

/** All that was seen. */
export interface History {
  readonly setup: Setup
  readonly exchanges: ReadonlyArray<Exchange>
  readonly calls: ReadonlyArray<Call>
  /** What was logged and traced, as texts. */
  readonly told: ReadonlyArray<string>
  readonly store: ReadonlyMap<string, string>
  /** Which thing to happen the first failure of the store was. */
  readonly storeFailedAt: number | undefined
  readonly model: Model
  readonly softwareStatement: string
  /** What was left of each process when its scope had closed. */
  readonly left: ReadonlyArray<string>
}

export const isDefect = (exit: Exit.Exit<unknown, unknown>) =>
  Exit.isFailure(exit) &&
  !Cause.isInterruptedOnly(exit.cause) &&
  Option.isNone(Cause.failureOption(exit.cause))

/** What a call failed with. */
export const failureOf = ({ exit }: Call) =>
  exit !== undefined && Exit.isFailure(exit)
    ? (Option.getOrUndefined(Cause.failureOption(exit.cause)) as { readonly _tag: string } | undefined)
    : undefined

/** What a call resolved to, if it is of this kind. */
const valueOf = <A>({ ask, exit }: Call, tag: Ask["_tag"]) =>
  ask._tag === tag && exit !== undefined && Exit.isSuccess(exit) ? (exit.value as A) : undefined

/** The profile that a login came to. */
export const profileOf = (call: Call) =>
  valueOf<Profile>(call, "authenticate") ?? valueOf<Profile>(call, "partnerSingleSignOn")

/** Whether a call asked for a profile, and there was none. */
export const isWithoutProfile = (call: Call) => {
  const found = valueOf<Option.Option<Profile>>(call, "profile")
  return found !== undefined && Option.isNone(found)
}

/** The answers of a preauthorization. */
export const answersOf = (call: Call) =>
  valueOf<ReadonlyArray<{ readonly _tag: "Permit" | "Deny" | "Unanswered"; readonly resource: string }>>(
    call,
    "preauthorize",
  )

/** The media token of an authorization. */
export const mediaTokenOf = (call: Call) => valueOf<PermitWithToken>(call, "authorize")?.token.serializedToken

/** What is left to do after a logout. */
export const followUpsOf = (call: Call) =>
  valueOf<ReadonlyArray<{ readonly _tag: string; readonly mvpd: string }>>(call, "logout")
