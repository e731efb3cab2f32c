/** The first of the transport's verbs: what is asked becomes a request, checked and encoded. */
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Device from "../domain/Device.js"
import type { Integration } from "../domain/Environment.js"
import { InvalidRequest } from "../domain/InvalidRequest.js"
import type { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import { identityHeader } from "../domain/TemporaryAccess.js"

/** A request as it is sent. */
export interface Request {
  readonly method: Target["method"]
  readonly url: string
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: { readonly text: string; readonly type: string } | undefined
}

/** The request with a bearer token. */
export const withBearer = (request: Request, token: Redacted.Redacted): Request => ({
  ...request,
  headers: { ...request.headers, authorization: `Bearer ${Redacted.value(token)}` },
})

/** A parameter's value as the caller gave it; what is absent is not sent. */
export type Parameters = Readonly<Record<string, string | undefined>>

/** What a request says, by where it goes; what is undefined is not sent. */
export interface Parts<Name extends string = string> {
  /** Whose service is asked; the client's own unless given. */
  readonly serviceProvider?: string | undefined
  /** For each other `{name}` of the path. */
  readonly parameters?: Readonly<Record<Exclude<Name, "serviceProvider">, string | undefined>>
  readonly query?: Parameters
  readonly form?: Parameters
  readonly json?: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  /** Sent as `AP-TempPass-Identity`. */
  readonly temporaryAccessIdentity?: TemporaryAccessIdentity | undefined
  /** A bearer of the request's own. */
  readonly bearer?: Redacted.Redacted
  /** JSON unless given. */
  readonly accept?: string
}

/** A part of the device that an endpoint may send, beside its address and user agent. */
export type DevicePart = Exclude<keyof Device.Device.Service, "forwardedFor" | "userAgent">

/** Where an endpoint is, and what it sends of the device. */
export interface Target {
  readonly method: "DELETE" | "GET" | "POST"
  readonly path: string
  /** The parameter of the query that names the service provider, where the path does not. */
  readonly serviceProviderAs?: string
  /** That of DCR and REST API V2 unless given. */
  readonly host?: "v1BaseUrl" | "managementBaseUrl"
  /** What the reference lists of the device for this endpoint. */
  readonly sends: ReadonlyArray<DevicePart>
  /** Whether it is refused with a partner's status that is wrong; others are made without it. */
  readonly needsPartnerStatus?: true
}

/** A parameter that an endpoint cannot do without: absent, it is refused as an empty one is. */
export const required = (value: string | undefined): string => value ?? ""

/** The text of a secret that an endpoint cannot do without. */
export const plain = (secret: string | Redacted.Redacted | undefined): string =>
  Redacted.isRedacted(secret) ? Redacted.value(secret) : required(secret)

type Checked<A> = Either.Either<A, InvalidRequest>

const invalid = (endpoint: string, parameter: string, message: string) =>
  Either.left(new InvalidRequest({ endpoint, parameter, message: `${parameter}: ${message}` }))

/** Longer than any resource seen, and short enough for any server. */
const maxTextLength = 65_536

/** A text that can be sent, or what is wrong with it. */
export const checkText = (endpoint: string, parameter: string, value: unknown): Checked<string> => {
  if (typeof value !== "string" || value === "") {
    return invalid(endpoint, parameter, "expected a text that is not empty")
  }
  if (value.length > maxTextLength) {
    return invalid(endpoint, parameter, `longer than ${maxTextLength} characters`)
  }
  return /\p{Cs}/u.test(value)
    ? invalid(endpoint, parameter, "expected well-formed text")
    : Either.right(value)
}

const segment = (endpoint: string, parameter: string, value: unknown): Checked<string> => {
  const text = checkText(endpoint, parameter, value)
  if (Either.isLeft(text)) return text
  // URLs resolve dots away, and no identifier has control characters.
  // oxlint-disable-next-line no-control-regex
  return /^\.{1,2}$|[\x00-\x1f\x7f]/.test(text.right)
    ? invalid(endpoint, parameter, "expected an identifier")
    : Either.right(encodeURIComponent(text.right))
}

/** `AP-TempPass-Identity`, or what is wrong with it: encoded, ill-formed texts would all be the same person. */
export const checkIdentity = (
  endpoint: string,
  identity: TemporaryAccessIdentity | undefined,
): Checked<string | undefined> => {
  if (identity === undefined) return Either.right(undefined)
  const isObject = typeof identity === "object" && identity !== null
  for (const one of isObject ? Object.entries(identity).flat() : [identity]) {
    const text = checkText(endpoint, "temporaryAccessIdentity", one)
    if (Either.isLeft(text)) return text
  }
  return checkText(endpoint, "temporaryAccessIdentity", identityHeader(identity))
}

/** A path with its parameters in place, encoded. */
export const toPath = (endpoint: string, path: string) => {
  const [start = "", ...names] = path.split(/[{}]/)
  return (parameters: Parameters): Checked<string> => {
    let filled = start
    for (let at = 0; at < names.length; at += 2) {
      const name = names[at] ?? ""
      const value = segment(endpoint, name, parameters[name])
      if (Either.isLeft(value)) return value
      filled += value.right + (names[at + 1] ?? "")
    }
    return Either.right(filled)
  }
}

/** As a form and a query write them. */
const encode = (endpoint: string, parameters: Parameters): Checked<string> => {
  let pairs = ""
  for (const name in parameters) {
    const value = parameters[name]
    if (value === undefined) continue
    const text = checkText(endpoint, name, value)
    if (Either.isLeft(text)) return text
    pairs += `${pairs && "&"}${encodeURIComponent(name)}=${encodeURIComponent(text.right)}`
  }
  return Either.right(pairs)
}

const toJson = (endpoint: string, body: NonNullable<Parts["json"]>): Checked<string> => {
  for (const name in body) {
    const value = body[name]
    if (value === undefined) continue
    const texts = Array.isArray(value) ? value : [value]
    if (texts.length === 0) return invalid(endpoint, name, "expected at least one")
    for (const one of texts) {
      const text = checkText(endpoint, name, one)
      if (Either.isLeft(text)) return text
    }
  }
  return Either.right(JSON.stringify(body))
}

type Headers = Record<string, string>
type HeadersOf = Readonly<
  Record<keyof Device.Device.Service, readonly [name: string, value: string] | undefined>
>

const known = new WeakMap<Device.Device.Service, HeadersOf>()

/** The header of each part of a device, encoded once. */
const headersOf = (device: Device.Device.Service): HeadersOf => {
  const before = known.get(device)
  if (before !== undefined) return before
  const { forwardedFor, info, partnerStatus, platformIdentity, serviceToken, userAgent, visitorIdentifier } =
    device
  const status = partnerStatus && Device.partnerStatusHeader(partnerStatus)
  const headers: HeadersOf = {
    identifier: ["ap-device-identifier", Device.identifierHeader(device)],
    info: info && ["x-device-info", Device.infoHeader(info)],
    forwardedFor: forwardedFor === undefined ? undefined : ["x-forwarded-for", forwardedFor],
    visitorIdentifier:
      visitorIdentifier === undefined ? undefined : ["ap-visitor-identifier", visitorIdentifier],
    platformIdentity:
      platformIdentity &&
      ("adobeSubjectToken" in platformIdentity
        ? ["adobe-subject-token", Redacted.value(platformIdentity.adobeSubjectToken)]
        : ["x-roku-reserved-roku-connect-token", Redacted.value(platformIdentity.rokuConnectToken)]),
    serviceToken: serviceToken && ["ad-service-token", Redacted.value(serviceToken)],
    partnerStatus: status === undefined ? undefined : ["ap-partner-framework-status", status],
    userAgent: userAgent === undefined ? undefined : ["user-agent", userAgent],
  }
  known.set(device, headers)
  return headers
}

/** What makes the requests of an endpoint, or says what is wrong with one. */
export const toRequest = (
  endpoint: string,
  { host, method, needsPartnerStatus, path, sends, serviceProviderAs }: Target,
  integration: Integration.Service,
) => {
  const baseUrl = integration[host ?? "baseUrl"]
  const fill = toPath(endpoint, path)
  const parts = [...sends, "forwardedFor", "userAgent"] as const

  return (asked: Parts, serviceProvider: string, device: Device.Device.Service): Checked<Request> => {
    const { bearer, form, json } = asked
    const { partnerStatus } = device
    if (needsPartnerStatus && partnerStatus !== undefined && "_tag" in partnerStatus) {
      const { message, parameter } = partnerStatus
      return Either.left(new InvalidRequest({ endpoint, parameter, message }))
    }
    const filled = fill({ ...asked.parameters, serviceProvider })
    if (Either.isLeft(filled)) return Either.left(filled.left)
    const query = serviceProviderAs ? { [serviceProviderAs]: serviceProvider, ...asked.query } : asked.query
    const search = query && encode(endpoint, query)
    if (search && Either.isLeft(search)) return Either.left(search.left)
    const identity = checkIdentity(endpoint, asked.temporaryAccessIdentity)
    if (Either.isLeft(identity)) return Either.left(identity.left)
    const text = form ? encode(endpoint, form) : json && toJson(endpoint, json)
    if (text && Either.isLeft(text)) return Either.left(text.left)

    const headers: Headers = { accept: asked.accept ?? "application/json" }
    if (identity.right !== undefined) headers["ap-temppass-identity"] = identity.right
    if (bearer !== undefined) headers["authorization"] = `Bearer ${Redacted.value(bearer)}`
    const of = headersOf(device)
    for (const part of parts) {
      const header = of[part]
      if (header !== undefined) headers[header[0]] = header[1]
    }
    const url = `${baseUrl}${filled.right}${search?.right ? `?${search.right}` : ""}`
    const type = form ? "application/x-www-form-urlencoded" : "application/json;charset=utf-8"
    return Either.right({ method, url, headers, body: text && { text: text.right, type } })
  }
}
