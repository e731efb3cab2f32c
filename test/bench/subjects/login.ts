/** Logins that wait for viewers: what each holds, and what a poll takes of the processor. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { AdobePass } from "../../../src/AdobePass.js"
import { Throttle } from "../../../src/transport/Throttle.js"
import { mvpd, profilesPath } from "../service.js"
import type { Subject, Subjects } from "../subject.js"
import { makeClock } from "./clock.js"
import { baseUrl, client, deviceOf, headers, requests, transports } from "./library.js"
import { processorTime } from "./load.js"

/** Milliseconds in which each polls twice. */
const stretch = 8000

const heap = () => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

const waiting =
  <R, E>(
    layer: Layer.Layer<R, E>,
    wait: (index: number) => Effect.Effect<unknown, unknown, R>,
    polls: () => number,
  ): Subject =>
  async () => {
    const { advance, clock, settle } = makeClock()
    const runtime = await Effect.gen(function* () {
      return yield* Scope.extend(Layer.toRuntime(layer), yield* Scope.make())
    }).pipe(Effect.withClock(clock), Effect.runPromise)
    const fork = Runtime.runFork(runtime)
    let next = 0
    return async ({ count }) => {
      const fibers = Array.from({ length: count }, () => fork(wait(next++)))
      await settle()
      // what a device needs before it can poll is its own affair
      await advance(stretch)
      const before = { polls: polls(), processor: processorTime() }
      await advance(stretch)
      const processor = (processorTime() - before.processor) / (polls() - before.polls)
      const during = heap()
      await Effect.runPromise(Fiber.interruptAll(fibers.splice(0)))
      await settle()
      return { processor, heap: (during - heap()) / count / 1024 }
    }
  }

const Answered = Schema.Struct({ profiles: Schema.Record({ key: Schema.String, value: Schema.Unknown }) })
const decode = HttpClientResponse.schemaBodyJson(Answered)

let wakes = 0

export const login: Subjects = {
  "a loop that sleeps": waiting(
    Layer.empty,
    () =>
      Effect.forever(
        Effect.zipRight(
          Effect.sleep("4 seconds"),
          Effect.sync(() => (wakes += 1)),
        ),
      ),
    () => wakes,
  ),
  "@effect/platform": waiting(
    transports.memory,
    (index) =>
      Effect.flatMap(HttpClient.HttpClient, (http) =>
        HttpClient.filterStatusOk(http)
          .get(`${baseUrl}${profilesPath(`C${index}`)}`, { headers })
          .pipe(
            Effect.flatMap(decode),
            Effect.repeat({
              schedule: Schedule.spaced("4 seconds"),
              while: ({ profiles }) => !(mvpd in profiles),
            }),
          ),
      ),
    requests,
  ),
  "effect-adobe-pass": waiting(
    client("memory", Throttle.layer()),
    (index) =>
      Effect.gen(function* () {
        const pass = yield* AdobePass
        const notAfter = DateTime.unsafeMake((yield* Clock.currentTimeMillis) + 1_800_000)
        return yield* pass.awaitProfile({ code: `C${index}`, notAfter, mvpd })
      }).pipe(deviceOf(index)),
    requests,
  ),
}
