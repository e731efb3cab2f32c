/** A flow is made once of the services it needs, and asks its callers for their device alone. */
import * as Effect from "effect/Effect"
import { whenTraced } from "../policy/traced.js"

/** The flow that is made of the services of its caller. */
export const withServices =
  <Args extends ReadonlyArray<unknown>, A, E, R, Services>(
    make: Effect.Effect<(...args: Args) => Effect.Effect<A, E, R>, never, Services>,
  ) =>
  (...args: Args): Effect.Effect<A, E, R | Services> =>
    Effect.flatMap(make, (flow) => flow(...args))

/** Gives a flow a span of its own. */
export const inSpan =
  (name: string) =>
  <A, E, R>(flow: Effect.Effect<A, E, R>) =>
    whenTraced(flow, (traced) => Effect.withSpan(traced, `AdobePass.${name}`))
