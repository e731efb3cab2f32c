/** What can be wrong with a value, and how schemas are run. See `Schema.js`. */
import * as Data from "effect/Data"
import * as Either from "effect/Either"
import * as Inspectable from "effect/Inspectable"

const issue = (_tag) =>
  class {
    _tag = _tag
  }

/** Of another type. */
export class Type extends issue("Type") {
  constructor(ast, actual, message) {
    super()
    Object.assign(this, { ast, actual, message })
  }
}
export class Forbidden extends issue("Forbidden") {
  constructor(ast, actual, message) {
    super()
    Object.assign(this, { ast, actual, message })
  }
}
/** A field that is not there. */
export class Missing extends issue("Missing") {
  constructor(ast) {
    super()
    this.ast = ast
  }
}
/** A field that no schema names. */
export class Unexpected extends issue("Unexpected") {
  constructor(actual) {
    super()
    this.actual = actual
  }
}
/** Something inside. */
export class Pointer extends issue("Pointer") {
  constructor(path, actual, issue) {
    super()
    Object.assign(this, { path, actual, issue })
  }
}
/** One of the parts, or each member of a union. */
export class Composite extends issue("Composite") {
  constructor(ast, actual, issues) {
    super()
    Object.assign(this, { ast, actual, issues })
  }
}
/** `From` where the value is not what is filtered, `Predicate` where the filter refuses it. */
export class Refinement extends issue("Refinement") {
  constructor(ast, actual, kind, issue) {
    super()
    Object.assign(this, { ast, actual, kind, issue })
  }
}
export class Transformation extends issue("Transformation") {
  constructor(ast, actual, kind, issue) {
    super()
    Object.assign(this, { ast, actual, kind, issue })
  }
}

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
