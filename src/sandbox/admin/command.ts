/**
 * A command of the admin is declared once: what it takes, what it does and what it answers. The method of `Admin`, the
 * path over HTTP, its description in the OpenAPI document and the check of what is given follow from that.
 */
import type * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import type * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Faults } from "../server/Faults.js"
import type { Interceptors } from "../server/Interceptors.js"
import type { RequestLog } from "../server/requestLog.js"
import type { World } from "../world/World.js"
import { AdminError } from "./AdminError.js"
import type { Answer } from "./answers.js"
import { wordsOf } from "./issues.js"

/** The services that commands need. */
export type Needs = World | RequestLog | Faults | Interceptors

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE"

export interface Command<out Call, out A = unknown> {
  /** The member of `Admin`. */
  readonly call: Call
  readonly remote: Remote<A>
}

/** The same over HTTP, as the server answers it and as a client sends it. */
export interface Remote<out A = unknown> {
  readonly summary: string
  /** Under `/sandbox`; a segment that begins with a colon is one of the fields. */
  readonly http: readonly [method: Method, path: `/${string}`]
  readonly takes: Schema.Schema.AnyNoContext
  readonly answers: Schema.Schema.Any
  /** The fields that an argument of the method stands for, or a body that is not an object. */
  readonly fieldsOf: (given: unknown) => unknown
  readonly respond: (
    fields: unknown,
  ) => Effect.Effect<HttpServerResponse.HttpServerResponse, AdminError | ParseResult.ParseError, Needs>
  /** Checks an argument of the method, and gives the fields as they are sent. */
  readonly encode: (given: unknown) => Effect.Effect<unknown, AdminError | ParseResult.ParseError>
  /** The result in a body; undefined if the answer goes on and on. */
  readonly read: ((body: unknown) => Effect.Effect<A, ParseResult.ParseError>) | undefined
}

interface Description<A> {
  /** For the OpenAPI document. */
  readonly summary: string
  readonly http: Remote["http"]
  readonly answer: Answer<A>
}

interface Taking<G, I, A, Alone, Or> extends Description<A> {
  readonly takes: Schema.Schema<G, I>
  /** The field that the method takes alone, without an object around it. */
  readonly alone?: Alone
  /** Whether the method takes that field or an object. */
  readonly or?: Or
  readonly run: (given: G) => Effect.Effect<A, AdminError, Needs>
}

/** How the method is called: with the fields, or with one of them alone. */
type Arguments<G, Alone extends keyof G, Or> = [Alone] extends [never]
  ? Record<never, never> extends G
    ? [given?: G]
    : [given: G]
  : [given: Exclude<G[Alone], undefined> | ([Or] extends [never] ? never : G)]

/** A name that is not known is refused with those that are. */
const strict = { onExcessProperty: "error" } as const

/** The fields as they must be, for callers whom no compiler checks; what is undefined counts as left out. */
const validated = <G, I>(takes: Schema.Schema<G, I>) => {
  const validate = Schema.validate(takes, strict)
  return (fields: unknown): Effect.Effect<G, AdminError> =>
    Effect.mapError(
      validate(Predicate.isRecord(fields) ? Record.filter(fields, Predicate.isNotUndefined) : fields),
      (error) => new AdminError({ message: wordsOf(error) }),
    )
}

const parts = <G, I, A>({
  alone,
  answer,
  http,
  or,
  run,
  summary,
  takes,
}: Taking<G, I, A, PropertyKey, boolean>) => {
  const fieldsOf = (given: unknown): unknown => {
    if (alone === undefined) return given ?? (given === null ? null : {})
    return or === true && typeof given !== "boolean" ? given : { [alone]: given }
  }
  const validate = validated(takes)
  const decode = Schema.decodeUnknown(takes, strict)
  const encode = Schema.encode(takes)
  const check = (given: unknown) => validate(fieldsOf(given))
  const remote: Remote<A> = {
    summary,
    http,
    takes,
    answers: answer.schema,
    fieldsOf,
    respond: (fields) => Effect.flatMap(Effect.flatMap(decode(fields), run), answer.respond),
    encode: (given) => Effect.flatMap(check(given), encode),
    read: answer.read,
  }
  return { check, remote }
}

/** A command with fields. */
export const command = <
  G,
  I,
  A,
  const Alone extends keyof G = never,
  Or extends boolean = never,
  Args extends ReadonlyArray<unknown> = Arguments<G, Alone, Or>,
>(
  declared: Taking<G, I, A, Alone, Or>,
): Command<(...args: Args) => Effect.Effect<A, AdminError, Needs>, A> => {
  const { check, remote } = parts(declared)
  return { remote, call: (...args) => Effect.flatMap(check(args[0]), declared.run) }
}

/** A command that answers with a stream. */
export const stream = <G, I, A, Args extends ReadonlyArray<unknown> = Arguments<G, never, never>>(
  declared: Taking<G, I, Stream.Stream<A>, never, never>,
): Command<(...args: Args) => Stream.Stream<A, AdminError, Needs>> => {
  const { check, remote } = parts(declared)
  return {
    remote,
    call: (...args) => Stream.unwrap(Effect.flatMap(check(args[0]), declared.run)),
  }
}

/** Refuses every field; a struct without fields would accept any. */
export const nothing = Schema.Struct({}).pipe(
  Schema.filter((fields) =>
    Object.keys(fields).map((name) => ({ path: [name], message: "is unexpected, expected: nothing" })),
  ),
)

/** A command without fields, whose member of `Admin` is an effect. */
export const plain = <A>(
  declared: Description<A> & { readonly run: Effect.Effect<A, never, Needs> },
): Command<Effect.Effect<A, never, Needs>, A> => ({
  remote: parts({ ...declared, takes: nothing, run: () => declared.run }).remote,
  call: declared.run,
})
