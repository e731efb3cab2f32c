/** The two packages, as apps of the benches use them. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { AdobePass } from "../../../src/AdobePass.js"
import * as Device from "../../../src/domain/Device.js"
import type * as Promised from "../../../src/promise.js"
import { Throttle } from "../../../src/transport/Throttle.js"
import { answer, json, serviceProvider, softwareStatement } from "../service.js"

/** The address of the service; nothing listens there for those that have it in memory. */
export const baseUrl = process.env["BENCH_URL"] ?? "http://127.0.0.1:9"

const device = {
  identifier: "ba23d141-1a32-4f7c-ba2f-4ce2b3a4c5f1",
  info: {
    primaryHardwareType: "SetTopBox",
    model: "TV 5th Gen",
    vendor: "Apple",
    osName: "tvOS",
    osVendor: "Apple",
  },
} as const

const textOf = (body: HttpBody.HttpBody) =>
  body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : ""

/** The service without a network, so that the client's own cost is left. */
const memory = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make((request, url) =>
    Effect.sync(() => {
      const { status, text } = answer(url.pathname, textOf(request.body))
      return HttpClientResponse.fromWeb(request, new Response(text, { status, headers: json }))
    }),
  ),
)

export const transports = {
  fetch: FetchHttpClient.layer,
  undici: NodeHttpClient.layerUndici,
  memory,
} as const

export const fetchInMemory: typeof globalThis.fetch = (input, init) => {
  const body =
    init?.body instanceof Uint8Array ? new TextDecoder().decode(init.body) : String(init?.body ?? "")
  const { status, text } = answer(new URL(input instanceof Request ? input.url : input).pathname, body)
  return Promise.resolve(new Response(text, { status, headers: json }))
}

/** Runs effects that need an HttpClient. */
export const platform = (transport: keyof typeof transports) => ManagedRuntime.make(transports[transport])

/** Runs effects that need a client and a device; nothing brakes it. */
export const effectAdobePass = (transport: keyof typeof transports) =>
  ManagedRuntime.make(
    AdobePass.layer({ environment: { baseUrl }, serviceProvider, softwareStatement }).pipe(
      Layer.provide([Throttle.none, transports[transport]]),
      Layer.merge(Device.Device.layer(device)),
    ),
  )

/** A client of the package `adobe-pass` as it was built; nothing brakes it. */
export const adobePass = async (more: Partial<Promised.AdobePassOptions> = {}) => {
  const { makeAdobePass }: typeof Promised = await import(process.env["BENCH_ADOBE_PASS"] ?? "")
  return makeAdobePass({
    environment: { baseUrl },
    serviceProvider,
    softwareStatement,
    device,
    policies: { throttle: false },
    ...more,
  })
}
