/** What an endpoint says about itself, and the request that comes of it. */
import * as Either from "effect/Either"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type { ParseError } from "effect/ParseResult"
import * as Redacted from "effect/Redacted"
import * as Device from "../domain/Device.js"
import type { Integration } from "../domain/Environment.js"
import { InvalidRequest } from "../domain/InvalidRequest.js"
import type { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import { identityHeader } from "../domain/TemporaryAccess.js"
import type { AdobePassError } from "../error/AdobePassError.js"
import type { Failure } from "../error/codes.js"

/** A parameter's value as the caller gave it; what is absent is not sent. */
export type Parameters = Readonly<Record<string, string | undefined>>

/** A parameter that an endpoint cannot do without: absent, it is refused as an empty one is. */
export const required = (value: string | undefined): string => value ?? ""

/** The text of a secret that an endpoint cannot do without. */
export const plain = (secret: string | Redacted.Redacted | undefined): string =>
  Redacted.isRedacted(secret) ? Redacted.value(secret) : required(secret)

/** The class of an error an endpoint declares. */
export interface FailureClass {
  new (...args: never): AdobePassError
  readonly _tag: AdobePassError["_tag"]
}

/** A part of the device that an endpoint may send, beside its address and user agent. */
export type DevicePart = Exclude<keyof Device.Device.Service, "forwardedFor" | "userAgent">

/** What a request says, by where it goes; what is undefined is not sent. */
export interface Parts<Name extends string = string> {
  /** For each `{name}` of the path; an absent `serviceProvider` is the client's. */
  readonly parameters?: Readonly<Record<Name, string | undefined>>
  readonly query?: Parameters
  readonly form?: Parameters
  readonly json?: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  /** Sent as `AP-TempPass-Identity`. */
  readonly temporaryAccessIdentity?: TemporaryAccessIdentity | undefined
  /** A bearer of the request's own. */
  readonly bearer?: Redacted.Redacted
  /** JSON unless given. */
  readonly accept?: string
  /** What no error may tell, even where the answer echoes it. */
  readonly secret?: string
}

/** Where an endpoint is, what it sends of the device, how its answers are read. */
export interface Wire<Failures extends FailureClass> {
  readonly method: "DELETE" | "GET" | "POST"
  readonly path: string
  /** That of DCR and REST API V2 unless given. */
  readonly host?: "v1BaseUrl" | "managementBaseUrl"
  /** What the reference lists of the device for this endpoint. */
  readonly sends: ReadonlyArray<DevicePart>
  /** Reads bodies, where they may be other than JSON. */
  readonly parse?: Effect.Effect<(body: string) => Option.Option<unknown>>
  /** The errors it can fail with beside those of any call. */
  readonly failures: ReadonlyArray<Failures>
  /** Reads failures that are not "enhanced" ones; undefined where it is of the common kind. */
  readonly failure?: (failure: Failure, body: unknown) => AdobePassError | undefined
}

/** One request, and how its answer is read. */
export interface Call<A, Failures extends FailureClass> extends Wire<Failures>, Parts {
  /** The name of the service. */
  readonly endpoint: string
  /** From what was parsed of the body to the answer; undefined is an empty body. */
  readonly decode: (body: unknown) => Either.Either<A, ParseError>
}

const invalid = (endpoint: string, parameter: string, message: string) =>
  Either.left(new InvalidRequest({ endpoint, parameter, message: `${parameter}: ${message}` }))

/** Longer than any resource seen, and short enough for any server. */
const longest = 65_536

/** A text that can be sent, or what is wrong with it. */
export const checkText = (
  endpoint: string,
  parameter: string,
  value: unknown,
): Either.Either<string, InvalidRequest> => {
  if (typeof value !== "string" || value === "") return invalid(endpoint, parameter, "expected a text")
  if (value.length > longest) return invalid(endpoint, parameter, `longer than ${longest} characters`)
  return /\p{Cs}/u.test(value)
    ? invalid(endpoint, parameter, "expected well-formed text")
    : Either.right(value)
}

const segment = (endpoint: string, parameter: string, value: unknown) =>
  Either.flatMap(checkText(endpoint, parameter, value), (text) =>
    // URLs resolve dots away, and nobody's identifier has control characters.
    // oxlint-disable-next-line no-control-regex
    /^\.{1,2}$|[\x00-\x1f\x7f]/.test(text)
      ? invalid(endpoint, parameter, "expected an identifier")
      : Either.right(encodeURIComponent(text)),
  )

const encode = (endpoint: string, parameters: Parameters): Either.Either<string, InvalidRequest> =>
  Either.gen(function* () {
    const pairs: Array<string> = []
    for (const [name, value] of Object.entries(parameters)) {
      if (value === undefined) continue
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(yield* checkText(endpoint, name, value))}`)
    }
    return pairs.join("&")
  })

/** `AP-TempPass-Identity`, or what is wrong with it: encoded, ill-formed texts would all be the same somebody. */
export const checkIdentity = (
  endpoint: string,
  identity: TemporaryAccessIdentity | undefined,
): Either.Either<string | undefined, InvalidRequest> =>
  Either.gen(function* () {
    if (identity === undefined) return undefined
    const isObject = typeof identity === "object" && identity !== null
    for (const text of isObject ? Object.entries(identity).flat() : [identity]) {
      yield* checkText(endpoint, "temporaryAccessIdentity", text)
    }
    return yield* checkText(endpoint, "temporaryAccessIdentity", identityHeader(identity))
  })

const headersOf = (device: Device.Device.Service): Record<keyof Device.Device.Service, Parameters> => {
  const { info, partnerStatus, platformIdentity, serviceToken } = device
  return {
    identifier: { "AP-Device-Identifier": Device.identifierHeader(device) },
    info: { "X-Device-Info": info && Device.infoHeader(info) },
    forwardedFor: { "X-Forwarded-For": device.forwardedFor },
    visitorIdentifier: { "AP-Visitor-Identifier": device.visitorIdentifier },
    platformIdentity:
      platformIdentity === undefined
        ? {}
        : "adobeSubjectToken" in platformIdentity
          ? { "Adobe-Subject-Token": Redacted.value(platformIdentity.adobeSubjectToken) }
          : { "X-Roku-Reserved-Roku-Connect-Token": Redacted.value(platformIdentity.rokuConnectToken) },
    serviceToken: { "AD-Service-Token": serviceToken && Redacted.value(serviceToken) },
    partnerStatus: {
      "AP-Partner-Framework-Status": partnerStatus && Device.partnerStatusHeader(partnerStatus),
    },
    userAgent: { "User-Agent": device.userAgent },
  }
}

const jsonOf = (endpoint: string, body: NonNullable<Call<never, never>["json"]>) =>
  Either.gen(function* () {
    for (const [name, value] of Object.entries(body)) {
      if (value === undefined) continue
      const texts = Array.isArray(value) ? value : [value]
      if (texts.length === 0) yield* invalid(endpoint, name, "expected at least one")
      for (const text of texts) yield* checkText(endpoint, name, text)
    }
    return JSON.stringify(body)
  })

/** The path with its parameters in place, encoded. */
export const toPath = (
  endpoint: string,
  template: string,
  parameters: Parameters,
): Either.Either<string, InvalidRequest> =>
  Either.gen(function* () {
    let path = template
    for (const [name, value] of Object.entries(parameters)) {
      path = path.replace(`{${name}}`, yield* segment(endpoint, name, value))
    }
    return path
  })

/** The request of a call, or what is wrong with it. */
export const toRequest = <A, F extends FailureClass>(
  integration: Integration.Service,
  call: Call<A, F>,
  device: Device.Device.Service,
): Either.Either<HttpClientRequest.HttpClientRequest, InvalidRequest> =>
  Either.gen(function* () {
    const { bearer, endpoint, form, host = "baseUrl", json, parameters = {}, query = {} } = call
    const path = yield* toPath(endpoint, call.path, {
      ...parameters,
      serviceProvider: parameters["serviceProvider"] ?? integration.serviceProvider,
    })
    const search = yield* encode(endpoint, query)
    const identity = yield* checkIdentity(endpoint, call.temporaryAccessIdentity)
    const request = HttpClientRequest.make(call.method)(
      `${integration[host]}${path}${search && `?${search}`}`,
      {
        headers: {
          accept: call.accept ?? "application/json",
          ...(identity !== undefined && { "AP-TempPass-Identity": identity }),
          ...(bearer !== undefined && { authorization: `Bearer ${Redacted.value(bearer)}` }),
        },
        ...(form !== undefined && {
          body: HttpBody.text(yield* encode(endpoint, form), "application/x-www-form-urlencoded"),
        }),
        ...(json !== undefined && { body: HttpBody.text(yield* jsonOf(endpoint, json), "application/json") }),
      },
    )
    const known = headersOf(device)
    return HttpClientRequest.setHeaders(
      request,
      Object.assign(
        {},
        ...[...call.sends, "forwardedFor" as const, "userAgent" as const].map((part) => known[part]),
      ),
    )
  })
