/** The first authorization of a device: it registers, earns a token, and asks. */
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { PerformanceObserver } from "node:perf_hooks"
import { setTimeout } from "node:timers/promises"
import { AdobePass } from "../../../src/AdobePass.js"
import { authorizePath, mvpd, resource, softwareStatement } from "../service.js"
import type { Subject, Subjects } from "../subject.js"
import { decode } from "./call.js"
import {
  adobePass,
  baseUrl,
  client,
  contextOf,
  deviceOf,
  fetchInMemory,
  headers,
  transports,
} from "./library.js"
import { effects, type Load, promises } from "./load.js"

let collecting = 0
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) collecting += duration * 1000
}).observe({ entryTypes: ["gc"] })

/** Tells, too, how much of the time the garbage collector takes. */
const withGarbage =
  (prepare: () => Promise<Load>): Subject =>
  async () => {
    const work = await prepare()
    return async (task) => {
      const before = collecting
      const { count, processor } = await work(task)
      // the observer hears of it a little later
      await setTimeout(50)
      return { processor, garbage: (collecting - before) / count }
    }
  }

const credentials = HttpClientResponse.schemaBodyJson(
  Schema.Struct({ client_id: Schema.String, client_secret: Schema.String }),
)
const token = HttpClientResponse.schemaBodyJson(
  Schema.Struct({
    access_token: Schema.Redacted(Schema.String),
    created_at: Schema.Number,
    expires_in: Schema.Number,
  }),
)

let devices = 0

export const device: Subjects = {
  "@effect/platform": withGarbage(async () => {
    const context = await contextOf(transports.memory)
    const http = HttpClient.filterStatusOk(Context.get(context, HttpClient.HttpClient))
    const call = Effect.gen(function* () {
      const id = { ...headers, "ap-device-identifier": `fingerprint ${btoa(`device-${devices++}`)}` }
      const { client_id, client_secret } = yield* http
        .post(`${baseUrl}/o/client/register`, {
          headers: { "x-device-info": id["x-device-info"] },
          body: HttpBody.unsafeJson({ software_statement: softwareStatement }),
        })
        .pipe(Effect.flatMap(credentials))
      const form = { client_id, client_secret, grant_type: "client_credentials" }
      yield* http
        .post(`${baseUrl}/o/client/token`, {
          headers: { "x-device-info": id["x-device-info"] },
          body: HttpBody.urlParams(UrlParams.fromInput(form)),
        })
        .pipe(Effect.flatMap(token))
      return yield* http
        .post(baseUrl + authorizePath, { headers: id, body: HttpBody.unsafeJson({ resources: [resource] }) })
        .pipe(Effect.flatMap(decode))
    })
    return effects(call, context)
  }),
  "effect-adobe-pass": withGarbage(async () => {
    const context = await contextOf(client("memory"))
    const pass = Context.get(context, AdobePass)
    const call = Effect.suspend(() => pass.authorize({ mvpd, resource }).pipe(deviceOf(devices++)))
    return effects(call, context)
  }),
  "adobe-pass": withGarbage(async () => {
    const pass = await adobePass({ fetch: fetchInMemory })
    return promises(() => pass.forDevice({ identifier: `device-${devices++}` }).authorize({ mvpd, resource }))
  }),
}
