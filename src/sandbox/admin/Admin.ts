/**
 * The sandbox's admin: inspects and changes its state. Every method is an effect; `startSandbox` offers the same methods
 * with promises.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Record from "effect/Record"
import * as Stream from "effect/Stream"
import { World } from "../world/World.js"
import type { Needs } from "./command.js"
import { commands } from "./commands/index.js"

/** A call of a command, with what it needs provided. */
type Provided<Call> =
  Call extends Effect.Effect<infer A, infer E, Needs>
    ? Effect.Effect<A, E>
    : Call extends (...args: infer Args) => Effect.Effect<infer A, infer E, Needs>
      ? (...args: Args) => Effect.Effect<A, E>
      : Call extends (...args: infer Args) => Stream.Stream<infer A, infer E, Needs>
        ? (...args: Args) => Stream.Stream<A, E>
        : never

type Members = { readonly [Name in keyof typeof commands]: Provided<(typeof commands)[Name]["call"]> }

/** Everything that can be looked at and steered. */
export interface Admin extends Members {}

type Call =
  | Effect.Effect<unknown, unknown, Needs>
  | ((
      ...args: ReadonlyArray<never>
    ) => Effect.Effect<unknown, unknown, Needs> | Stream.Stream<unknown, unknown, Needs>)

const provided = (call: Call, context: Context.Context<Needs>): unknown => {
  const { onChange } = Context.get(context, World)
  const changing = (effect: Effect.Effect<unknown, unknown, Needs>) =>
    Effect.ensuring(Effect.provide(effect, context), Effect.sync(onChange))
  return Effect.isEffect(call)
    ? changing(call)
    : (...args: ReadonlyArray<never>) => {
        const result = call(...args)
        return Effect.isEffect(result) ? changing(result) : Stream.provideContext(result, context)
      }
}

export function make(context: Context.Context<Needs>): Admin
export function make(context: Context.Context<Needs>): unknown {
  return Record.map(commands, ({ call }) => provided(call, context))
}
