/** Who waits for a call: the viewer, or nobody in particular. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** The throttle lets `viewer` calls (login, authorize, logout) overtake `background` ones (polling, catalogues). */
export class Lane extends Context.Reference<Lane>()("effect-adobe-pass/Lane", {
  defaultValue: (): "viewer" | "background" => "viewer",
}) {}

/** Marks the calls of an effect as ones nobody waits for. */
export const background = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.provideService(effect, Lane, "background")
