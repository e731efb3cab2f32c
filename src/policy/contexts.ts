import type * as Context from "effect/Context"

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
