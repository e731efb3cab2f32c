/**
 * The example's backend as a fleet of three processes, while processes are killed, Redis is stopped and frozen, and one node's clock
 * is ahead. `CHAOS_DEVICES=2000 npm run test:chaos` is the long form.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { RunningSandbox } from "../../src/sandbox/index.js"
import { startSandbox } from "../../src/sandbox/index.js"
import { bundled, temporaryFolder } from "../support/program.js"
import type { Backend, LoginEvent } from "./backends.js"
import { app, listen, startBackend } from "./backends.js"
import type { TestRedis } from "../redis/server.js"
import { hasRedis, startRedis } from "../redis/server.js"

const devices = Number(process.env["CHAOS_DEVICES"] ?? "60")
const mvpd = "Cablevision"
const folder = temporaryFolder("backends")

let sandbox: RunningSandbox
let redis: TestRedis
let program: string
const running = new Set<Backend>()
const start = async (ahead = 0) => {
  const backend = await startBackend(program, sandbox, redis.port, { ahead })
  running.add(backend)
  void backend.ended.then(() => running.delete(backend))
  return backend
}
const end = async (backend: Backend, signal: NodeJS.Signals) => {
  running.delete(backend)
  backend.process.kill(signal)
  await backend.ended
}

interface Begun {
  readonly code: string
  readonly notAfter: number
}
type Locks = ReadonlyArray<{ readonly isLocked?: boolean }>

describe.runIf(hasRedis)("a fleet of backends", { timeout: 120_000 + devices * 300 }, () => {
  beforeAll(async () => {
    sandbox = await startSandbox({ logCapacity: devices * 40 })
    // what it was told outlives it
    redis = await startRedis(["--appendonly", "yes", "--appendfsync", "always"])
    program = await bundled("docs/examples/fleet-server.ts", folder)
  }, 60_000)
  afterAll(async () => {
    await Promise.all([...running].map((one) => end(one, "SIGKILL")))
    await sandbox?.close()
    await redis?.[Symbol.asyncDispose]()
  })
  const all = () => [...running]
  const heard = async (response: Response) => {
    const events: Array<LoginEvent> = []
    for await (const event of listen(response)) events.push(event)
    return events
  }
  const address = (index: number) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`

  it("tells a login's events, and moves it to another server when one ends", async () => {
    const [a, b] = await Promise.all([start(), start()])
    const headers = { "x-device": "mover", "content-type": "application/json", "x-forwarded-for": address(1) }
    const begun = await fetch(`${a.url}/login`, { method: "POST", headers, body: JSON.stringify({ mvpd }) })
    const { code, notAfter } = (await begun.json()) as Begun
    const events = (url: string) =>
      fetch(`${url}/login/${code}/events?mvpd=${mvpd}&notAfter=${notAfter}`, { headers })

    const first = await events(a.url)
    const gone = end(a, "SIGTERM")
    expect(await heard(first)).toEqual([{ event: "moved", data: {} }])
    await gone

    const second = await events(b.url)
    await sandbox.admin.completeLogin({ code, username: "basic" })
    expect(await heard(second)).toEqual([{ event: "signedIn", data: { mvpd } }])

    expect((await fetch(`${b.url}/health`)).status).toBe(200)
    expect(await (await fetch(`${b.url}/metrics`)).text()).toMatch(
      /^adobe_pass_calls_total\{endpoint="RetrieveProfileForCode",error="none"\} \d+$/m,
    )
    await end(b, "SIGKILL")
  })

  it("loses no login and no permit, registers no device twice and earns no 429, whatever happens to it", async () => {
    await sandbox.admin.clearRequests()
    await Promise.all([start(), start(), start(300_000)])

    const happened: Array<readonly [at: number, what: string]> = []
    const note = (what: string) => happened.push([Date.now(), what])
    /** What happened around a device's requests. */
    const storyOf = async (index: number) => {
      const sent = (await sandbox.admin.requests({}))
        .filter(({ requestHeaders }) => requestHeaders["x-forwarded-for"] === address(1000 + index))
        .map(({ at, path, status }) => [at, `${path} ${status}`] as const)
      return [...happened, ...sent]
        .toSorted(([one], [other]) => one - other)
        .map(([at, what]) => `${at - (sent[0]?.[0] ?? 0)} ${what}`)
    }

    const over = new AbortController()
    const trouble = (async () => {
      const next = () => sleep(3000 + 2000 * Math.random())
      const killOne = async () => {
        const [first] = all()
        const signal = Math.random() < 0.5 ? "SIGKILL" : "SIGTERM"
        if (first !== undefined) await end(first, signal)
        note(signal)
        await start(Math.random() < 0.3 ? 300_000 : 0)
      }
      const troubles = [
        killOne,
        async () => {
          redis.freeze(true)
          note("frozen")
          await sleep(700)
          redis.freeze(false)
          note("thawed")
        },
        killOne,
        async () => {
          await redis.kill()
          note("Redis killed")
          await sleep(700)
          await redis.restart()
          note("Redis back")
        },
      ]
      for (let index = 0; !over.signal.aborted; index += 1) {
        await next()
        await troubles[index % troubles.length]?.()
      }
    })()

    const watch = async (index: number) => {
      await sleep(Math.random() * (15_000 + devices * 40))
      const { post, signedIn } = app(`device-${index}`, address(1000 + index), all)
      const { answer } = await post<Begun>("/login", { mvpd })
      const waiting = signedIn(answer.code, answer.notAfter, mvpd)
      await sleep(Math.random() * 1000)
      await sandbox.admin.completeLogin({ code: answer.code, username: "basic" })
      expect(await waiting).toEqual({ mvpd })
      const asked = { mvpd, resources: ["newsline", "cinema1"] }
      const catalogue = await post<Locks>("/catalogue", asked, (locks) =>
        locks.every(({ isLocked }) => isLocked !== undefined),
      )
      expect(catalogue.answer, "the catalogue").toHaveLength(2)
      expect(catalogue.answer.map(({ isLocked }) => isLocked)).toEqual([false, true])
      expect((await post("/play", { mvpd, resource: "cinema1" })).status).toBe(403)
      const played = await post<{ mediaToken: string }>("/play", { mvpd, resource: "newsline" })
      const verdict = await sandbox.admin.verifyMediaToken({
        token: played.answer.mediaToken,
        serviceProvider: "REF30",
        resource: "newsline",
      })
      expect(verdict.status).toBe("VALID_TOKEN")
      await post("/logout", { mvpd })
      expect((await post("/play", { mvpd, resource: "newsline" })).status).toBe(401)
    }
    const watched = await Promise.allSettled(
      Array.from({ length: devices }, (_, index) =>
        watch(index).catch(async (error) => {
          throw new Error(`device ${index}: ${error}\n${(await storyOf(index)).join("\n")}`)
        }),
      ),
    )
    over.abort()
    await trouble
    expect(watched.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []))).toEqual([])

    const requests = await sandbox.admin.requests({})
    // a process that is killed while it registers a new device takes nothing with it that a viewer would miss
    const begun = new Set<string | undefined>()
    const again = requests
      .toSorted((one, other) => one.at - other.at)
      .filter(({ path, requestHeaders }) => {
        const from = requestHeaders["x-forwarded-for"]
        if (path.endsWith("/sessions")) begun.add(from)
        return path === "/o/client/register" && begun.has(from)
      })
    expect(again).toEqual([])
    expect(requests.filter(({ status }) => status === 429)).toEqual([])
  })
})
