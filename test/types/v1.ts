/** Checked by the compiler alone: what V1's one endpoint can fail with, no more and no less. */
import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Device } from "../../src/domain/Device.js"
import type { V1Authorization } from "../../src/domain/v1/V1Authorization.js"
import type { InitiateAuthorization } from "../../src/endpoint/v1/InitiateAuthorization.js"
import type * as E from "../../src/error/AdobePassError.js"
import type { Equal, OfDecisions } from "./tags.js"

type Call = ReturnType<Context.Tag.Service<typeof InitiateAuthorization>>

export const answer: Equal<Effect.Effect.Success<Call>, V1Authorization> = true
export const needs: Equal<Effect.Effect.Context<Call>, Device> = true
export const failures: Equal<Effect.Effect.Error<Call>["_tag"], OfDecisions> = true
export const errors: Effect.Effect.Error<Call> extends E.AdobePassError ? true : false = true
