import { describe, expect, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { once } from "node:events"
import { createServer } from "node:http"
import type { SandboxOptions } from "../../src/sandbox/index.js"
import { layer, PortUnavailable, Sandbox, startSandbox } from "../../src/sandbox/index.js"

const get = (url: string, headers: Record<string, string> = {}) =>
  Effect.promise(() => fetch(url, { headers }))
const configuration = "/api/v2/REF30/configuration"

describe("the sandbox as a layer", () => {
  it.effect("runs on the clock of the test: the worked example of throttling, row by row", () =>
    Effect.gen(function* () {
      const { baseUrl, admin } = yield* Sandbox
      const rows: ReadonlyArray<readonly [tenths: number, limit: number, burst: number, refused: number]> = [
        [0, 1, 0, 0],
        [3, 1, 1, 0],
        [6, 1, 2, 0],
        [9, 1, 3, 0],
        [12, 2, 3, 0],
        [13, 2, 4, 0],
        [14, 2, 5, 0],
        [15, 2, 6, 0],
        [16, 2, 7, 0],
        [17, 2, 8, 0],
        [18, 2, 9, 0],
        [21, 3, 9, 0],
        [22, 3, 10, 0],
        [24, 3, 10, 1],
        [26, 3, 10, 2],
        [28, 3, 10, 3],
        [31, 4, 10, 3],
      ]
      for (const refill of [true, false]) {
        yield* admin.setThrottle({ refill })
        let [time, refusedBefore] = [0, 0]
        for (const [tenths, limit, burst, refused] of rows) {
          yield* TestClock.adjust(`${(tenths - time) * 100} millis`)
          time = tenths
          const { status } = yield* get(baseUrl + configuration, { "x-forwarded-for": "203.0.113.7" })
          expect([tenths, status]).toEqual([tenths, refused > refusedBefore ? 429 : 401])
          refusedBefore = refused
          expect(yield* admin.buckets).toEqual([
            expect.objectContaining({ address: "203.0.113.7", limit, burst, refused }),
          ])
        }
      }
    }).pipe(Effect.provide(layer())),
  )

  it.effect("tells the virtual time in its Date header", () =>
    Effect.gen(function* () {
      const { baseUrl, admin } = yield* Sandbox
      yield* admin.setNow(Date.UTC(2030, 0, 1))
      const { headers } = yield* get(baseUrl + configuration)
      expect(headers.get("date")).toBe("Tue, 01 Jan 2030 00:00:00 GMT")
    }).pipe(Effect.provide(layer())),
  )

  it.effect("streams exchanges as they happen, without secrets", () =>
    Effect.gen(function* () {
      const { baseUrl, admin } = yield* Sandbox
      const seen = yield* Effect.fork(Effect.flatten(Stream.runHead(admin.requestStream())))
      yield* Effect.yieldNow()
      yield* get(`${baseUrl}${configuration}`, { authorization: "Bearer secret" })
      const entry = yield* Fiber.join(seen)
      expect(entry).toMatchObject({ endpoint: "RetrieveConfiguration", method: "GET", status: 401 })
      expect(JSON.stringify(entry)).not.toContain("secret")
      const [raw] = yield* admin.requests({ secrets: true })
      expect(raw?.requestHeaders["authorization"]).toBe("Bearer secret")
    }).pipe(Effect.provide(layer())),
  )

  it.effect("keeps to loopback, and warns when it was told not to", () =>
    Effect.gen(function* () {
      const warnings: Array<string> = []
      const logger = Logger.make(({ logLevel, message }) => {
        if (logLevel === LogLevel.Warning) warnings.push(String(message))
      })
      const baseUrlOf = (options: SandboxOptions) =>
        Effect.map(Sandbox, ({ baseUrl }) => baseUrl).pipe(
          Effect.provide(layer(options)),
          Effect.provide(Logger.replace(Logger.defaultLogger, logger)),
        )
      expect(yield* baseUrlOf({})).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
      expect(warnings).toEqual([])
      expect(yield* baseUrlOf({ host: "0.0.0.0" })).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
      expect(warnings).toEqual([expect.stringContaining("which others can reach")])
    }),
  )

  it.effect("is gone with its scope", () =>
    Effect.gen(function* () {
      const baseUrl = yield* Sandbox.pipe(
        Effect.tap(({ baseUrl }) => get(baseUrl + configuration)),
        Effect.map(({ baseUrl }) => baseUrl),
        Effect.provide(layer()),
      )
      const exit = yield* Effect.exit(Effect.tryPromise(() => fetch(baseUrl)))
      expect(Exit.isFailure(exit)).toBe(true)
    }),
  )
})

describe("startSandbox", () => {
  it("many at once in one process share nothing", async () => {
    const sandboxes = await Promise.all(Array.from({ length: 5 }, () => startSandbox()))
    expect(new Set(sandboxes.map(({ baseUrl }) => baseUrl)).size).toBe(5)
    const [one, other] = sandboxes
    await one?.admin.advance("1 day")
    expect(Number(await one?.admin.now()) - Number(await other?.admin.now())).toBeGreaterThan(86_000_000)
    await Promise.all(sandboxes.map((each) => each.close()))
  })

  it("the same seed and the same calls give the same codes, and a reset starts over", async () => {
    await using sandbox = await startSandbox({ seed: 7 })
    await using twin = await startSandbox({ seed: 7 })
    await using stranger = await startSandbox({ seed: 8 })
    const trace = async (baseUrl: string) => {
      const answer = await fetch(baseUrl + configuration)
      const { trace } = (await answer.json()) as { trace: string }
      return trace
    }
    const first = await trace(sandbox.baseUrl)
    expect(await trace(twin.baseUrl)).toBe(first)
    expect(await trace(stranger.baseUrl)).not.toBe(first)
    expect(await trace(sandbox.baseUrl)).not.toBe(first)
    await sandbox.admin.putAccount({ username: "new", password: "x", name: "New", about: "", packages: [] })
    await sandbox.admin.reset()
    expect(await trace(sandbox.baseUrl)).toBe(first)
    expect((await sandbox.admin.accounts()).map(({ username }) => username)).not.toContain("new")
  })

  it("a port that is taken or none rejects, and says so", async () => {
    await using sandbox = await startSandbox()
    const port = Number(new URL(sandbox.baseUrl).port)
    await expect(startSandbox({ port })).rejects.toThrow(
      `cannot listen on port ${port}: a sandbox has it already (version `,
    )
    await expect(startSandbox({ port })).rejects.toBeInstanceOf(PortUnavailable)

    const other = createServer((_, response) => response.end("something else")).listen(0, "127.0.0.1")
    await once(other, "listening")
    const address = other.address()
    const taken = typeof address === "object" && address !== null ? address.port : 0
    await expect(startSandbox({ port: taken })).rejects.toThrow(
      `cannot listen on port ${taken}: another program has it, which is no sandbox. End that program, or take another port`,
    )
    other.close()
    await expect(startSandbox({ host: "192.0.2.1" })).rejects.toThrow("this machine has no address 192.0.2.1")
    for (const none of [-1, 65_536, 1.5]) {
      await expect(startSandbox({ port: none })).rejects.toThrow(
        `cannot listen on port ${none}: ports are whole numbers from 0 to 65535`,
      )
    }
  })

  it("closes while a request is under way", async () => {
    const sandbox = await startSandbox()
    await sandbox.admin.addFault({ kind: "delay", delay: 60_000 })
    const hanging = fetch(`${sandbox.baseUrl}/api/v2/REF30/configuration`).catch(() => "cut")
    await vi.waitFor(async () => expect(await sandbox.admin.faults()).toEqual([]))
    await sandbox.close()
    expect(await hanging).toBe("cut")
  })
})
