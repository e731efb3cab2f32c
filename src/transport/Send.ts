/** Sends a request within the time that is set for it, and follows no redirect. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import * as Url from "@effect/platform/Url"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import type * as FiberId from "effect/FiberId"
import * as FiberRef from "effect/FiberRef"
import * as FiberRefs from "effect/FiberRefs"
import { constTrue } from "effect/Function"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Runtime from "effect/Runtime"
import { InvalidRequest, Unreachable } from "../error/AdobePassError.js"
import * as Read from "../error/read.js"
import { remade } from "../policy/contexts.js"
import { monotonicOf } from "../policy/monotonic.js"
import { isTraced } from "../policy/traced.js"
import type { Answer } from "./Answer.js"
import type { Deadline } from "./Deadlines.js"
import { Deadlines } from "./Deadlines.js"
import { redactor } from "./secrets.js"

/** How long to wait before a call counts as {@link Unreachable}. */
export class Timeouts extends Context.Reference<Timeouts>()("effect-adobe-pass/Timeouts", {
  defaultValue: (): {
    /** From sending until the answer's headers, connecting included. */
    readonly response: Duration.DurationInput
    /** From sending until the whole answer is here. */
    readonly overall: Duration.DurationInput
  } => ({ response: "10 seconds", overall: "20 seconds" }),
}) {}

/** An answer with what is needed to set clocks by it. */
export interface Came extends Answer {
  readonly headers: Readonly<Record<string, string | undefined>>
  /** When the request went and the headers came, in monotonic milliseconds. */
  readonly sent: number
  readonly came: number
}

/** Sends requests within the time that is set for them. */
export const sender = Effect.gen(function* () {
  const client = yield* HttpClient.HttpClient
  const timeouts = yield* Timeouts
  const response = Duration.toMillis(timeouts.response)
  const overall = Duration.toMillis(timeouts.overall)
  const deadlines = new Deadlines(Math.min(response, overall))
  yield* Effect.addFinalizer(() => Effect.sync(() => deadlines.stop()))

  return (endpoint: string, request: HttpClientRequest) =>
    Effect.withFiberRuntime<Came, InvalidRequest | Unreachable>((caller) => {
      const clock = Context.unsafeGet(caller.currentDefaultServices, Clock.Clock)
      const span = isTraced(caller) ? caller.currentSpan : undefined
      const sent = monotonicOf(clock)
      let came: number | undefined
      const deadline = { at: sent + Math.min(response, overall) }

      const exchange = Effect.flatMap(client.execute(request), (answer) => {
        const { headers, status } = answer
        if (span?._tag === "Span") span.attribute("status", status)
        const at = monotonicOf(clock)
        came = at
        deadline.at = sent + overall
        const isElsewhere = wasRedirected(answer, request.url)
        return Effect.map(answer.text, (body): Came => ({
          request,
          status,
          body,
          isElsewhere,
          headers,
          sent,
          came: at,
        }))
      })
      const fiber = fork(caller, exchange)
      const exit = fiber.unsafePoll()
      return Effect.mapError(
        exit ??
          Effect.async<Came, HttpClientError | Unreachable>((resume) => {
            const pending: Deadline = Object.assign(deadline, {
              expire: () => {
                fiber.unsafeInterruptAsFork(caller.id())
                const isHeadless = came === undefined && response <= overall
                resume(
                  Effect.fail(
                    tooSlow(endpoint, request.url, isHeadless ? timeouts.response : timeouts.overall),
                  ),
                )
              },
            })
            deadlines.add(pending, (timer) => fork(caller, timer))
            fiber.addObserver((exit) => {
              deadlines.delete(pending)
              resume(exit)
            })
            return Effect.suspend(() => {
              deadlines.release(pending)
              return Fiber.interrupt(fiber)
            })
          }),
        (error) => toFailure(endpoint, request, error),
      )
    })
})

/**
 * Whether `fetch` followed a redirect all the same, as some runtimes do whatever they are told. The web's own answer alone
 * tells, which the platform's are made of.
 */
const wasRedirected = (answer: object, asked: string): boolean => {
  if (Predicate.hasProperty(answer, "url")) {
    const isMarked = Predicate.hasProperty(answer, "redirected") && answer.redirected === true
    return (
      isMarked || (typeof answer.url === "string" && answer.url !== "" && !isSameOrigin(answer.url, asked))
    )
  }
  const inner = Reflect.get(answer, "original") ?? Reflect.get(answer, "source")
  return typeof inner === "object" && inner !== null && wasRedirected(inner, asked)
}

const isSameOrigin = (url: string, asked: string) => {
  const [origin = ""] = /^[^:]+:\/\/[^/?#]+/.exec(asked) ?? []
  if (url.startsWith(`${origin}/`)) return true
  // as a browser writes it: in lower case, without the usual port
  return (
    Either.getOrUndefined(Url.fromString(url))?.origin ===
    Either.getOrUndefined(Url.fromString(asked))?.origin
  )
}

/** Redirects are left to be seen, whatever else an app tells `fetch`. */
const withoutRedirects = remade((context: Context.Context<never>) =>
  Context.add(context, FetchHttpClient.RequestInit, {
    ...context.unsafeMap.get(FetchHttpClient.RequestInit.key),
    redirect: "manual",
  }),
)

/** Starts an effect at once, as a part of its caller, untraced: a span of a request would tell the URL, and with it the device. */
const fork = <A, E>(caller: Fiber.RuntimeFiber<unknown, unknown>, effect: Effect.Effect<A, E>) =>
  Runtime.runFork(
    Runtime.make({
      context: withoutRedirects(caller.currentContext),
      fiberRefs: caller.getFiberRefs(),
      runtimeFlags: Runtime.defaultRuntimeFlags,
    }),
  )(effect, { updateRefs: untraced })

const untraced = (refs: FiberRefs.FiberRefs, id: FiberId.Runtime) =>
  FiberRefs.updateManyAs(refs, {
    forkAs: id,
    entries: [
      [HttpClient.currentTracerDisabledWhen, [[id, constTrue]]],
      [HttpClient.currentTracerPropagation, [[id, false]]],
      // its caller handles its errors, which tell the URL, too
      [FiberRef.unhandledErrorLogLevel, [[id, Option.none()]]],
    ],
  })

/** The host of a URL, with its port. */
const hostOf = (url: string): string => /^[^:]+:\/\/([^/?#]+)/.exec(url)?.[1] ?? "the service"

const toFailure = (endpoint: string, request: HttpClientRequest, error: HttpClientError | Unreachable) => {
  if (error._tag === "Unreachable") return error
  const cause = Read.cause(error.cause, redactor(request))
  const reason = Read.reasonOf(cause)
  // the cause of a bad URL tells the URL, and with it the device
  return error._tag === "RequestError" && error.reason === "InvalidUrl"
    ? new InvalidRequest({
        endpoint,
        parameter: "environment.baseUrl",
        message: "environment.baseUrl: expected an absolute URL",
      })
    : new Unreachable({
        endpoint,
        reason: "connection",
        retryable: true,
        message: `${endpoint}: no connection to ${hostOf(request.url)}${reason === undefined ? "" : ` (${reason})`}`,
        cause,
      })
}

const tooSlow = (endpoint: string, url: string, duration: Duration.DurationInput) =>
  new Unreachable({
    endpoint,
    reason: "timeout",
    retryable: true,
    message: `${endpoint}: no answer from ${hostOf(url)} within ${Duration.format(duration)}`,
  })
