/** What waits for a call: an access token's other calls, a viewer, or an app that fills its catalogue. */
import * as Context from "effect/Context"
import { setting } from "./contexts.js"

/** From the first to be let through to the last. `token` is for what all others wait for: an access token. */
export const lanes = ["token", "viewer", "background"] as const

/** The throttle lets `viewer` calls (login, authorize, logout) overtake `background` ones (polling, catalogues). */
export class Lane extends Context.Reference<Lane>()("effect-adobe-pass/Lane", {
  defaultValue: (): (typeof lanes)[number] => "viewer",
}) {}

/** Puts the calls of an effect behind those that a viewer waits for. */
export const background = setting(Lane, "background")

/** Puts the calls of an effect before all others, which wait for what it earns. */
export const first = setting(Lane, "token")
