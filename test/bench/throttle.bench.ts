/** The limits for real, four times as fast as Adobe's, and what a login that polls costs in memory. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Array from "effect/Array"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { AdobePass } from "../../src/AdobePass.js"
import * as Device from "../../src/domain/Device.js"
import { every, Polling } from "../../src/policy/Polling.js"
import * as Sandbox from "../../src/sandbox/index.js"
import { Throttle } from "../../src/transport/Throttle.js"

const rate = { requestsPerSecond: 4, burst: 10 }
const mvpd = "Cablevision"
const tv = { identifier: "tv", info: { model: "Box", osName: "tvOS" } } as const
const login = { mvpd, domainName: "example.com", redirectUrl: "https://app.example/done" }

const print = (title: string, figures: Readonly<Record<string, number | string>>) =>
  Effect.sync(() => {
    console.log(`\n${title}`)
    for (const [name, figure] of Object.entries(figures)) console.log(`  ${name.padEnd(44)} ${figure}`)
  })

const milliseconds = Effect.map(Clock.currentTimeNanos, (nanos) => Number(nanos / 1000n) / 1000)
const timed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const start = yield* milliseconds
    yield* effect
    return (yield* milliseconds) - start
  })

const counted = Effect.flatMap(Sandbox.Sandbox, ({ admin }) =>
  Effect.map(admin.requests({}), (requests) => ({
    requests: requests.length,
    refused: requests.filter(({ status }) => status === 429).length,
  })),
)

const report = (title: string, took: number, more: Readonly<Record<string, number | string>> = {}) =>
  Effect.gen(function* () {
    const { refused, requests } = yield* counted
    const least = ((requests - rate.burst) * 1000) / rate.requestsPerSecond
    yield* print(title, {
      requests,
      "refused with 429": refused,
      "the bucket's own time": `${least} ms`,
      took: `${took.toFixed(0)} ms, ${(took / least).toFixed(3)} of it`,
      ...more,
    })
  })

const limits = Effect.gen(function* () {
  const pass = yield* AdobePass
  const { admin } = yield* Sandbox.Sandbox
  yield* pass.authenticate({ ...login, onCode: ({ code }) => admin.completeLogin({ code }) })
  yield* Effect.sleep("4 seconds")
  yield* admin.clearRequests

  const callers = Array.makeBy(30, () => pass.profiles())
  yield* report("30 callers at once", yield* timed(Effect.all(callers, { concurrency: "unbounded" })))

  yield* Effect.sleep("4 seconds")
  yield* admin.clearRequests
  const resources = Array.makeBy(500, (index) => `channel-${index}`)
  const authorize = Effect.delay(timed(pass.authorize({ mvpd, resource: "newsline" })), "10 seconds")
  const all = timed(pass.preauthorize({ mvpd, resources }))
  const [took, waited] = yield* Effect.all([all, authorize], { concurrency: "unbounded" })
  yield* report("a catalogue of 500 resources, and one authorize in its middle", took, {
    "authorize took": `${waited.toFixed(0)} ms (a turn is ${1000 / rate.requestsPerSecond} ms)`,
  })
})

const sandboxed = Layer.unwrapEffect(
  Effect.map(Sandbox.Sandbox, ({ baseUrl, softwareStatement }) =>
    AdobePass.layer({ environment: { baseUrl }, serviceProvider: "REF30", softwareStatement }),
  ),
).pipe(
  Layer.provide([FetchHttpClient.layer, Throttle.layer(rate)]),
  Layer.provideMerge(Sandbox.layer({ throttle: rate })),
  Layer.merge(Device.Device.layer(tv)),
)

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")
const heap = Effect.sync(() => {
  collect()
  return process.memoryUsage().heapUsed
})

const logins = 10_000

/** Slower than usual, so that one machine keeps up with all of them. */
const interval = 20_000

/** A service in this process where nobody signs in, and when each code was asked about. */
const polled = new Map<string, Array<number>>()
const nobody = HttpClient.make((request) =>
  Effect.map(milliseconds, (now) => {
    const { pathname } = new URL(request.url)
    const [, code] = /\/profiles\/code\/(.+)$/.exec(pathname) ?? []
    if (code !== undefined) polled.set(code, [...(polled.get(code) ?? []), now])
    const body = pathname.endsWith("/register")
      ? { client_id: "client", client_secret: "secret" }
      : pathname.endsWith("/token")
        ? { access_token: "token", created_at: Date.now(), expires_in: 21_600 }
        : { profiles: {} }
    return HttpClientResponse.fromWeb(request, new Response(JSON.stringify(body)))
  }),
)

const memory = Effect.gen(function* () {
  const pass = yield* AdobePass
  yield* pass.profiles().pipe(Effect.provide(Device.Device.layer(tv)))
  const before = yield* heap
  const notAfter = DateTime.unsafeMake(Date.now() + 1_800_000)
  const waiting = yield* Effect.forEach(Array.range(1, logins), (index) =>
    Effect.flatMap(
      Device.make({ ...tv, identifier: `tv-${index}`, forwardedFor: `10.0.0.${index}` }),
      (device) =>
        Effect.fork(
          Effect.provideService(
            pass.awaitProfile({ code: `C${index}`, notAfter, mvpd }),
            Device.Device,
            device,
          ),
        ),
    ),
  )
  // until each has polled twice
  while (polled.size < logins || [...polled.values()].some(({ length }) => length < 2)) {
    yield* Effect.sleep("1 seconds")
  }
  const during = yield* heap
  yield* Fiber.interruptAll(waiting)
  const ended = yield* milliseconds
  const polls = [...polled.values()].reduce((sum, { length }) => sum + length, 0)
  const shortest = [...polled.values()].reduce(
    (least, times) =>
      times.reduce((gap, time, index) => Math.min(gap, time - (times[index - 1] ?? -1e9)), least),
    Infinity,
  )
  yield* Effect.sleep(interval)
  const late = [...polled.values()].flat().filter((time) => time > ended)
  polled.clear()
  const after = yield* heap
  yield* print(`${logins} logins polling at once`, {
    polls,
    "shortest pause": `${shortest.toFixed(1)} ms (asked for at least ${interval - 1000} ms)`,
    "polls after the end": late.length,
    "memory of a login": `${((during - before) / logins / 1024).toFixed(1)} KiB`,
    "kept of a login after its end (token, address)": `${((after - before) / logins / 1024).toFixed(1)} KiB`,
  })
})

const inProcess = AdobePass.layer({
  environment: { baseUrl: "http://service.invalid" },
  serviceProvider: "REF30",
  softwareStatement: "a.software.statement",
}).pipe(
  Layer.provide([Layer.succeed(HttpClient.HttpClient, nobody), Layer.succeed(Polling, every(interval))]),
)

await Effect.runPromise(Effect.zipRight(Effect.provide(limits, sandboxed), Effect.provide(memory, inProcess)))
