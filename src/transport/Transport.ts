/**
 * The one way out: device headers, throttle, request, status, answer or typed error. Whatever `HttpClient` is in the
 * environment does the sending; nothing is added to what the reference lists (no `traceparent`, no `b3`), and no
 * redirect is followed.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Device } from "../domain/Device.js"
import { Integration } from "../domain/Environment.js"
import type { AdobePassError, CallFailure } from "../error/AdobePassError.js"
import { InvalidRequest, Throttled, UnexpectedResponse, Unreachable } from "../error/AdobePassError.js"
import { fromFailure } from "../error/codes.js"
import * as Fault from "../error/fault.js"
import * as Read from "../error/read.js"
import { first } from "../policy/Lane.js"
import { monotonic } from "../policy/monotonic.js"
import * as Retry from "../policy/Retry.js"
import { ServerClock } from "../policy/ServerClock.js"
import type { Call, FailureClass } from "./Call.js"
import { toRequest } from "./Call.js"
import { Circuit } from "./Circuit.js"
import { Throttle } from "./Throttle.js"

/** How long to wait before a call counts as {@link Unreachable}. */
export class Timeouts extends Context.Reference<Timeouts>()("effect-adobe-pass/Timeouts", {
  defaultValue: (): {
    /** From sending until the answer's headers, connecting included. */
    readonly response: Duration.DurationInput
    /** From sending until the whole answer is here. */
    readonly overall: Duration.DurationInput
  } => ({ response: "10 seconds", overall: "20 seconds" }),
}) {}

/** An answer as it came. */
interface Answer {
  readonly status: number
  readonly body: string
  readonly retryAfter: Duration.Duration
  /** Sets the server's clock by it; only an answer that is the service's own may. */
  readonly observe: Effect.Effect<void>
}

const unreachable = (endpoint: string, cause: unknown) =>
  new Unreachable({
    endpoint,
    reason: "connection",
    retryable: true,
    message: `${endpoint}: no connection to the service`,
    cause: Read.cause(cause),
  })

const badBaseUrl = (endpoint: string) =>
  new InvalidRequest({
    endpoint,
    parameter: "environment.baseUrl",
    message: "environment.baseUrl: expected an absolute URL",
  })

const tooSlow = (endpoint: string, duration: Duration.DurationInput) => () =>
  new Unreachable({
    endpoint,
    reason: "timeout",
    retryable: true,
    message: `${endpoint}: no answer within ${Duration.format(duration)}`,
  })

const tooMany = (endpoint: string, retryAfter: Duration.Duration) =>
  new Throttled({
    endpoint,
    status: 429,
    retryAfter,
    retryable: true,
    message: `${endpoint}: refused, for too many requests came from this address`,
  })

const aSecond = Duration.seconds(1)
const aDay = 86_400_000

/** `Retry-After` in seconds or as a date, a day at most; a second where it is missing or makes no sense. */
const retryAfter = (value: string | undefined, serverTime: number): Duration.Duration => {
  const millis = /^\s*\d+\s*$/.test(value ?? "") ? Number(value) * 1000 : httpDate(value) - serverTime
  return millis > 0 ? Duration.millis(Math.min(millis, aDay)) : aSecond
}

/** A date as HTTP writes it, and nothing else that engines take for one; NaN where it is none. */
const httpDate = (value: string | undefined): number =>
  Option.liftPredicate(value ?? "", (text) => /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)).pipe(
    // DateTime does not know GMT for a zone
    Option.flatMap((text) => DateTime.make(text.replace("GMT", "+0000"))),
    Option.match({ onNone: () => Number.NaN, onSome: DateTime.toEpochMillis }),
  )

const json = Effect.succeed(Schema.decodeOption(Schema.parseJson()))

const strike = (secret: string | undefined) => (text: string) =>
  // a shorter one tells nothing, and may be part of any word
  secret === undefined || secret.length < 4
    ? text
    : text.split(secret).join("***").split(encodeURIComponent(secret)).join("***")

/** Makes calls; adds no access token. */
export class Transport extends Context.Tag("effect-adobe-pass/Transport")<
  Transport,
  {
    /** One request and its answer; `authorize` has the last word on the request, once the throttle let it pass. */
    readonly attempt: <A, F extends FailureClass, E = never>(
      call: Call<A, F>,
      authorize?: (request: HttpClientRequest) => Effect.Effect<HttpClientRequest, E, Device>,
    ) => Effect.Effect<A, InstanceType<F> | CallFailure | E, Device>
    /** Repeats attempts as the {@link Retry.Retry} policy says, in a span named after the endpoint. */
    readonly repeat: <A, E extends AdobePassError, R>(
      endpoint: string,
      attempt: Effect.Effect<A, E, R>,
    ) => Effect.Effect<A, E, R>
    /** Both: a whole call, without an access token. Others wait for what it earns, so it goes before them. */
    readonly call: <A, F extends FailureClass>(
      call: Call<A, F>,
    ) => Effect.Effect<A, InstanceType<F> | CallFailure, Device>
  }
>() {
  static readonly layer = Layer.effect(
    Transport,
    Effect.gen(function* () {
      const client = (yield* HttpClient.HttpClient).pipe(
        HttpClient.withTracerPropagation(false),
        // its span would tell the URL, and with it the device
        HttpClient.withTracerDisabledWhen(() => true),
      )
      const throttle = yield* Throttle
      const circuit = yield* Circuit
      const clock = yield* ServerClock
      const timeouts = yield* Timeouts
      const policy = yield* Retry.Retry
      const integration = yield* Integration

      /** Heeds an answer's `Date`, `since` milliseconds after it came `elapsed` milliseconds after its request went. */
      const heed = (date: number, elapsed: number, since: number) =>
        // the header was written at some time on the way, and tells whole seconds
        clock.observe({ earliest: date + since, latest: date + 999 + elapsed + since })

      const send = (endpoint: string, request: HttpClientRequest) =>
        Effect.gen(function* () {
          const sent = yield* monotonic
          const response = yield* client.execute(request).pipe(
            Effect.provideServiceEffect(FetchHttpClient.RequestInit, noRedirects),
            Effect.timeoutFail({
              duration: timeouts.response,
              onTimeout: tooSlow(endpoint, timeouts.response),
            }),
          )
          const came = yield* monotonic
          const body = yield* response.text
          const date = httpDate(response.headers["date"])
          const { epochMillis } = yield* clock.now
          return {
            status: response.status,
            body,
            retryAfter: retryAfter(response.headers["retry-after"], Number.isNaN(date) ? epochMillis : date),
            observe: Number.isNaN(date)
              ? Effect.void
              : Effect.flatMap(monotonic, (now) => heed(date, came - sent, now - came)),
          }
        }).pipe(
          Effect.timeoutFail({ duration: timeouts.overall, onTimeout: tooSlow(endpoint, timeouts.overall) }),
          Effect.catchTags({
            RequestError: ({ cause, reason }) =>
              // the cause of a bad URL tells the URL, and with it the device
              Effect.fail(reason === "InvalidUrl" ? badBaseUrl(endpoint) : unreachable(endpoint, cause)),
            ResponseError: ({ cause }) => Effect.fail(unreachable(endpoint, cause)),
          }),
          Effect.scoped,
        )

      const attempt: Transport["Type"]["attempt"] = (call, authorize = Effect.succeed) =>
        Effect.gen(function* () {
          const { endpoint } = call
          const device = yield* Device
          const request = yield* toRequest(integration, call, device)
          const key = device.forwardedFor ?? ""
          // Earning a token takes turns of its own, which must come before this one and not while it is held.
          yield* authorize(request)
          yield* circuit.pass(throttle.acquire(key))
          const authorized = yield* authorize(request)
          return yield* circuit.watch(
            Effect.gen(function* () {
              const answer = yield* send(endpoint, authorized)
              yield* Effect.annotateCurrentSpan("status", answer.status)
              if (answer.status === 429) {
                yield* throttle.drain(key, answer.retryAfter)
                return yield* tooMany(endpoint, answer.retryAfter)
              }
              return yield* read(call, answer).pipe(
                Effect.tap(answer.observe),
                Effect.tapError(({ code }: AdobePassError) =>
                  code === undefined ? Effect.void : answer.observe,
                ),
              )
            }),
          )
        })

      const repeat: Transport["Type"]["repeat"] = (endpoint, effect) =>
        Retry.apply(effect, policy).pipe(
          Effect.tapError(({ _tag, code, trace }) =>
            Effect.annotateCurrentSpan({
              error: _tag,
              ...(code !== undefined && { code }),
              ...(trace !== undefined && { trace }),
            }),
          ),
          Effect.withSpan(`AdobePass.${endpoint}`, {
            kind: "client",
            attributes: { endpoint },
            captureStackTrace: false,
          }),
        )

      return { attempt, repeat, call: (call) => repeat(call.endpoint, first(attempt(call))) }
    }),
  )
}

const noRedirects = Effect.map(Effect.serviceOption(FetchHttpClient.RequestInit), (init) => ({
  ...Option.getOrElse(init, () => ({})),
  redirect: "manual" as const,
}))

/** No answer of the service nests this deep, and what reads it is not made for more. */
const deepest = 100

const isNestedDeeply = (json: string): boolean => {
  let depth = 0
  let quoted = false
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at]
    if (quoted && char === "\\") at += 1
    else if (char === '"') quoted = !quoted
    else if (!quoted && (char === "[" || char === "{")) {
      depth += 1
      if (depth > deepest) return true
    } else if (!quoted && (char === "]" || char === "}")) depth -= 1
  }
  return false
}

const read = <A, F extends FailureClass>(call: Call<A, F>, answer: Answer) =>
  Effect.flatMap(call.parse ?? json, (parse) => readWith(parse, call, answer))

const readWith = <A, F extends FailureClass>(
  parse: (body: string) => Option.Option<unknown>,
  call: Call<A, F>,
  { body, status }: Answer,
): Effect.Effect<A, InstanceType<F> | CallFailure> => {
  const { endpoint } = call
  const struck = strike(call.secret)
  const told = () => Read.excerpt(struck(body))
  const unexpected = (message: string) =>
    new UnexpectedResponse({ endpoint, status, message: `${endpoint}: ${message}`, excerpt: told() })

  const isDeep = isNestedDeeply(body)
  const given = isDeep ? Option.none() : parse(body)
  const parsed = Option.getOrUndefined(given)
  const isGood = status >= 200 && status < 300 && !Fault.isError(parsed)
  if (isGood && isDeep) return Effect.fail(unexpected("an answer that is nested too deeply"))
  const isRead = Option.isSome(given) || body === ""
  const answer = isGood && isRead ? call.decode(parsed) : undefined
  if (answer !== undefined && Either.isRight(answer)) return Effect.succeed(answer.right)

  const { author, error: said } = Fault.read(isRead ? parsed : body)
  if (isGood && author !== "service") {
    return Effect.fail(
      answer === undefined
        ? unexpected("cannot understand the answer")
        : Read.incomplete(endpoint, status, answer.left.issue, told()),
    )
  }
  const { details, message, ...enhanced } = said
  const texts = {
    ...(message !== undefined && { message: struck(message) }),
    ...(details !== undefined && { details: struck(details) }),
  }
  // a 401 is one whatever the body says: it earns a new token
  const failure = Read.toFailure(
    endpoint,
    { ...enhanced, ...texts, ...(status === 401 && { status }) },
    status,
  )
  const error =
    call.failure?.(failure, parsed ?? body) ??
    (status >= 300 && status < 400 ? unexpected("an answer that redirects") : fromFailure(failure, author))
  return Effect.fail(
    declared(call, error) && error._tag !== "UnexpectedResponse" ? error : undeclared(error, told()),
  )
}

const common: ReadonlySet<string> = new Set<CallFailure["_tag"]>([
  "InvalidRequest",
  "AccessTokenRejected",
  "RegistrationRejected",
  "Throttled",
  "ServerFault",
  "Unreachable",
  "UnexpectedResponse",
])

const declared = <A, F extends FailureClass>(
  call: Call<A, F>,
  error: AdobePassError,
): error is InstanceType<F> | CallFailure =>
  common.has(error._tag) || call.failures.some(({ _tag }) => _tag === error._tag)

const undeclared = (error: AdobePassError, body: string) =>
  // the message of an Error is not enumerable
  new UnexpectedResponse({ ...error, message: error.message, excerpt: body })
