/** The two packages, and what their peers share, as apps have them. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { AdobePass } from "../../../src/AdobePass.js"
import * as Device from "../../../src/domain/Device.js"
import type * as Promised from "../../../src/promise.js"
import { Throttle } from "../../../src/transport/Throttle.js"
import { answer, json, serviceProvider, softwareStatement } from "../service.js"

/** The address of the service; nothing listens there for those that have it in memory. */
export const baseUrl = process.env["BENCH_URL"] ?? "http://127.0.0.1:9"

const info = {
  primaryHardwareType: "SetTopBox",
  model: "TV 5th Gen",
  vendor: "Apple",
  osName: "tvOS",
  osVendor: "Apple",
} as const
const identifier = "ba23d141-1a32-4f7c-ba2f-4ce2b3a4c5f1"

/** What those send that do not know Adobe Pass. */
export const headers = {
  authorization: "Bearer access.token",
  "ap-device-identifier": `fingerprint ${btoa(identifier)}`,
  "x-device-info": btoa(JSON.stringify(info)),
  accept: "application/json",
}

let answered = 0
/** How many requests were answered in memory so far. */
export const requests = () => answered

const respond = (path: string, body: Uint8Array | undefined) => {
  answered += 1
  const { status, text } = answer(path, body === undefined ? "" : new TextDecoder().decode(body))
  return new Response(text, { status, headers: json })
}

const bytesOf = (body: HttpBody.HttpBody) => (body._tag === "Uint8Array" ? body.body : undefined)

/** The service without a network, so that the client's own cost is left. */
const memory = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make((request, { pathname }) =>
    Effect.sync(() => HttpClientResponse.fromWeb(request, respond(pathname, bytesOf(request.body)))),
  ),
)

export const fetchInMemory: typeof globalThis.fetch = (input, init) => {
  const { pathname } = new URL(input instanceof Request ? input.url : input)
  const body = init?.body
  return Promise.resolve(
    respond(pathname, body instanceof Uint8Array ? body : new TextEncoder().encode(String(body ?? ""))),
  )
}

export const transports = {
  fetch: FetchHttpClient.layer,
  undici: NodeHttpClient.layerUndici,
  memory,
} as const
export type Transport = keyof typeof transports

/** A client of the package `effect-adobe-pass` over what processes may share. */
export const shared = <A, E>(transport: Transport, layers: Layer.Layer<A, E>) =>
  AdobePass.layer({ environment: { baseUrl }, serviceProvider, softwareStatement }).pipe(
    Layer.provide([layers, transports[transport]]),
  )

/** The same, with a memory of its own; nothing brakes it, unless something is given. */
export const client = (transport: Transport, brake: Layer.Layer<Throttle> = Throttle.none) =>
  shared(transport, brake)

/** The only device. */
export const device = Device.Device.layer({ info, identifier })

/** Speaks for one device of many. */
export const deviceOf =
  (index: number) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.flatMap(
      Device.make({
        info,
        identifier: `device-${index}`,
        forwardedFor: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
      }),
      (device) => Effect.provideService(effect, Device.Device, device),
    )

/** What a layer makes, for as long as the process lives. */
export const contextOf = <A, E>(layer: Layer.Layer<A, E>) =>
  Effect.runPromise(Effect.flatMap(Scope.make(), (scope) => Layer.buildWithScope(layer, scope)))

/** A client of the package `adobe-pass` as it was built; nothing brakes it. */
export const adobePass = async (more: Partial<Promised.AdobePassOptions> = {}) => {
  const { makeAdobePass }: typeof Promised = await import(process.env["BENCH_ADOBE_PASS"] ?? "")
  return makeAdobePass({
    environment: { baseUrl },
    serviceProvider,
    softwareStatement,
    device: { identifier, info },
    policies: { throttle: false },
    ...more,
  })
}
