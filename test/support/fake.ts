/** An HttpClient that answers what a test says, on the test's clock. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export interface Sent {
  readonly at: number
  readonly request: HttpClientRequest
  readonly url: string
}

export type Reply =
  | { readonly status?: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** The connection breaks; no answer comes; the head comes, its body never does. */
  | "broken"
  | "silent"
  | "stalled"

export const fake = (reply: (count: number, sent: Sent) => Reply) => {
  const sent: Array<Sent> = []
  const client = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const one = { at: yield* Clock.currentTimeMillis, request, url: url.toString() }
      sent.push(one)
      const answer = reply(sent.length, one)
      if (answer === "silent") return yield* Effect.never
      if (answer === "broken") {
        return yield* new HttpClientError.RequestError({
          request,
          reason: "Transport",
          // as chatty as some are
          cause: Object.assign(
            new TypeError(`request to ${url.toString()} failed`, {
              cause: new Error(`no way to ${url.toString()}`),
            }),
            { code: "ECONNRESET", config: { headers: request.headers } },
          ),
        })
      }
      if (answer === "stalled") return HttpClientResponse.fromWeb(request, new Response(new ReadableStream()))
      const { body = {}, headers = {}, status = 200 } = answer
      const text = typeof body === "string" ? body : JSON.stringify(body)
      return HttpClientResponse.fromWeb(
        request,
        new Response(status === 204 ? null : text, { status, headers }),
      )
    }),
  )
  return { sent, layer: Layer.succeed(HttpClient.HttpClient, client) }
}
