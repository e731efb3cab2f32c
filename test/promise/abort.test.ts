import * as Http from "node:http"
import { describe, expect, it } from "vitest"
import { makeAdobePass } from "../../src/promise.js"
import { sleep } from "../support/quickTime.js"
import { login, useSandbox } from "./support.js"

const context = useSandbox()

const unhandled: Array<unknown> = []
process.on("unhandledRejection", (reason) => unhandled.push(reason))

describe("a signal", () => {
  it("that is aborted already sends nothing and rejects with its reason", async () => {
    const pass = context.client()
    await context.sandbox.admin.clearRequests()
    const reason = new Error("left the page")
    await expect(pass.profiles({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(await context.sandbox.admin.requests({})).toEqual([])
  })

  it("ends a login at once, and no request comes after", async () => {
    const pass = context.client()
    const controller = new AbortController()
    const reason = new Error("changed channels")
    const waiting = pass
      .authenticate({ ...login, signal: controller.signal })
      .catch((error: unknown) => error)
    await sleep(500)
    controller.abort(reason)
    // before anything else gets a turn
    expect(await Promise.race([waiting, new Promise((resolve) => setImmediate(resolve, "late"))])).toBe(
      reason,
    )
    // what was under way on the wire has arrived, however busy the machine is
    await sleep(2000)
    const before = (await context.sandbox.admin.requests({})).length
    await sleep(5500)
    expect(await context.sandbox.admin.requests({})).toHaveLength(before)
  })

  it("that knows no reason, as in browsers of before 2022, ends calls with an AbortError", async () => {
    /** What a controller's signal was there. */
    class OldSignal extends EventTarget {
      aborted = false
      abort() {
        this.aborted = true
        this.dispatchEvent(new Event("abort"))
      }
    }
    const old = () => {
      const signal = new OldSignal()
      const given: { readonly signal: never } = { signal: signal as never }
      return { abort: () => signal.abort(), given }
    }
    const aborted = { name: "AbortError", message: expect.stringContaining("aborted") }
    const pass = context.client()
    const before = old()
    before.abort()
    await expect(pass.profiles(before.given)).rejects.toMatchObject(aborted)
    const during = old()
    const waiting = pass.profiles(during.given).catch((error: unknown) => error)
    during.abort()
    expect(await waiting).toMatchObject(aborted)
    const iterated = old()
    const steps = pass.authentication({ ...login, ...iterated.given })[Symbol.asyncIterator]()
    const step = steps.next().catch((error: unknown) => error)
    iterated.abort()
    expect(await step).toMatchObject(aborted)
  })

  it("may carry an error of this library, which stays that very error", async () => {
    const pass = context.client()
    const reason: unknown = await pass.profile("..").catch((error: unknown) => error)
    const controller = new AbortController()
    const waiting = pass
      .authenticate({ ...login, signal: controller.signal })
      .catch((error: unknown) => error)
    await sleep(100)
    controller.abort(reason)
    expect(await waiting).toBe(reason)
  })

  it("of one caller does not end a token request that others wait for", async () => {
    let tokens = 0
    const server = Http.createServer((request, response) => {
      const answer = (status: number, body: object) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
      if (request.url === "/o/client/register") return answer(201, { client_id: "a", client_secret: "b" })
      if (request.url === "/o/client/token") {
        tokens += 1
        return setTimeout(
          () => answer(201, { access_token: "t", created_at: Date.now(), expires_in: 3600 }),
          300,
        )
      }
      return answer(200, { profiles: {} })
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const address = server.address()
    if (address === null || typeof address === "string") throw new Error("no address")
    const pass = makeAdobePass(
      context.options({ environment: { baseUrl: `http://127.0.0.1:${address.port}` } }),
    )
    const controller = new AbortController()
    const first = pass.profiles({ signal: controller.signal }).catch((error: unknown) => error)
    const second = pass.profiles()
    await sleep(100)
    controller.abort()
    expect(await first).toMatchObject({ name: "AbortError" })
    expect(await second).toEqual([])
    expect(tokens).toBe(1)
    await pass.close()
    server.close()
  })
})

describe("closing", () => {
  it("rejects what is under way and what comes after with ClientClosed", async () => {
    const pass = context.client()
    const waiting = pass.authenticate(login).catch((error: unknown) => error)
    await sleep(200)
    await pass.close()
    expect(await waiting).toMatchObject({ _tag: "ClientClosed", message: "the client was closed" })
    await expect(pass.profiles()).rejects.toMatchObject({ _tag: "ClientClosed" })
    await expect(pass.forDevice({ identifier: "late" }).profiles()).rejects.toMatchObject({
      _tag: "ClientClosed",
    })
    await pass.close()
  })

  it("happens by itself at the end of `await using`", async () => {
    const pass = context.client()
    await pass[Symbol.asyncDispose]()
    await expect(pass.configuration()).rejects.toMatchObject({ _tag: "ClientClosed" })
  })

  it("and aborting, in whatever order, leave no rejection unhandled", async () => {
    for (let round = 0; round < 25; round += 1) {
      const pass = context.client({ policies: { throttle: false } })
      const controller = new AbortController()
      const { signal } = controller
      const calls = [
        pass.profiles({ signal }),
        pass.configuration({ signal }),
        pass.authenticate({ ...login, signal, onCode: () => sleep(5) }),
        pass.preauthorize({ mvpd: "Cablevision", resources: ["a", "b"], signal }),
        pass.forDevice({ identifier: "other" }).profiles({ signal }),
      ].map((call) => call.catch(() => undefined))
      await sleep(round * 2)
      const steps = [() => controller.abort(), () => pass.close(), () => pass.close()]
      for (let at = 0; at < steps.length; at += 1) await steps[(at + round) % steps.length]?.()
      await Promise.all(calls)
    }
    await sleep(50)
    expect(unhandled).toEqual([])
  })
})
