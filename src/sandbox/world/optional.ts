import * as Schema from "effect/Schema"

/** A property that may be left out, and is not `undefined` when it is there. */
export const optional = <A, I, R>(schema: Schema.Schema<A, I, R>) =>
  Schema.optionalWith(schema, { exact: true })
