/** Each request and its answer, as they happen: shown, recorded, measured. */
import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { endpointOf } from "./endpointOf.js"

export interface Exchange {
  /** The endpoint's name; empty for requests to anything else. */
  readonly endpoint: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** Milliseconds until the whole answer was there. */
  readonly duration: number
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  }
  /** Absent where there was no answer. */
  readonly response?: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  }
}

const decoder = new TextDecoder()
const bodyOf = ({ body }: HttpClientRequest) => (body._tag === "Uint8Array" ? decoder.decode(body.body) : "")

const urlOf = ({ url, urlParams }: HttpClientRequest) => {
  const query = UrlParams.toString(urlParams)
  return query === "" ? url : `${url}${url.includes("?") ? "&" : "?"}${query}`
}

/** A client that hands over each exchange once it is done. */
export const observed = <R>(
  client: HttpClient.HttpClient,
  observe: (exchange: Exchange) => Effect.Effect<unknown, never, R>,
): Effect.Effect<HttpClient.HttpClient, never, R> =>
  Effect.map(Effect.context<R>(), (context) =>
    HttpClient.transform(client, (send, request) =>
      Effect.gen(function* () {
        const endpoint = endpointOf(request.method, request.url)
        const startedAt = yield* Clock.currentTimeMillis
        const started = yield* Clock.currentTimeNanos
        const done = (response: Pick<Exchange, "response">) =>
          Effect.gen(function* () {
            const duration = Number((yield* Clock.currentTimeNanos) - started) / 1e6
            const { headers, method } = request
            const sent = { method, url: urlOf(request), headers: { ...headers }, body: bodyOf(request) }
            yield* observe({ endpoint, startedAt, duration, request: sent, ...response })
          }).pipe(Effect.provide(context))
        return yield* send.pipe(
          Effect.tap((response) =>
            // the client reads the same text again without another look at the wire
            Effect.flatMap(
              Effect.orElseSucceed(response.text, () => ""),
              (body) =>
                done({ response: { status: response.status, headers: { ...response.headers }, body } }),
            ),
          ),
          Effect.tapError(() => done({})),
        )
      }),
    ),
  )
