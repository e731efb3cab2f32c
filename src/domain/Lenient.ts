/** How answers are read: what is absent or null is absent, and what is unknown is kept. */
import * as Schema from "effect/Schema"

/** A field that may be missing or null; either way it is absent after reading. */
export const lenient = <S extends Schema.Schema.All>(schema: S) =>
  Schema.optionalWith(schema, { exact: true, nullable: true })

/** As {@link lenient}, with a value for the absent. */
export const lenientOr = <S extends Schema.Schema.All>(schema: S, value: () => Schema.Schema.Type<S>) =>
  Schema.optionalWith(schema, { exact: true, nullable: true, default: value })

/** `true` and `false`, also spelled as strings. */
export const Flag = Schema.Union(Schema.Boolean, Schema.BooleanFromString)

/** Keeps the fields that a schema does not name. */
export const open = <A, I, R>(schema: Schema.Schema<A, I, R>) =>
  schema.annotations({ parseOptions: { onExcessProperty: "preserve" } })

/** Any JSON object. */
export const AnyRecord = Schema.Record({ key: Schema.String, value: Schema.Unknown })
