/** How answers are read: what is absent or null is absent, and what is unknown is kept. */
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"

/** A field that may be missing or null; either way it is absent after reading. */
export const lenient = <S extends Schema.Schema.All>(schema: S) =>
  Schema.optionalWith(schema, { exact: true, nullable: true })

/** A text that may be missing or null; one for all schemas, since making each its own takes longer to load. */
export const lenientText = lenient(Schema.String)

/** As {@link lenient}, with a value for the absent. */
export const lenientOr = <S extends Schema.Schema.All>(schema: S, value: () => Schema.Schema.Type<S>) =>
  Schema.optionalWith(schema, { exact: true, nullable: true, default: value })

/** `true` and `false`, also spelled as strings. */
export const Flag = Schema.Union(Schema.Boolean, Schema.BooleanFromString)

/** A flag that may be missing or null. */
export const lenientFlag = lenient(Flag)

/** A text that may be missing. */
export const optionalText = Schema.optionalWith(Schema.String, { exact: true })

const keepAll = { [AST.ParseOptionsAnnotationId]: { onExcessProperty: "preserve" } } as const

/** Keeps the fields that a schema does not name; so does what `Schema.typeSchema` makes of it. */
export const open = <A, I, R>({ ast }: Schema.Schema<A, I, R>): Schema.Schema<A, I, R> =>
  Schema.make(
    AST.annotations(
      AST.isTransformation(ast)
        ? new AST.Transformation(
            ast.from,
            AST.annotations(ast.to, keepAll),
            ast.transformation,
            ast.annotations,
          )
        : ast,
      keepAll,
    ),
  )

/** Any JSON object. */
export const AnyRecord = Schema.Record({ key: Schema.String, value: Schema.Unknown })
