/**
 * How answers are read. A field that the caller can go on without is left out where it is missing, null or of another
 * type; one broken item does not lose its neighbours; fields that no schema names are kept where that is harmless.
 *
 * Answers are never written. `Schema.Struct` with optional fields would do both and takes ten times as long: it checks
 * every value again on its way out.
 */
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"

/** What was read, or what is wrong with it. */
export type Read<A> = Either.Either<A, ParseResult.ParseIssue>

type AnySchema = Schema.Schema.AnyNoContext

/** The function that reads by a schema, made when something is read: an app loads more schemas than it needs. */
export const compile = <A, I>(schema: Schema.Schema<A, I>): ((input: unknown) => Read<A>) => {
  let read: ((input: unknown) => Read<A>) | undefined
  return (input) => (read ??= ParseResult.decodeUnknownEither(schema))(input)
}

/** A schema that only reads. */
export const reader = <A>(
  read: (input: unknown, ast: AST.AST) => Read<A>,
  expected = "an object",
): Schema.Schema<A, unknown> =>
  Schema.declare(
    [],
    {
      decode: () => (input, _, ast) => read(input, ast),
      encode:
        () =>
        (value, _, ast): Read<unknown> =>
          mismatch(ast, value),
    },
    { description: expected },
  )

/** Reads as `schema` does, and makes something else of it. */
export const readAs = <A, I, B>(
  schema: Schema.Schema<A, I>,
  f: (value: A) => Read<B>,
): Schema.Schema<B, unknown> => {
  const read = compile(schema)
  return reader((input) => Either.flatMap(read(input), f))
}

type JsonObject = Readonly<Record<string, unknown>>

/** A JSON object, and no list. */
export const isObject = (input: unknown): input is JsonObject =>
  typeof input === "object" && input !== null && !Array.isArray(input)

/** That a value is of another type. */
export const mismatch = (ast: AST.AST, input: unknown): Read<never> =>
  Either.left(new ParseResult.Type(ast, input))

const within = (input: unknown, path: ParseResult.Path, issue: ParseResult.ParseIssue): Read<never> =>
  Either.left(new ParseResult.Pointer(path, input, issue))

const missing = new ParseResult.Missing(new AST.Type(AST.unknownKeyword))

/** That a field of `input` is missing. */
export const lacks = (input: unknown, path: ParseResult.Path): Read<never> => within(input, path, missing)

/** A field that need not be there. */
class Optional<S extends AnySchema, Presence extends "optional" | "present"> {
  constructor(
    readonly schema: S,
    readonly presence: Presence,
    /** Whether a value of another type counts as absent. */
    readonly isLenient: boolean,
    /** What it is where it is absent, if anything. */
    readonly otherwise?: () => Schema.Schema.Type<S>,
  ) {}
}

/** A field that the caller can go on without: absent where it cannot be read. */
export const lenient = <S extends AnySchema>(schema: S): Optional<S, "optional"> =>
  new Optional(schema, "optional", true)

/** A field with a value for where it cannot be read. */
export const lenientOr = <S extends AnySchema>(
  schema: S,
  otherwise: () => Schema.Schema.Type<S>,
): Optional<S, "present"> => new Optional(schema, "present", true, otherwise)

/** A field that may be absent and cannot be of another type. */
export const optional = <S extends AnySchema>(schema: S): Optional<S, "optional"> =>
  new Optional(schema, "optional", false)

/** A secret: a text that is not empty. */
export const Secret = reader(
  (input, ast) =>
    typeof input === "string" && input !== "" ? Either.right(Redacted.make(input)) : mismatch(ast, input),
  "a text that is not empty",
)

/** A text, also one of digits that came as a number. */
export const Text = reader(
  (input, ast) =>
    typeof input === "string" || typeof input === "number"
      ? Either.right(String(input))
      : mismatch(ast, input),
  "a text",
)

/** A text that may be absent. */
export const lenientText = lenient(Schema.String)

/** `true` and `false`, also spelled as strings. */
export const Flag = reader(
  (input, ast) =>
    typeof input === "boolean"
      ? Either.right(input)
      : typeof input === "string" && /^(?:true|false)$/i.test(input)
        ? Either.right(input.toLowerCase() === "true")
        : mismatch(ast, input),
  "true or false",
)

/** A flag that may be absent. */
export const lenientFlag = lenient(Flag)

/** The fields of an object: a schema alone is a field that must be there. */
type Fields = Readonly<Record<string, AnySchema | Optional<AnySchema, "optional" | "present">>>

type Value<Field> =
  Field extends Optional<infer S, "optional" | "present"> ? Schema.Schema.Type<S> : Schema.Schema.Type<Field>

type OptionalName<F extends Fields> = {
  [Name in keyof F]: F[Name] extends Optional<AnySchema, "optional"> ? Name : never
}[keyof F]

/** What is read of fields. */
type Struct<F extends Fields> = {
  readonly [Name in Exclude<keyof F, OptionalName<F>>]: Value<F[Name]>
} & { readonly [Name in OptionalName<F>]?: Value<F[Name]> }

const structOf = <F extends Fields>(fields: F, keepsUnknown: boolean): Schema.Schema<Struct<F>, unknown> => {
  const known = Object.entries(fields).map(([name, field]) =>
    field instanceof Optional
      ? { name, read: compile(field.schema), optional: field }
      : { name, read: compile(field), optional: undefined },
  )
  const needed = known.filter(({ optional }) => optional === undefined).map(({ name }) => name)
  /** A field is missing, or all of them: then it is something else entirely. */
  const without = (input: JsonObject, name: string, ast: AST.AST) =>
    known.some((field) => field.name in input) ? lacks(input, name) : mismatch(ast, input)
  const expected = needed.length === 0 ? "an object" : `an object with ${needed.join(", ")}`
  return reader((input, ast) => {
    if (!isObject(input)) return mismatch(ast, input)
    const output: Record<string, unknown> = keepsUnknown ? { ...input } : {}
    for (const { name, optional, read } of known) {
      const value = input[name]
      if (value !== undefined && value !== null) {
        const result = read(value)
        if (Either.isRight(result)) {
          output[name] = result.right
          continue
        }
        if (optional?.isLenient !== true) return within(input, name, result.left)
      }
      if (optional === undefined) return without(input, name, ast)
      if (optional.otherwise !== undefined) output[name] = optional.otherwise()
      else if (name in output) delete output[name]
    }
    // the type is computed the way the loop fills the object, which TypeScript cannot follow
    return Either.right(output as Struct<F>)
  }, expected)
}

/** An object with these fields and no other. */
export const struct = <F extends Fields>(fields: F): Schema.Schema<Struct<F>, unknown> =>
  structOf(fields, false)

/** An object with these fields, and all others as they came. */
export const keepUnknownFields = <F extends Fields>(fields: F): Schema.Schema<Struct<F>, unknown> =>
  structOf(fields, true)

/** The items that can be read, by their keys; where none of them can, what is wrong with the first. */
const itemsOf = <A>(input: object, read: (item: unknown, key: string) => Read<A>) => {
  const items: Array<readonly [string, A]> = []
  let broken: Read<never> | undefined
  for (const [key, item] of Object.entries(input)) {
    if (item === null) continue
    const result = read(item, key)
    if (Either.isRight(result)) items.push([key, result.right])
    else broken ??= within(input, key, result.left)
  }
  return items.length > 0 || broken === undefined ? Either.right(items) : broken
}

/** A list without its broken items. One of which nothing is left is broken itself. */
export const listOf = <A, I>(schema: Schema.Schema<A, I>): Schema.Schema<ReadonlyArray<A>, unknown> => {
  const read = compile(schema)
  return reader(
    (input, ast): Read<ReadonlyArray<A>> =>
      Array.isArray(input)
        ? Either.map(itemsOf(input, read), (items) => items.map(([, item]) => item))
        : mismatch(ast, input),
    "a list",
  )
}

/** An object by keys that are not known before, without its broken items; see {@link listOf}. */
export const mapOf = <A, I, B>(
  schema: Schema.Schema<A, I>,
  f: (item: A, key: string) => Read<B>,
): Schema.Schema<Readonly<Record<string, B>>, unknown> => {
  const read = compile(schema)
  const readItem = (item: unknown, key: string) => Either.flatMap(read(item), (one) => f(one, key))
  return reader((input, ast) =>
    isObject(input) ? Either.map(itemsOf(input, readItem), Object.fromEntries) : mismatch(ast, input),
  )
}
