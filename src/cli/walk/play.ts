/** Walks a flow against a sandbox, and holds what the sandbox saw against the laws. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { AdobePass } from "../../AdobePass.js"
import type { Flow, Options } from "./flows/Flow.js"
import * as laws from "./laws.js"
import * as narrate from "./narrate.js"
import { ensure } from "./FlowError.js"
import * as say from "./say.js"
import { Stage } from "./Stage.js"

const serviceProvider = "REF30"

const plural = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`

/** Holds what was seen of a walk against the laws, and says how it went. */
export const judge = Effect.fn(function* (log: ReadonlyArray<laws.Seen>, devices: number, started: number) {
  const report = laws.check(log, devices)
  yield* ensure(report.broken.length === 0, report.broken.join("; "))
  const elapsed = ((yield* Clock.currentTimeMillis) - started) / 1000
  yield* say.done(
    [
      `All as it must be: ${plural(report.requests, "request")} in ${elapsed.toFixed(1)} s`,
      plural(report.registrations, "registration"),
      plural(report.tokens, "access token"),
      ...(report.polls > 0 ? [plural(report.polls, "poll")] : []),
      ...(report.closest === undefined ? [] : [`never closer than ${(report.closest / 1000).toFixed(1)} s`]),
    ].join(", "),
  )
  return report
})

/** Ends well, or fails with what was not as it must be. */
export const play = Effect.fn(function* (flow: Flow, options: Options) {
  const { baseUrl, requests, softwareStatement } = yield* Stage
  const started = yield* Clock.currentTimeMillis
  yield* say.title(flow.name, `${flow.about}, at ${baseUrl}`)

  const { gone, narrated } = yield* narrate.make(yield* HttpClient.HttpClient)
  const app = AdobePass.layer({ environment: { baseUrl }, serviceProvider, softwareStatement }).pipe(
    Layer.provide(Layer.succeed(HttpClient.HttpClient, narrated)),
  )
  yield* flow.play(options).pipe(Effect.provide(app), Effect.raceFirst(gone))
  return yield* judge(yield* requests, flow.devices, started)
})
