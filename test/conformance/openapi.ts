/**
 * What OpenAPI documents say of an exchange: the operation it belongs to, and everything in which it differs from that.
 * Stricter than JSON Schema is by itself: what an object does not declare, it must not hold.
 */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv"

/** A request and its answer, as they went over the wire; names of headers in lower case. */
export interface Exchange {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBody: string
  /** 0 if no answer came. */
  readonly status: number
  readonly responseHeaders: Readonly<Record<string, string>>
  readonly responseBody: string
}

/** One thing in which an exchange is not as the documents have it. */
export interface Violation {
  readonly rule:
    /** A path or method that is not declared was answered otherwise than 404 or 405, or a declared one so. */
    | "operation"
    /** A request that was accepted lacks a parameter, or has one that it must not have or of a wrong kind. */
    | "parameter"
    /** A request that was accepted has a body that it must not have, or lacks one. */
    | "request body"
    | "request media type"
    | "status"
    | "answer media type"
    | "answer body"
  /** The operation's method and path template; the request's own where nothing is declared. */
  readonly operation: string
  /** Where in it: a parameter, a status, a JSON pointer. */
  readonly at: string
  readonly message: string
}

type Schema = Readonly<Record<string, unknown>>
type Content = Readonly<Record<string, { readonly schema?: Schema }>>

interface Parameter {
  readonly in: string
  readonly name: string
  readonly required?: boolean
  readonly schema?: Schema
}

interface Declared {
  readonly parameters?: ReadonlyArray<Parameter>
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}

/** As much of an OpenAPI 3.0 document as this reads. */
export interface Document {
  readonly openapi: string
  readonly servers?: ReadonlyArray<{ readonly url: string }>
  readonly paths: Readonly<Record<string, Readonly<Record<string, Declared>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> }
}

interface Operation {
  readonly name: string
  readonly method: string
  readonly literals: number
  readonly pattern: RegExp
  readonly declared: Declared
  /** The headers that some operation of the documents declares, in lower case. */
  readonly headers: ReadonlySet<string>
  readonly check: (schema: Schema, value: unknown) => ReadonlyArray<ErrorObject>
  /** The same for what only text can be: parameters and forms. */
  readonly checkText: (schema: Schema, value: unknown) => ReadonlyArray<ErrorObject>
}

/** Lets no object hold what it does not declare, unless it declares nothing at all. */
const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== "object" || schema === null) return schema
  const fields = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  const { additionalProperties, properties, type } = fields
  const isOpen =
    type !== "object" || additionalProperties !== undefined || Object.keys(properties ?? {}).length === 0
  return isOpen ? fields : { ...fields, additionalProperties: false }
}

const formats = {
  int32: { type: "number", validate: (value: number) => Math.abs(value) <= 2 ** 31 },
  int64: { type: "number", validate: (value: number) => Number.isSafeInteger(value) },
  byte: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
} as const

const checker = (document: unknown, coerceTypes: boolean) => {
  const ajv = new Ajv({ allErrors: true, coerceTypes, formats, verbose: true })
  ajv.addVocabulary(["components", "example"])
  ajv.addSchema(document as Schema, "document")
  const compiled = new Map<Schema, ValidateFunction>()
  return (schema: Schema, value: unknown): ReadonlyArray<ErrorObject> => {
    const { $ref } = schema
    const validate =
      compiled.get(schema) ??
      ajv.compile(typeof $ref === "string" ? { $ref: `document${$ref}` } : (closed(schema) as Schema))
    compiled.set(schema, validate)
    return validate(value) ? [] : [...(validate.errors ?? [])]
  }
}

const headersOf = (documents: ReadonlyArray<Document>): ReadonlySet<string> =>
  new Set(
    documents
      .flatMap(({ paths }) => Object.values(paths).flatMap((methods) => Object.values(methods)))
      .flatMap(({ parameters = [] }) => parameters.filter((each) => each.in === "header"))
      .map(({ name }) => name.toLowerCase()),
  )

const operationsOf = (document: Document, headers: ReadonlySet<string>): ReadonlyArray<Operation> => {
  const base = document.servers?.[0] === undefined ? "" : new URL(document.servers[0].url).pathname
  const schemas = { components: closed(document.components ?? {}) }
  const check = checker(schemas, false)
  const checkText = checker(schemas, true)
  return Object.entries(document.paths).flatMap(([path, methods]) => {
    const segments = (base.replace(/\/$/, "") + path).split("/")
    const isLiteral = (segment: string) => !segment.startsWith("{")
    const pattern = segments.map((each) =>
      isLiteral(each) ? each.replaceAll(/[^\w-]/g, "\\$&") : `(?<${each.slice(1, -1)}>[^/]+)`,
    )
    return Object.entries(methods).map(([method, declared]) => ({
      name: `${method.toUpperCase()} ${segments.join("/")}`,
      method: method.toUpperCase(),
      literals: segments.filter(isLiteral).length,
      pattern: new RegExp(`^${pattern.join("/")}$`),
      declared,
      headers,
      check,
      checkText,
    }))
  })
}

interface Target {
  readonly path: string
  readonly query: URLSearchParams
}

/** Of a request's path as it was sent: nothing resolved, nothing decoded. */
const targetOf = ({ path }: Exchange): Target => {
  const [pathname = "", ...query] = path.replace(/^https?:\/\/[^/]*/, "").split("?")
  return { path: pathname, query: new URLSearchParams(query.join("?")) }
}

const decoded = (segment: string | undefined): string | undefined => {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

/** The path parameters, if the path is this operation's and can be read. */
const match = ({ pattern }: Operation, { path }: Target): Readonly<Record<string, string>> | undefined => {
  const groups = pattern.exec(path)
  if (groups === null) return undefined
  const given: Record<string, string> = {}
  for (const [name, segment] of Object.entries(groups.groups ?? {})) {
    const value = decoded(segment)
    if (value === undefined) return undefined
    given[name] = value
  }
  return given
}

const mediaType = (headers: Exchange["requestHeaders"]): string =>
  (headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase()

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const form = (body: string | URLSearchParams): Readonly<Record<string, unknown>> => {
  const given = new URLSearchParams(body)
  return Object.fromEntries(
    [...new Set(given.keys())].map((name) => {
      const values = given.getAll(name)
      return [name, values.length === 1 ? values[0] : values]
    }),
  )
}

const told = ({ data, instancePath, keyword, message = "", params }: ErrorObject) =>
  keyword === "additionalProperties"
    ? { at: `${instancePath}/${String(params["additionalProperty"])}`, message: "is not declared" }
    : keyword === "required"
      ? { at: `${instancePath}/${String(params["missingProperty"])}`, message: "is missing" }
      : { at: instancePath, message: keyword === "type" && data === null ? "must not be null" : message }

/** What is wrong with a body, by what the content declares for its media type. */
function* ofBody(
  { check, checkText }: Operation,
  content: Content,
  headers: Exchange["requestHeaders"],
  body: string,
) {
  const type = mediaType(headers)
  if (!Object.hasOwn(content, type)) {
    yield { what: "media type" as const, at: type, message: `must be ${Object.keys(content).join(" or ")}` }
    return
  }
  const { schema } = content[type]!
  if (schema === undefined) return
  const isJson = type === "application/json"
  const value = isJson ? parsed(body) : type === "application/x-www-form-urlencoded" ? form(body) : body
  if (value === undefined) yield { what: "body" as const, at: "", message: "is no JSON" }
  else {
    for (const error of (isJson ? check : checkText)(schema, value)) {
      yield { what: "body" as const, ...told(error) }
    }
  }
}

/** What libraries add by themselves, to follow a request from service to service. */
const tracing = /^(traceparent|tracestate|b3|x-b3-.*)$/

function* ofParameters(operation: Operation, exchange: Exchange, target: Target) {
  const { checkText, declared, headers } = operation
  const { parameters = [] } = declared
  const query = form(target.query)
  const path = match(operation, target) ?? {}
  for (const { in: place, name, required = false, schema = {} } of parameters) {
    const value =
      place === "header"
        ? exchange.requestHeaders[name.toLowerCase()]
        : place === "query"
          ? query[name]
          : path[name]
    const at = `${place} ${name}`
    if (value === undefined) {
      if (required) yield { at, message: "is missing" }
    } else if (checkText(schema, value).length > 0) {
      yield { at, message: `must be ${JSON.stringify(schema)}` }
    }
  }
  for (const name of Object.keys(query)) {
    const isDeclared = parameters.some((each) => each.in === "query" && each.name === name)
    if (!isDeclared) yield { at: `query ${name}`, message: "is not declared" }
  }
  for (const name of Object.keys(exchange.requestHeaders)) {
    const isDeclared = parameters.some((each) => each.in === "header" && each.name.toLowerCase() === name)
    const isKnown = headers.has(name) || tracing.test(name)
    if (isKnown && !isDeclared) yield { at: `header ${name}`, message: "is not declared" }
  }
}

function* ofRequest(operation: Operation, exchange: Exchange, target: Target) {
  for (const found of ofParameters(operation, exchange, target))
    yield { rule: "parameter" as const, ...found }
  const { requestBody } = operation.declared
  if (exchange.requestBody === "") {
    if (requestBody?.required === true) yield { rule: "request body" as const, at: "", message: "is missing" }
  } else if (requestBody === undefined) {
    yield { rule: "request body" as const, at: "", message: "is not declared" }
  } else {
    const { requestBody: body, requestHeaders } = exchange
    for (const { what, ...found } of ofBody(operation, requestBody.content, requestHeaders, body)) {
      yield { rule: `request ${what}` as const, ...found }
    }
  }
}

function* ofAnswer(operation: Operation, exchange: Exchange) {
  const answer = operation.declared.responses[exchange.status] ?? operation.declared.responses["default"]
  const status = String(exchange.status)
  if (answer === undefined) {
    yield { rule: "status" as const, at: status, message: "is not declared" }
    return
  }
  const { responseBody, responseHeaders } = exchange
  const { content = {} } = answer
  if (Object.keys(content).length === 0) {
    if (responseBody !== "") yield { rule: "answer body" as const, at: status, message: "is not declared" }
  } else if (responseBody === "") {
    yield { rule: "answer body" as const, at: status, message: "is missing" }
  } else {
    for (const { what, ...found } of ofBody(operation, content, responseHeaders, responseBody)) {
      yield { rule: `answer ${what}` as const, ...found }
    }
  }
}

export interface Conformance {
  /** The name of the operation that an exchange belongs to. */
  readonly operation: (exchange: Exchange) => string | undefined
  readonly violations: (exchange: Exchange) => ReadonlyArray<Violation>
  /** The names of all operations. */
  readonly operations: ReadonlyArray<string>
}

/** Reads documents, of which each has operations of its own. */
export const conformance = (documents: ReadonlyArray<Document>): Conformance => {
  const headers = headersOf(documents)
  const operations = documents
    .flatMap((document) => operationsOf(document, headers))
    .toSorted((one, other) => other.literals - one.literals || one.name.localeCompare(other.name))
  const find = (exchange: Exchange, target: Target) =>
    operations.find((each) => each.method === exchange.method && match(each, target) !== undefined)

  return {
    operations: operations.map(({ name }) => name),
    operation: (exchange) => find(exchange, targetOf(exchange))?.name,
    violations: (exchange) => {
      const target = targetOf(exchange)
      const operation = find(exchange, target)
      const at = String(exchange.status)
      const isRefused = exchange.status === 404 || exchange.status === 405
      if (operation === undefined) {
        const name = `${exchange.method} ${target.path}`
        const message = "is no answer to what is not declared"
        return isRefused ? [] : [{ rule: "operation", operation: name, at, message }]
      }
      const isAccepted = exchange.status >= 200 && exchange.status < 300
      const found = [
        ...(isRefused
          ? [{ rule: "operation" as const, at, message: "is no answer to what is declared" }]
          : []),
        ...(isAccepted ? ofRequest(operation, exchange, target) : []),
        ...ofAnswer(operation, exchange),
      ]
      return found.map((each) => ({ ...each, operation: operation.name }))
    },
  }
}
