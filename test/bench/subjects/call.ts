/** The same authorization by clients of many kinds, each as its users write it. */
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import ky from "ky"
import assert from "node:assert/strict"
import OpenAI from "openai"
import createClient from "openapi-fetch"
import * as Undici from "undici"
import { AdobePass } from "../../../src/AdobePass.js"
import { authorizePath, json, mvpd, resource, serviceProvider } from "../service.js"
import type { Subjects } from "../subject.js"
import {
  adobePass,
  baseUrl,
  client,
  contextOf,
  device,
  fetchInMemory,
  headers,
  type Transport,
  transports,
} from "./library.js"
import { effects, promises } from "./load.js"

const url = baseUrl + authorizePath
const resources = [resource]
const body = JSON.stringify({ resources })

interface Answer {
  decisions: Array<{ authorized: boolean }>
}
interface Paths {
  readonly "/api/v2/{serviceProvider}/decisions/authorize/{mvpd}": {
    readonly post: {
      readonly parameters: { readonly path: { readonly serviceProvider: string; readonly mvpd: string } }
      readonly requestBody: {
        readonly content: { readonly "application/json": { readonly resources: string[] } }
      }
      readonly responses: { readonly 200: { readonly content: { readonly "application/json": Answer } } }
    }
  }
}

/** A call whose answer is a permit; otherwise it would be measured how fast a client fails. */
const permitted = async (call: () => Promise<Answer | undefined>) => {
  assert.equal((await call())?.decisions[0]?.authorized, true)
  return promises(call)
}

const openapiFetch = (more: { readonly fetch?: typeof globalThis.fetch } = {}) => {
  const api = createClient<Paths>({ baseUrl, headers, ...more })
  return permitted(async () => {
    const { data } = await api.POST("/api/v2/{serviceProvider}/decisions/authorize/{mvpd}", {
      params: { path: { serviceProvider, mvpd } },
      body: { resources },
    })
    return data
  })
}

const Answered = Schema.Struct({
  decisions: Schema.Array(
    Schema.Struct({
      resource: Schema.String,
      serviceProvider: Schema.String,
      mvpd: Schema.String,
      source: Schema.String,
      authorized: Schema.Boolean,
      notBefore: Schema.Number,
      notAfter: Schema.Number,
      token: Schema.optional(
        Schema.Struct({
          notBefore: Schema.Number,
          notAfter: Schema.Number,
          serializedToken: Schema.Redacted(Schema.String),
        }),
      ),
    }),
  ),
})
export const decode = HttpClientResponse.schemaBodyJson(Answered)

/** With the platform's HttpClient, and a schema for the answer. */
const withPlatform = (transport: Transport) => async () => {
  const context = await contextOf(transports[transport])
  const http = HttpClient.filterStatusOk(Context.get(context, HttpClient.HttpClient))
  const call = Effect.suspend(() =>
    http.post(url, { headers, body: HttpBody.unsafeJson({ resources }) }),
  ).pipe(Effect.flatMap(decode))
  assert.equal((await Effect.runPromise(call)).decisions[0]?.authorized, true)
  return effects(call, context)
}

const withAdobePass = (fetch?: typeof globalThis.fetch) => async () => {
  const pass = await adobePass({ fetch })
  const call = () => pass.authorize({ mvpd, resource })
  assert.equal((await call())._tag, "Permit")
  return promises(call)
}

const withEffectAdobePass = (transport: Transport) => async () => {
  const context = await contextOf(Layer.merge(client(transport), device))
  const pass = Context.get(context, AdobePass)
  const call = Effect.suspend(() => pass.authorize({ mvpd, resource }))
  assert.equal((await Effect.runPromise(Effect.provide(call, context)))._tag, "Permit")
  return effects(call, context)
}

export const call: Subjects = {
  "fetch and JSON.parse": () =>
    permitted(async () => {
      const response = await fetch(url, { method: "POST", headers: { ...headers, ...json }, body })
      return JSON.parse(await response.text())
    }),
  "undici.request": () =>
    permitted(async () => {
      const response = await Undici.request(url, { method: "POST", headers: { ...headers, ...json }, body })
      return JSON.parse(await response.body.text())
    }),
  "openapi-fetch": () => openapiFetch(),
  openai: () => {
    const openai = new OpenAI({ apiKey: "access.token", baseURL: baseUrl, defaultHeaders: headers })
    return permitted(() => openai.post<Answer>(authorizePath, { body: { resources } }))
  },
  ky: () => {
    const api = ky.create({ prefixUrl: baseUrl, headers })
    return permitted(() => api.post(authorizePath.slice(1), { json: { resources } }).json<Answer>())
  },
  "@effect/platform over fetch": withPlatform("fetch"),
  "@effect/platform over undici": withPlatform("undici"),
  "adobe-pass": withAdobePass(),
  "effect-adobe-pass over fetch": withEffectAdobePass("fetch"),
  "effect-adobe-pass over undici": withEffectAdobePass("undici"),
  "@effect/platform": withPlatform("memory"),
  "effect-adobe-pass": withEffectAdobePass("memory"),
  "openapi-fetch in memory": () => openapiFetch({ fetch: fetchInMemory }),
  "adobe-pass in memory": withAdobePass(fetchInMemory),
}
