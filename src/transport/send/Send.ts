/** Sends requests within the time that is set for them, whatever carries them. */
import * as Url from "@effect/platform/Url"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import { InvalidRequest, Unreachable } from "../../error/AdobePassError.js"
import * as Read from "../../error/read.js"
import * as Alarms from "../../policy/Alarms.js"
import { monotonicIn } from "../../policy/monotonic.js"
import { isTraced } from "../../policy/traced.js"
import type { Answer } from "../Answer.js"
import type { Request } from "../Request.js"
import { redactor } from "../secrets.js"

/** How long to wait before a call counts as {@link Unreachable}. */
export class Timeouts extends Context.Reference<Timeouts>()("effect-adobe-pass/Timeouts", {
  defaultValue: (): {
    /** From sending until the answer's headers, connecting included. */
    readonly response: Duration.DurationInput
    /** From sending until the whole answer is here. */
    readonly overall: Duration.DurationInput
  } => ({ response: "10 seconds", overall: "20 seconds" }),
}) {}

/** What came back. */
export interface Received {
  readonly status: number
  readonly body: string
  /** Whether it is another address's. */
  readonly isElsewhere: boolean
  /** The headers that tell of time. */
  readonly date: string | undefined
  readonly retryAfter: string | undefined
}

/** An answer with what is needed to set clocks by it. */
export interface Came extends Answer, Omit<Received, "isElsewhere"> {
  /** When the request went and the headers came, in monotonic milliseconds. */
  readonly sent: number
  readonly came: number
}

/** Why nothing came back. */
export interface Failed {
  readonly cause: unknown
  /** Whether the URL cannot be used. */
  readonly isUrl: boolean
}

/** What is told of a request while it is under way. */
export interface Exchange {
  readonly request: Request
  readonly caller: Fiber.RuntimeFiber<unknown, unknown>
  /** The headers are here. */
  readonly headed: (status: number) => void
  readonly ended: (end: Effect.Effect<Received, Failed>) => void
}

/** Starts a request, and gives an effect that stops it and is done when it has stopped. Follows no redirect. */
export type Carry = (exchange: Exchange) => () => Effect.Effect<unknown>

/** How often the timer of all calls looks at them, in milliseconds. */
const longestSleep = 250

/** Sends requests. */
export class Sender extends Context.Tag("effect-adobe-pass/Sender")<
  Sender,
  (endpoint: string, request: Request) => Effect.Effect<Came, InvalidRequest | Unreachable>
>() {
  /** Makes a sender over whatever carries requests. */
  static readonly make = (carry: Carry) =>
    Effect.gen(function* () {
      const timeouts = yield* Timeouts
      const response = Duration.toMillis(timeouts.response)
      const overall = Duration.toMillis(timeouts.overall)
      const alarms = Alarms.make(longestSleep)
      yield* Effect.addFinalizer(() => Effect.sync(alarms.rest))

      return Sender.of((endpoint, request) =>
        Effect.withFiberRuntime((caller) => {
          const span = isTraced(caller) ? caller.currentSpan : undefined
          if (span?._tag === "Span") {
            span.attribute("requests", Number(span.attributes.get("requests") ?? 0) + 1)
          }
          const sent = monotonicIn(caller)
          let came: number | undefined
          let isOver = false
          const until = () => sent + (came === undefined ? Math.min(response, overall) : overall)

          return Effect.async<Came, InvalidRequest | Unreachable>((done) => {
            const alarm: Alarms.Alarm = {
              at: 0,
              order: 0,
              ring: () => {
                if (monotonicIn(caller) < until()) return alarms.set(alarm, until(), caller)
                const isHeadless = came === undefined && response <= overall
                done(tooSlow(endpoint, request.url, isHeadless ? timeouts.response : timeouts.overall))
                // its caller does not wait until it is stopped
                Effect.runFork(stop())
              },
            }
            // started only here, where its end and an interruption are heard: a fiber may yield before
            const stop = carry({
              request,
              caller,
              headed: (status) => {
                came = monotonicIn(caller)
                if (span?._tag === "Span") span.attribute("status", status)
              },
              ended: (received) => {
                isOver = true
                alarms.clear(alarm)
                done(
                  Effect.mapBoth(received, {
                    onSuccess: (answer) => ({ ...answer, request, sent, came: came ?? sent }),
                    onFailure: (failed) => toFailure(endpoint, request, failed),
                  }),
                )
              },
            })
            if (isOver) return
            alarms.set(alarm, until(), caller)
            return Effect.suspend(() => {
              alarms.clear(alarm)
              alarms.rest()
              return stop()
            })
          })
        }),
      )
    })

  /** The same as a layer. */
  static readonly layer = <R>(carry: Effect.Effect<Carry, never, R>) =>
    Layer.scoped(Sender, Effect.flatMap(carry, Sender.make))
}

/**
 * Whether `fetch` followed a redirect all the same, as some runtimes do whatever they are told. The web's own answer alone
 * tells, which the platform's are made of.
 */
export const wasRedirected = (answer: object, asked: string): boolean => {
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

/** The host of a URL, with its port. */
const hostOf = (url: string): string => /^[^:]+:\/\/([^/?#]+)/.exec(url)?.[1] ?? "the service"

const toFailure = (endpoint: string, request: Request, failed: Failed) => {
  // its cause tells the URL, and with it the device
  if (failed.isUrl) {
    return new InvalidRequest({
      endpoint,
      parameter: "environment.baseUrl",
      message: "environment.baseUrl: expected an absolute URL",
    })
  }
  const cause = Read.cause(failed.cause, redactor(request))
  const reason = Read.reasonOf(cause)
  return new Unreachable({
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
