/** Who waits for a call: the viewer, or nobody in particular. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** From the first to be let through to the last. `token` is for what all others wait for: an access token. */
export const lanes = ["token", "viewer", "background"] as const

/** The throttle lets `viewer` calls (login, authorize, logout) overtake `background` ones (polling, catalogues). */
export class Lane extends Context.Reference<Lane>()("effect-adobe-pass/Lane", {
  defaultValue: (): (typeof lanes)[number] => "viewer",
}) {}

/** Marks the calls of an effect as ones nobody waits for. */
export const background = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.provideService(effect, Lane, "background")

/** Marks the calls of an effect as ones that all others wait for. */
export const ahead = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.provideService(effect, Lane, "token")
