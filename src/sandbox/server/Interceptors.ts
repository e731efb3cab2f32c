/**
 * What a program answers by itself: functions from a request to an answer, each for one endpoint.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Exchange, Reply } from "../wire/exchange.js"
import type { EndpointName } from "../world/endpointNames.js"
import { Answer, replyOf } from "./answer.js"

/** A request as an interceptor sees it. */
export interface InterceptedRequest {
  readonly endpoint: EndpointName
  readonly method: string
  readonly url: URL
  /** What the path has of parameters, such as `serviceProvider`, `mvpd` or `code`. */
  readonly params: Readonly<Record<string, string | undefined>>
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Answers a request, or leaves it to the service. */
export type Intercept = (
  request: InterceptedRequest,
) => Answer | undefined | Effect.Effect<Answer | undefined>

/** The interceptors of one sandbox. */
export class Interceptors extends Context.Tag("effect-adobe-pass/sandbox/Interceptors")<
  Interceptors,
  {
    /** Puts one in front of those that are there, and gives what takes it off. */
    readonly add: (endpoint: EndpointName, intercept: Intercept) => () => void
    /** The first answer; undefined if none of them wants to. */
    readonly answer: (endpoint: EndpointName, exchange: Exchange["Type"]) => Effect.Effect<Reply | undefined>
    readonly clear: () => void
  }
>() {}

interface Interceptor {
  readonly endpoint: EndpointName
  readonly intercept: Intercept
}

const validate = Schema.validate(Answer)

const nothing: Effect.Effect<undefined> = Effect.succeed(undefined)

export const make = (): Interceptors["Type"] => {
  let all: ReadonlyArray<Interceptor> = []

  const firstOf = (
    interceptors: ReadonlyArray<Interceptor>,
    request: InterceptedRequest,
  ): Effect.Effect<Reply | undefined> => {
    const [first, ...rest] = interceptors
    if (first === undefined) return nothing
    return Effect.flatMap(
      Effect.suspend(() => {
        const answered = first.intercept(request)
        return Effect.isEffect(answered) ? answered : Effect.succeed(answered)
      }),
      (answer) =>
        answer === undefined ? firstOf(rest, request) : Effect.map(Effect.orDie(validate(answer)), replyOf),
    )
  }

  return {
    add: (endpoint, intercept) => {
      const added = { endpoint, intercept }
      all = [added, ...all]
      return () => {
        all = all.filter((one) => one !== added)
      }
    },
    answer: (endpoint, { body, headers, method, params, url }) => {
      const meant = all.filter((one) => one.endpoint === endpoint)
      return meant.length === 0 ? nothing : firstOf(meant, { endpoint, method, url, params, headers, body })
    },
    clear: () => {
      all = []
    },
  }
}
