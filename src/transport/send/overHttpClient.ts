/** Requests go through the `HttpClient` of the app. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as FiberRef from "effect/FiberRef"
import * as FiberRefs from "effect/FiberRefs"
import { constTrue } from "effect/Function"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import { remade } from "../../policy/contexts.js"
import type { Request } from "../Request.js"
import type { Exchange, Failed, Received } from "./Send.js"
import { Sender, wasRedirected } from "./Send.js"

const toPlatform = ({ body, headers, method, url }: Request) =>
  HttpClientRequest.modify(HttpClientRequest.get(url), {
    method,
    headers,
    ...(body && { body: HttpBody.text(body.text, body.type) }),
  })

const exchange = (client: HttpClient.HttpClient, { headed, request }: Exchange) =>
  Effect.mapError(
    Effect.flatMap(client.execute(toPlatform(request)), (answer) => {
      const { headers, status } = answer
      headed(status)
      const { date, "retry-after": retryAfter } = headers
      const isElsewhere = wasRedirected(answer, request.url)
      return Effect.map(answer.text, (body): Received => ({ status, body, isElsewhere, date, retryAfter }))
    }),
    (error: HttpClientError): Failed => ({
      cause: error.cause,
      isUrl: error.reason === "InvalidUrl",
    }),
  )

/** Redirects are left to be seen, whatever else an app tells `fetch`. */
const withoutRedirects = remade((context) =>
  Context.add(context, FetchHttpClient.RequestInit, {
    ...context.unsafeMap.get(FetchHttpClient.RequestInit.key),
    redirect: "manual",
  }),
)

/** A span of a request would tell the URL, and with it the device. */
const untraced = (refs: FiberRefs.FiberRefs) =>
  FiberRefs.updateManyAs(refs, {
    entries: [
      [HttpClient.currentTracerDisabledWhen, [[FiberId.none, constTrue]]],
      [HttpClient.currentTracerPropagation, [[FiberId.none, false]]],
      // its caller handles its errors, which tell the URL, too
      [FiberRef.unhandledErrorLogLevel, [[FiberId.none, Option.none()]]],
    ],
  })

/** Starts an effect at once, as a part of its caller. */
const fork = <A, E>(caller: Fiber.RuntimeFiber<unknown, unknown>, effect: Effect.Effect<A, E>) =>
  Runtime.runFork(
    Runtime.make({
      context: withoutRedirects(caller.currentContext),
      fiberRefs: untraced(caller.getFiberRefs()),
      runtimeFlags: Runtime.defaultRuntimeFlags,
    }),
  )(effect)

/** Sends requests through the `HttpClient` of the environment. */
export const layer = Sender.layer(
  Effect.map(HttpClient.HttpClient, (client) => (one: Exchange) => {
    const fiber = fork(one.caller, exchange(client, one))
    fiber.addObserver(one.ended)
    return () => Fiber.interrupt(fiber)
  }),
)
