/**
 * The management API that gives fresh trials of a TempPass: to a device or a viewer, or to all of them.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { accessToken, integration } from "../wire/caller.js"
import type { Handler } from "../wire/exchange.js"
import { Exchange, json, noContent } from "../wire/exchange.js"
import type { TempPassMvpd } from "../world/catalogue.js"
import { isTempPass } from "../world/catalogue.js"
import { refuse } from "../world/errors.js"
import { TEMPORARY_PASSES } from "../world/keys/softwareStatement.js"
import type { Trial } from "../world/state.js"
import { World } from "../world/World.js"
import { resetTrials } from "./rules/tempPass.js"

const forbidden = (message: string) => json(403, { status: 403, message })

/** Resets the trials of a TempPass that the value of this parameter names; all of them for `all` and without one. */
const reset = (
  parameter: "device_id" | "key",
  isResettable: (mvpd: TempPassMvpd) => boolean,
  isNamed: (trial: Trial, value: string) => boolean,
): Handler =>
  Effect.gen(function* () {
    const { state } = yield* World
    const { searchParams } = (yield* Exchange).url
    const token = yield* accessToken
    if (token === undefined) return yield* refuse("invalid_access_token_client_application")
    if (state.clients.get(token.clientId)?.scopes.includes(TEMPORARY_PASSES) !== true)
      return forbidden(`The client lacks the scope ${TEMPORARY_PASSES}.`)

    const serviceProvider = state.serviceProviders.get(searchParams.get("requestor_id") ?? "")
    if (serviceProvider === undefined) return yield* refuse("invalid_parameter_service_provider")
    if (!token.serviceProviders.includes(serviceProvider.id))
      return forbidden(`The client is not of ${serviceProvider.id}.`)
    const mvpd = yield* integration(serviceProvider, searchParams.get("mvpd_id") ?? undefined)
    if (!isTempPass(mvpd) || !isResettable(mvpd)) return yield* refuse("invalid_parameter_mvpd")

    const value = searchParams.get(parameter) || "all"
    resetTrials(
      state,
      (trial) =>
        trial.serviceProvider === serviceProvider.id &&
        trial.mvpd === mvpd.id &&
        (value === "all" || isNamed(trial, value)),
    )
    return noContent
  })

export const resetTemporaryPass = reset(
  "device_id",
  () => true,
  ({ devices }, device) => devices.has(device),
)

const decodeIdentity = Schema.decodeOption(
  Schema.parseJson(Schema.Record({ key: Schema.String, value: Schema.Unknown })),
)

/** The hashes by which an identity names the viewer: its values, or itself where it is no JSON. */
const keysOf = (identity: string): ReadonlyArray<unknown> =>
  Option.match(decodeIdentity(identity), {
    onNone: () => [identity],
    onSome: (fields) => Object.values(fields),
  })

export const resetPromotionalTemporaryPass = reset(
  "key",
  ({ tempPass }) => tempPass.kind === "promotional",
  ({ identities }, key) => [...identities].some((identity) => keysOf(identity).includes(key)),
)
