/** What can be wrong with a value, and how schemas are run. See `Schema.js`. */
import * as Data from "effect/Data"
import * as Either from "effect/Either"
import * as Inspectable from "effect/Inspectable"

const issue = (_tag, ...names) =>
  class {
    _tag = _tag
    constructor(...values) {
      names.forEach((name, at) => (this[name] = values[at]))
    }
  }

/** Of another type. */
export const Type = issue("Type", "ast", "actual", "message")
export const Forbidden = issue("Forbidden", "ast", "actual", "message")
/** A field that is not there. */
export const Missing = issue("Missing", "ast")
/** A field that no schema names. */
export const Unexpected = issue("Unexpected", "actual")
/** Something inside. */
export const Pointer = issue("Pointer", "path", "actual", "issue")
/** One of the parts, or each member of a union. */
export const Composite = issue("Composite", "ast", "actual", "issues")
/** `From` where the value is not what is filtered, `Predicate` where the filter refuses it. */
export const Refinement = issue("Refinement", "ast", "actual", "kind", "issue")
export const Transformation = issue("Transformation", "ast", "actual", "kind", "issue")

const shown = (actual) =>
  typeof actual === "string" ? JSON.stringify(actual) : Inspectable.toStringUnknown(actual, 0)

/** The first thing wrong; of a union, which of its members the value should have been. */
const told = (issue, path) => {
  const { actual, ast, issues, message } = issue
  if (issue.issue !== undefined) return told(issue.issue, path.concat(issue.path ?? []))
  if (issues !== undefined && ast.types === undefined) return told(issues, path)
  const is = { Missing: "is missing", Unexpected: "is not expected" }[issue._tag]
  const what = message ?? is ?? `expected ${ast}, actual ${shown(actual)}`
  return [...path.map(String), what].join(": ")
}

/** An issue as an error. */
export class ParseError extends Data.TaggedError("ParseError") {
  get message() {
    return told(this.issue, [])
  }
}

export const succeed = Either.right

const orThrow = (result) => Either.getOrThrowWith(result, (issue) => new ParseError({ issue }))

export const decodeUnknownEither =
  ({ ast }, options) =>
  (input) =>
    ast.decode(input, options)
export const encodeUnknownEither =
  ({ ast }, options) =>
  (value) =>
    ast.encode(value, options)
export const decodeUnknownSync = (schema, options) => {
  const decode = decodeUnknownEither(schema, options)
  return (input) => orThrow(decode(input))
}
export const encodeSync = (schema, options) => {
  const encode = encodeUnknownEither(schema, options)
  return (value) => orThrow(encode(value))
}
/** Checks what was decoded already. */
export const validateSync = (schema) => (value) => orThrow(schema.ast.typeSide().decode(value))
