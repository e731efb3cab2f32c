import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Runtime from "effect/Runtime"

/**
 * What is made of a context, made once for each: programs call many times from one, and copying it takes as long as a good
 * part of a call.
 */
export const remade = <A, B>(
  make: (context: Context.Context<A>) => Context.Context<B>,
): ((context: Context.Context<A>) => Context.Context<B>) => {
  const known = new WeakMap<Context.Context<A>, Context.Context<B>>()
  return (context) => {
    const before = known.get(context)
    if (before !== undefined) return before
    const made = make(context)
    known.set(context, made)
    return made
  }
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
