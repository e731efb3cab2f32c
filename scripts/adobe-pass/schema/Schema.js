/**
 * As much of Effect's `Schema` as the promise face uses, for its bundles: Effect's own brings the means to make forms, samples and
 * documents out of any schema, builds each of them as it loads, and is a seventh of the whole. What is asked of a schema here is
 * to read, to write, and to say what is wrong; each is built when that is first asked. Not here: recursive schemas, all errors
 * at once, keys of records that are checked, filters that tell a path. The tests run the promise face over both.
 */
import * as Data from "effect/Data"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redact from "effect/Redacted"
import * as ParseResult from "./ParseResult.js"
import * as AST from "./SchemaAST.js"

class Made {
  constructor(make) {
    this.make_ = make
  }
  get ast() {
    return (this.ast_ ??= this.make_())
  }
  annotations(annotations) {
    return make(() => this.ast.annotated(annotations))
  }
  pipe(...functions) {
    return functions.reduce((value, f) => f(value), this)
  }
  toString() {
    return String(this.ast)
  }
}
const make = (node) => new Made(node)

const typeSchema = (schema) => make(() => schema.ast.typeSide())

const keyword = (type) => make(() => new AST.Keyword((value) => typeof value === type, { title: type }))
export const String$ = keyword("string")
export const Number$ = keyword("number")
export const Boolean$ = keyword("boolean")
export { String$ as String, Number$ as Number, Boolean$ as Boolean, Array$ as Array }
export const Unknown = make(() => AST.unknownKeyword)
export const Undefined = make(() => AST.undefinedKeyword)
const Null = make(() => new AST.Literal(null))

export const Union = (...members) => make(() => new AST.Union(members.map(({ ast }) => ast)))
export const Literal = (...literals) =>
  make(() => {
    const nodes = literals.map((literal) => new AST.Literal(literal))
    return nodes.length === 1 ? nodes[0] : new AST.Union(nodes)
  })
const Array$ = (item) => make(() => new AST.List(item.ast))
export const Record = ({ value }) => make(() => new AST.TypeLiteral([], value.ast))
export const suspend = (schema) => make(() => schema().ast)

/** By a predicate, or by schemas of what is inside and functions that read and write. */
export const declare = (...given) => {
  if (Array.isArray(given[0])) {
    const [parameters, by, annotations] = given
    return make(() => new AST.Declaration(parameters, by, annotations))
  }
  const [is, annotations] = given
  const check = () => (value, _, ast) =>
    is(value) ? Either.right(value) : Either.left(new ParseResult.Type(ast, value))
  return make(() => new AST.Declaration([], { decode: check, encode: check }, annotations))
}

export const filter = (predicate, annotations) => (schema) =>
  make(() => new AST.Refinement(schema.ast, predicate, annotations))
export const pattern = (expression, annotations) =>
  filter((text) => expression.test(text), {
    description: `a string matching the pattern ${expression.source}`,
    ...annotations,
  })
export const positive = (annotations) =>
  filter((number) => number > 0, { title: "positive", description: "a positive number", ...annotations })

export const transformOrFail = (from, to, by) => make(() => new AST.Transformation(from.ast, to.ast, by))
export const transform = (from, to, { decode, encode }) =>
  transformOrFail(from, to, {
    decode: (value) => Either.right(decode(value)),
    encode: (value) => Either.right(encode(value)),
  })
const asItIs = { decode: (value) => value, encode: (value) => value }
export const compose = (from, to) => transform(from, to, asItIs)

/** A field that is not just a schema. */
class Property {
  pipe(f) {
    return f(this)
  }
}
const property = (options) => Object.assign(new Property(), options)
export const propertySignature = (schema) => property({ from: schema })
export const optional = (schema) => property({ from: Union(schema, Undefined), isOptional: true })
export const optionalWith = (schema, { default: otherwise, exact, nullable }) => {
  const absent = [...(nullable ? [Null] : []), ...(exact ? [] : [Undefined])]
  const from = absent.length === 0 ? schema : Union(schema, ...absent)
  const isThere = (value) => value !== undefined && (!nullable || value !== null)
  if (otherwise !== undefined) {
    return property({
      from,
      to: typeSchema(schema),
      isOptional: true,
      isPresent: true,
      otherwise,
      decode: (given) => Option.some(Option.getOrElse(Option.filter(given, isThere), otherwise)),
    })
  }
  return nullable
    ? property({
        from,
        to: exact ? typeSchema(schema) : Union(typeSchema(schema), Undefined),
        isOptional: true,
        decode: Option.filter((value) => value !== null),
      })
    : property({ from, isOptional: true })
}
export const fromKey = (key) => (field) => property({ ...field, key })

/** Fields by the names and types that they have outside, and what makes those that they have inside of them. */
const nodeOf = (fields) => {
  const all = Object.entries(fields).map(([name, field]) => {
    const {
      decode,
      from,
      isOptional = false,
      isPresent = false,
      key = name,
      to,
    } = field instanceof Property ? field : { from: field }
    return {
      outside: { name: key, type: from.ast, isOptional },
      inside: {
        name,
        type: to === undefined ? from.ast.typeSide() : to.ast,
        isOptional: isOptional && !isPresent,
      },
      decode,
      isPlain: decode === undefined && key === name,
    }
  })
  const outside = new AST.TypeLiteral(all.map((one) => one.outside))
  const others = all.filter(({ isPlain }) => !isPlain)
  if (others.length === 0) return outside
  const moved = (input, from, to, change = (value) => value) => {
    const output = { ...input }
    for (const one of others) {
      const name = one[from].name
      const given = Object.hasOwn(input, name) ? Option.some(input[name]) : Option.none()
      delete output[name]
      const value = change(given, one)
      if (Option.isSome(value)) output[one[to].name] = value.value
    }
    return Either.right(output)
  }
  return new AST.Transformation(outside, new AST.TypeLiteral(all.map((one) => one.inside)), {
    decode: (input) => moved(input, "outside", "inside", (given, { decode }) => decode?.(given) ?? given),
    encode: (value) => moved(value, "inside", "outside"),
  })
}

/** What is made, with the defaults of its fields. */
const withDefaults = (fields, props) => {
  const whole = { ...props }
  for (const [name, { otherwise }] of Object.entries(fields)) {
    if (whole[name] === undefined && otherwise !== undefined) whole[name] = otherwise()
  }
  return whole
}

class StructOf extends Made {
  constructor(fields, node = () => nodeOf(fields)) {
    super(node)
    this.fields = fields
  }
  annotations(annotations) {
    return new StructOf(this.fields, () => this.ast.annotated(annotations))
  }
  pick(...names) {
    return Struct(Object.fromEntries(names.map((name) => [name, this.fields[name]])))
  }
  omit(...names) {
    return Struct(Object.fromEntries(Object.entries(this.fields).filter(([name]) => !names.includes(name))))
  }
  make(props) {
    return ParseResult.validateSync(this)(withDefaults(this.fields, props))
  }
}
export const Struct = (fields) => new StructOf(fields)
const tag = (name) => property({ from: Literal(name), otherwise: () => name })
export const TaggedStruct = (name, fields) => Struct({ _tag: tag(name), ...fields })

/** The nodes of classes, which may be extended. */
const nodes = new WeakMap()

export const TaggedError = () => (name, given) => {
  const fields = { ...(given instanceof StructOf ? given.fields : given), _tag: tag(name) }
  const schema = Struct(fields)
  class TaggedErrorClass extends Data.Error {
    constructor(props = {}, isChecked = false) {
      const whole = withDefaults(fields, { ...props, _tag: name })
      super(isChecked ? whole : ParseResult.validateSync(schema)(whole))
    }
    static _tag = name
    static fields = fields
    static get ast() {
      const known = nodes.get(this)
      if (known !== undefined) return known
      const isOne = () => (value, _, ast) =>
        value instanceof this ? Either.right(value) : Either.left(new ParseResult.Type(ast, value))
      const instance = declare([], { decode: isOne, encode: isOne }, { identifier: name })
      const { ast } = transform(schema, instance, {
        decode: (props) => new this(props, true),
        encode: (it) => it,
      })
      nodes.set(this, ast)
      return ast
    }
    static annotations(annotations) {
      return make(() => this.ast).annotations(annotations)
    }
  }
  TaggedErrorClass.prototype.name = name
  return TaggedErrorClass
}

const inside = (way) => (schema) => (value, options, ast) =>
  Redact.isRedacted(value)
    ? Either.mapBoth(schema.ast[way](Redact.value(value), options), {
        onLeft: (issue) => new ParseResult.Composite(ast, value, issue),
        onRight: Redact.make,
      })
    : Either.left(new ParseResult.Type(ast, value))
export const RedactedFromSelf = (schema) =>
  declare(
    [schema],
    { decode: inside("decode"), encode: inside("encode") },
    { description: "Redacted(<redacted>)" },
  )
export const Redacted = (schema) =>
  transform(schema, RedactedFromSelf(typeSchema(schema)), { decode: Redact.make, encode: Redact.value })

export const Finite = Number$.pipe(filter(Number.isFinite, { identifier: "Finite" }))
export const NumberFromString = transformOrFail(String$, Number$, {
  decode: (text, _, ast) =>
    text.trim() === "" || (Number.isNaN(Number(text)) && text !== "NaN")
      ? Either.left(new ParseResult.Type(ast, text, `Unable to decode ${JSON.stringify(text)} into a number`))
      : Either.right(Number(text)),
  encode: (number) => Either.right(String(number)),
}).annotations({ identifier: "NumberFromString" })

export const DateTimeUtcFromSelf = declare((value) => DateTime.isDateTime(value) && DateTime.isUtc(value), {
  identifier: "DateTimeUtcFromSelf",
})
export const DateTimeUtcFromNumber = transformOrFail(Number$, DateTimeUtcFromSelf, {
  decode: (millis, _, ast) =>
    Either.fromOption(
      DateTime.make(millis),
      () => new ParseResult.Type(ast, millis, `Unable to decode ${millis} into a DateTime.Utc`),
    ),
  encode: (moment) => Either.right(DateTime.toEpochMillis(moment)),
}).annotations({ identifier: "DateTimeUtcFromNumber" })
const NonNegative = Number$.pipe(filter((number) => number >= 0, { title: "nonNegative" }))
export const DurationFromMillis = transform(
  NonNegative,
  declare(Duration.isDuration, { identifier: "DurationFromSelf" }),
  { decode: (millis) => Duration.millis(millis), encode: Duration.toMillis },
).annotations({ identifier: "DurationFromMillis" })

const textOf = (thrown) => {
  if (typeof thrown === "string") return thrown
  const hasText =
    Predicate.hasProperty(thrown, "toString") &&
    ![Object.prototype.toString, Array.prototype.toString].includes(thrown.toString)
  return hasText ? String(thrown) : Inspectable.stringifyCircular(thrown)
}
/** Whatever was thrown: an error, or its text. */
export const Defect = transform(Unknown, Unknown, {
  decode: (cause) => {
    if (!Predicate.isObject(cause) || typeof cause.message !== "string") return textOf(cause)
    const error = new Error(cause.message, { cause })
    if (typeof cause.name === "string") error.name = cause.name
    error.stack = typeof cause.stack === "string" ? cause.stack : ""
    return error
  },
  encode: (thrown) =>
    thrown instanceof Error ? { name: thrown.name, message: thrown.message } : textOf(thrown),
})

const tried = (work, ast, value) =>
  Either.try({ try: work, catch: (error) => new ParseResult.Type(ast, value, String(error?.message)) })
const Json = transformOrFail(String$, Unknown, {
  decode: (text, _, ast) => tried(() => JSON.parse(text), ast, text),
  encode: (value, _, ast) => tried(() => JSON.stringify(value), ast, value),
}).annotations({ title: "parseJson" })
export const parseJson = (schema) => (schema === undefined ? Json : compose(Json, schema))
export const StringFromBase64 = transformOrFail(String$, String$, {
  decode: (text, _, ast) =>
    Either.mapLeft(
      Encoding.decodeBase64String(text),
      ({ message }) => new ParseResult.Type(ast, text, message),
    ),
  encode: (text) => Either.right(Encoding.encodeBase64(text)),
}).annotations({ identifier: "StringFromBase64" })

const asError = (issue) => new ParseResult.ParseError({ issue })
export const decodeUnknownEither = (schema, options) => {
  const decode = ParseResult.decodeUnknownEither(schema, options)
  return (input) => Either.mapLeft(decode(input), asError)
}
export const encodeEither = (schema, options) => {
  const encode = ParseResult.encodeUnknownEither(schema, options)
  return (value) => Either.mapLeft(encode(value), asError)
}
export const decodeUnknownOption = (schema, options) => {
  const decode = decodeUnknownEither(schema, options)
  return (input) => Option.getRight(decode(input))
}
export const encodeOption = (schema, options) => {
  const encode = encodeEither(schema, options)
  return (value) => Option.getRight(encode(value))
}
export const { decodeUnknownSync, encodeSync } = ParseResult
export { decodeUnknownEither as decodeUnknown, decodeUnknownEither as decodeEither, encodeEither as encode }
export { decodeUnknownOption as decodeOption }
