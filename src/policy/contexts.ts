import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Runtime from "effect/Runtime"

/**
 * A context with something added, made once for each: programs call many times from one, and copying it takes as long as a
 * good part of a call.
 */
export function remade(
  make: (context: Context.Context<never>) => Context.Context<never>,
): <R>(context: Context.Context<R>) => Context.Context<R>
// TypeScript does not see that what is made of a context has all that was in there
export function remade(make: (context: Context.Context<never>) => Context.Context<never>) {
  const known = new WeakMap<Context.Context<never>, Context.Context<never>>()
  return (context: Context.Context<never>) => {
    const before = known.get(context)
    if (before !== undefined) return before
    const made = make(context)
    known.set(context, made)
    return made
  }
}

/** Sets a reference for an effect. */
export const setting = <I, S>(reference: Context.Reference<I, S>, value: S) => {
  const set = remade((context) => Context.add(context, reference, value))
  return <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.mapInputContext(effect, set)
}

/** Starts an effect at once with what a fiber has around it. */
export const forkFrom = <A, E>(
  caller: Fiber.RuntimeFiber<unknown, unknown>,
  effect: Effect.Effect<A, E>,
): Fiber.RuntimeFiber<A, E> =>
  Runtime.runFork(
    Runtime.make({
      context: caller.currentContext,
      fiberRefs: caller.getFiberRefs(),
      runtimeFlags: Runtime.defaultRuntimeFlags,
    }),
  )(effect)
