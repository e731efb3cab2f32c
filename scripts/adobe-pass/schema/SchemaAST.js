/** What schemas are made of, and how each part reads and writes a value. See `Schema.js`. */
import * as Either from "effect/Either"
import * as Issue from "./ParseResult.js"

const fail = (issue) => Either.left(issue)

class Node {
  constructor(annotations = {}) {
    this.annotations = annotations
  }
  /** The same with others, and without the name that it had. */
  annotated(annotations) {
    const copy = Object.assign(Object.create(Object.getPrototypeOf(this)), this)
    copy.annotations = { ...this.annotations, identifier: undefined, ...annotations }
    copy.side = undefined
    return copy
  }
  toString() {
    const { description, identifier, title } = this.annotations
    return identifier ?? title ?? description ?? this.text()
  }
  given(options) {
    const { parseOptions } = this.annotations
    return parseOptions === undefined ? options : { ...options, ...parseOptions }
  }
  decode(input, options) {
    const result = this.run(input, this.given(options), "decode")
    const { decodingFallback } = this.annotations
    return decodingFallback !== undefined && Either.isLeft(result) ? decodingFallback(result.left) : result
  }
  encode(value, options) {
    return this.run(value, this.given(options), "encode")
  }
  /** What values are once they are decoded. */
  typeSide() {
    return (this.side ??= this.decoded())
  }
  decoded() {
    return this
  }
}

/** Values that a predicate knows. */
export class Keyword extends Node {
  constructor(is, annotations) {
    super(annotations)
    this.is = is
  }
  run(value) {
    return this.is(value) ? Either.right(value) : fail(new Issue.Type(this, value))
  }
}
export const unknownKeyword = new Keyword(() => true, { title: "unknown" })
export const undefinedKeyword = new Keyword((value) => value === undefined, { title: "undefined" })

export class Literal extends Node {
  constructor(literal) {
    super()
    this.literal = literal
  }
  text() {
    return JSON.stringify(this.literal)
  }
  run(value) {
    return value === this.literal ? Either.right(value) : fail(new Issue.Type(this, value))
  }
}

/** Values that functions read and write; `parameters` are the schemas of what is inside. */
export class Declaration extends Node {
  constructor(parameters, by, annotations) {
    super(annotations)
    this.parameters = parameters
    this.by = by
  }
  text() {
    return "<declaration schema>"
  }
  run(value, options = {}, way) {
    this.runs ??= {}
    return (this.runs[way] ??= this.by[way](...this.parameters))(value, options, this)
  }
  decoded() {
    const parameters = this.parameters.map(({ ast }) => ({ ast: ast.typeSide() }))
    return new Declaration(parameters, this.by, this.annotations)
  }
}

export class Refinement extends Node {
  constructor(from, filter, annotations) {
    super(annotations)
    this.from = from
    this.filter = filter
  }
  text() {
    return `{ ${this.from} | filter }`
  }
  run(value, options, way) {
    if (way === "encode") {
      let inner = this.from
      while (inner instanceof Refinement) inner = inner.from
      return Either.flatMap(this.typeSide().decode(value, options), (good) => inner.encode(good, options))
    }
    const from = this.from.decode(value, options)
    if (Either.isLeft(from)) return fail(new Issue.Refinement(this, value, "From", from.left))
    const verdict = this.filter(from.right)
    return verdict === true || verdict === undefined
      ? from
      : fail(
          new Issue.Refinement(
            this,
            value,
            "Predicate",
            new Issue.Type(this, from.right, verdict === false ? undefined : verdict),
          ),
        )
  }
  decoded() {
    return new Refinement(this.from.typeSide(), this.filter, this.annotations)
  }
}

export class Transformation extends Node {
  constructor(from, to, by, annotations) {
    super(annotations)
    this.from = from
    this.to = to
    this.by = by
  }
  text() {
    return `(${this.from} <-> ${this.to})`
  }
  run(value, options, way) {
    const [from, to] = way === "decode" ? [this.from, this.to] : [this.to, this.from]
    const [first, last] = way === "decode" ? ["Encoded", "Type"] : ["Type", "Encoded"]
    const within = (kind, result) =>
      Either.mapLeft(result, (issue) => new Issue.Transformation(this, value, kind, issue))
    const read = within(first, from[way](value, options))
    if (Either.isLeft(read)) return read
    const made = within("Transformation", this.by[way](read.right, options, this, value))
    return Either.isLeft(made) ? made : within(last, to[way](made.right, options))
  }
  decoded() {
    return this.to.typeSide()
  }
}

/** An object with fields, or a record: each of its fields is of `rest`. */
export class TypeLiteral extends Node {
  constructor(propertySignatures, rest, annotations) {
    super(annotations)
    this.propertySignatures = propertySignatures
    this.rest = rest
  }
  text() {
    const fields = this.propertySignatures.map(
      ({ isOptional, name, type }) => `readonly ${name}${isOptional ? "?" : ""}: ${type}`,
    )
    if (this.rest !== undefined) fields.push(`readonly [x: string]: ${this.rest}`)
    return `{ ${fields.join("; ")} }`
  }
  run(input, options, way) {
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
      return fail(new Issue.Type(this, input))
    }
    const at = (name, issue) => fail(new Issue.Composite(this, input, new Issue.Pointer(name, input, issue)))
    const output = {}
    const excess = options?.onExcessProperty
    if (excess === "error" || excess === "preserve") {
      const known = (this.known ??= new Set(this.propertySignatures.map(({ name }) => name)))
      for (const name of Reflect.ownKeys(input)) {
        if (known.has(name) || (this.rest !== undefined && typeof name === "string")) continue
        if (excess === "error") return at(name, new Issue.Unexpected(input[name]))
        output[name] = input[name]
      }
    }
    for (const { isOptional, name, type } of this.propertySignatures) {
      const isThere = Object.hasOwn(input, name)
      if (!isThere && isOptional) continue
      const result = type[way](input[name], options)
      if (Either.isLeft(result)) return at(name, isThere ? result.left : new Issue.Missing(type))
      output[name] = result.right
    }
    if (this.rest !== undefined) {
      for (const name of Object.keys(input)) {
        const result = this.rest[way](input[name], options)
        if (Either.isLeft(result)) return at(name, result.left)
        output[name] = result.right
      }
    }
    return Either.right(output)
  }
  decoded() {
    return new TypeLiteral(
      this.propertySignatures.map((one) => ({ ...one, type: one.type.typeSide() })),
      this.rest?.typeSide(),
      this.annotations,
    )
  }
}

/** A list, each of whose items is alike. */
export class List extends Node {
  constructor(item, annotations) {
    super(annotations)
    this.item = item
  }
  text() {
    return `ReadonlyArray<${this.item}>`
  }
  run(input, options, way) {
    if (!Array.isArray(input)) return fail(new Issue.Type(this, input))
    const output = []
    for (const [index, item] of input.entries()) {
      const result = this.item[way](item, options)
      if (Either.isLeft(result)) {
        return fail(new Issue.Composite(this, input, new Issue.Pointer(index, input, result.left)))
      }
      output.push(result.right)
    }
    return Either.right(output)
  }
  decoded() {
    return new List(this.item.typeSide(), this.annotations)
  }
}

export class Union extends Node {
  constructor(types, annotations) {
    super(annotations)
    this.types = types
  }
  text() {
    return this.types.map(String).join(" | ")
  }
  run(value, options, way) {
    const issues = []
    for (const type of this.types) {
      const result = type[way](value, options)
      if (Either.isRight(result)) return result
      issues.push(result.left)
    }
    return fail(new Issue.Composite(this, value, issues))
  }
  decoded() {
    return new Union(
      this.types.map((type) => type.typeSide()),
      this.annotations,
    )
  }
}

/** A node at a place; here nodes know no places. */
export const Type = Node

export const isUnion = (ast) => ast instanceof Union
export const isUndefinedKeyword = (ast) => ast === undefinedKeyword
export const isTransformation = (ast) => ast instanceof Transformation
export const isRefinement = (ast) => ast instanceof Refinement
export const isTypeLiteral = (ast) => ast instanceof TypeLiteral
