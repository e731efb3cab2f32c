/** Requests go through `fetch` alone: a body is sent and read as one text, and nothing is streamed. */
import * as Url from "@effect/platform/Url"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { Exchange } from "./Send.js"
import { Sender, wasRedirected } from "./Send.js"

/** Sends requests by `fetch`: that of the platform unless given, as it is by then. */
export const layer = (given?: typeof globalThis.fetch) =>
  Sender.layer(
    Effect.succeed(({ ended, headed, request }: Exchange) => {
      const { body, headers, method, url } = request
      const fetch = given ?? globalThis.fetch
      const controller = new AbortController()
      const init: RequestInit = {
        method,
        headers: body === undefined ? headers : { ...headers, "content-type": body.type },
        redirect: "manual",
        signal: controller.signal,
      }
      if (body !== undefined) init.body = body.text
      // what it throws at once is a rejection, too
      new Promise<Response>((resolve) => resolve(fetch(url, init)))
        .then((answer) => {
          const { status } = answer
          headed(status)
          const date = answer.headers.get("date") ?? undefined
          const retryAfter = answer.headers.get("retry-after") ?? undefined
          const isElsewhere = wasRedirected(answer, url)
          return answer.text().then((text) => {
            ended(Effect.succeed({ status, body: text, isElsewhere, date, retryAfter }))
          })
        })
        .catch((cause: unknown) => {
          ended(Effect.fail({ cause, isUrl: Either.isLeft(Url.fromString(url)) }))
        })
      return () => Effect.sync(() => controller.abort())
    }),
  )
