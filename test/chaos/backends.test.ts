/**
 * The examples' backends as a fleet of three processes, while processes are killed, Redis is frozen, stopped and failed over,
 * and one node's clock is five minutes ahead. `CHAOS_DEVICES=2000 npm run test:chaos` is the long form, which empties Redis, too.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { RunningSandbox } from "../../src/sandbox/index.js"
import { startSandbox } from "../../src/sandbox/index.js"
import { bundled, temporaryFolder } from "../support/program.js"
import type { Backend, LoginEvent } from "./backends.js"
import { app, listen, startBackend } from "./backends.js"
import { queriesOf, readMetrics, unknownIn } from "./metrics.js"
import { hasRedis, startManaged } from "../redis/server.js"

const devices = Number(process.env["CHAOS_DEVICES"] ?? "60")
const isLong = devices >= 1000
const mvpd = "Cablevision"
/** Between troubles, in milliseconds: what has many devices on one machine takes longer to get over each. */
const troublePause = isLong ? 8000 : 2000
const minutesAhead = 5 * 60_000
const folder = temporaryFolder("backends")
const names = ["fleet-server", "effect-server"] as const

let sandbox: RunningSandbox
let redis: Awaited<ReturnType<typeof startManaged>>
const programs = new Map<string, string>()
const running = new Set<Backend>()
let started = 0
/** Starts a backend: of either kind in turn, unless told. */
const start = async (ahead = 0, name: string = names[started++ % names.length] ?? "") => {
  const backend = await startBackend([name, programs.get(name) ?? ""], sandbox, redis.port, ahead)
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
/** The service knows of no login of the device. */
class SignedOut extends Error {}
type Locks = ReadonlyArray<{ readonly isLocked?: boolean }>

describe.runIf(hasRedis)("a fleet of backends", { timeout: 120_000 + devices * 400 }, () => {
  beforeAll(async () => {
    sandbox = await startSandbox({ logCapacity: devices * 40 })
    redis = await startManaged()
    for (const name of names) programs.set(name, await bundled(`docs/examples/${name}.ts`, folder))
  }, 60_000)
  afterAll(async () => {
    await Promise.all([...running].map((one) => end(one, "SIGKILL")))
    await sandbox?.close()
    await redis?.[Symbol.asyncDispose]()
  })
  const heard = async (response: Response) => {
    const events: Array<LoginEvent> = []
    for await (const event of listen(response)) events.push(event)
    return events
  }
  const address = (index: number) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`

  it.each(names)("%s tells a login's events, and moves it to another server when it ends", async (name) => {
    const [a, b] = await Promise.all([start(0, name), start(0, name)])
    const headers = { "x-device": name, "content-type": "application/json", "x-forwarded-for": address(1) }
    const begun = await fetch(`${a.url}/login`, { method: "POST", headers, body: JSON.stringify({ mvpd }) })
    const { code, notAfter } = (await begun.json()) as Begun
    const events = (url: string) =>
      fetch(`${url}/login/${code}/events?mvpd=${mvpd}&notAfter=${notAfter}`, { headers })

    const first = await events(a.url)
    const gone = end(a, "SIGTERM")
    await expect.poll(async () => (await fetch(`${a.url}/health`)).status).toBe(503)
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
    await Promise.all([start(), start(), start(minutesAhead)])

    const happened: Array<readonly [at: number, what: string]> = []
    const note = (what: string) => happened.push([Date.now(), what])
    const flushes = () => happened.flatMap(([at, what]) => (what === "flushed" ? [at] : []))
    /** What happened around a device's requests. */
    const storyOf = async (index: number) => {
      const sent = (await sandbox.admin.requests({}))
        .filter(({ requestHeaders }) => requestHeaders["x-forwarded-for"] === address(1000 + index))
        .map(({ at, path, status }) => [at, `${path} ${status}`] as const)
      return [...happened, ...sent]
        .toSorted(([one], [other]) => one - other)
        .map(([at, what]) => `${at - (sent[0]?.[0] ?? 0)} ${what}`)
    }

    /** Calls that waited for Redis: all that waited, and all that waited for 250 ms at most. */
    const waits = { all: 0, short: 0 }
    const exported = new Map(names.map((name) => [name as string, new Map<string, Set<string>>()]))
    const count = async ({ name, url }: Backend) => {
      const text = await fetch(`${url}/metrics`).then((response) => response.text())
      const metrics = readMetrics(text, exported.get(name) ?? new Map())
      const upTo = (most: string) => metrics.get(`adobe_pass_fleet_wait_ms_bucket{le="${most}"}`) ?? 0
      waits.all += upTo("+Inf")
      waits.short += upTo("250")
    }

    const over = new AbortController()
    const killOne = async () => {
      const [first] = running
      const signal = Math.random() < 0.5 ? "SIGKILL" : "SIGTERM"
      if (first === undefined) return
      await count(first)
      note(signal)
      await end(first, signal)
      await start(first.ahead)
    }
    const troubles = [
      killOne,
      async () => {
        redis.master.freeze(true)
        note("frozen")
        await sleep(700)
        redis.master.freeze(false)
        note("thawed")
      },
      async () => {
        await redis.failOver()
        note("failed over")
        await redis.rejoin()
      },
      killOne,
      async () => {
        await redis.master.kill()
        note("Redis killed")
        await sleep(700)
        await redis.master.restart()
        note("Redis back")
      },
      ...(isLong
        ? [
            async () => {
              await redis.master.admin.flushall()
              note("flushed")
            },
          ]
        : []),
    ]
    let troubled = 0
    const trouble = (async () => {
      for (; !over.signal.aborted; troubled += 1) {
        await sleep(troublePause * (1 + Math.random()))
        await troubles[troubled % troubles.length]?.()
      }
    })()

    const evening = async (index: number) => {
      const { post, signedIn } = app(`device-${index}`, address(1000 + index), () => [...running])
      const signIn = async ({ code, notAfter }: Begun) => {
        const waiting = signedIn(code, notAfter, mvpd)
        await sleep(Math.random() * 1000)
        await sandbox.admin.completeLogin({ code, username: "basic" })
        return waiting
      }
      const { answer } = await post<Begun | { readonly signedIn: true }>("/login", { mvpd })
      expect("code" in answer ? await signIn(answer) : { mvpd }).toEqual({ mvpd })
      const asked = { mvpd, resources: ["newsline", "cinema1"] }
      const catalogue = await post<Locks>("/catalogue", asked, (locks) =>
        locks.every(({ isLocked }) => isLocked !== undefined),
      )
      if (catalogue.status === 401) throw new SignedOut("the catalogue")
      expect(catalogue.answer, "the catalogue").toHaveLength(2)
      expect(catalogue.answer.map(({ isLocked }) => isLocked)).toEqual([false, true])
      const refused = await post("/play", { mvpd, resource: "cinema1" })
      if (refused.status === 401) throw new SignedOut("what is locked")
      expect(refused.status).toBe(403)
      const played = await post<{ mediaToken: string }>("/play", { mvpd, resource: "newsline" })
      if (played.status === 401) throw new SignedOut("play")
      const verdict = await sandbox.admin.verifyMediaToken({
        token: played.answer.mediaToken,
        serviceProvider: "REF30",
        resource: "newsline",
      })
      expect(verdict.status).toBe("VALID_TOKEN")
      await post("/logout", { mvpd })
      expect((await post("/play", { mvpd, resource: "newsline" })).status).toBe(401)
    }
    /** A viewer signs in again where Redis was emptied since, and only there. */
    const watch = async (index: number): Promise<void> => {
      const began = Date.now()
      try {
        await evening(index)
      } catch (error) {
        if (!(error instanceof SignedOut) || !flushes().some((at) => at >= began)) throw error
        note(`device ${index} signs in again`)
        await watch(index)
      }
    }
    const watched = await Promise.allSettled(
      Array.from({ length: devices }, async (_, index) => {
        await sleep(Math.random() * Math.max(22_000, devices * 200))
        await watch(index).catch(async (error) => {
          throw new Error(`device ${index}: ${error}\n${(await storyOf(index)).join("\n")}`)
        })
      }),
    )
    over.abort()
    await trouble
    expect(watched.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []))).toEqual([])

    expect(troubled).toBeGreaterThanOrEqual(troubles.length)

    const requests = await sandbox.admin.requests({})
    // a process that is killed while it registers a new device takes nothing with it that a viewer would miss
    const begun = new Set<string | undefined>()
    const registered = new Map<string | undefined, number>()
    const again = requests
      .toSorted((one, other) => one.at - other.at)
      .filter(({ at, path, requestHeaders }) => {
        const from = requestHeaders["x-forwarded-for"]
        if (path.endsWith("/sessions")) begun.add(from)
        if (path !== "/o/client/register") return false
        const before = registered.get(from) ?? at
        registered.set(from, at)
        return begun.has(from) && !flushes().some((flushed) => flushed >= before && flushed <= at)
      })
    expect(again).toEqual([])
    expect(requests.filter(({ status }) => status === 429)).toEqual([])

    await Promise.all([...running].map(count))
    expect(waits.all).toBeGreaterThan(0)
    expect(waits.short).toBe(waits.all)

    for (const [title, query] of queriesOf("docs/examples/grafana.json")) {
      for (const name of names) {
        expect(unknownIn(query, exported.get(name) ?? new Map()), `${title}, of ${name}`).toEqual([])
      }
    }
    const signedInAgain = happened.filter(([, what]) => what.endsWith("signs in again")).length
    console.log(
      `${devices} devices, ${requests.length} requests, ${troubled} troubles, ${waits.all} calls waited for Redis, ` +
        `${signedInAgain} viewers signed in again after it was emptied`,
    )
  })
})
