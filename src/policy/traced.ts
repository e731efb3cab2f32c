import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Tracer from "effect/Tracer"

const native = Context.get(DefaultServices.liveServices, Tracer.Tracer)

/** Whether a program set a tracer: spans are made for that alone. */
export const isTraced = ({ currentTracer }: Fiber.RuntimeFiber<unknown, unknown>): boolean =>
  currentTracer !== native

/** As an effect is where nothing is traced, and else as it is in a span. */
export const whenTraced = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  inSpan: (self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>,
): Effect.Effect<A, E, R> => Effect.withFiberRuntime((fiber) => (isTraced(fiber) ? inSpan(self) : self))
