import { describe, expect, it } from "vitest"
import type { AuthenticationRequest, AuthenticationStep } from "../../src/promise.js"
import { ServerFault } from "../../src/promise.js"
import { sleep } from "../support/quickTime.js"
import { login, useSandbox } from "./support.js"

const context = useSandbox()

const unhandled: Array<unknown> = []
process.on("unhandledRejection", (reason) => unhandled.push(reason))

const complete = (code: string) => context.sandbox.admin.completeLogin({ code, username: "basic" })
const iterator = (pass: ReturnType<typeof context.client>, more: AuthenticationRequest = {}) =>
  pass.authentication({ ...login, ...more })[Symbol.asyncIterator]()
/** How often somebody asked who signed in with a code. */
const polls = async (code: string) =>
  (await context.sandbox.admin.requests({})).filter(({ path }) => path.endsWith(`/profiles/code/${code}`))
    .length

describe("the steps of a login", () => {
  it("are the prompt, each poll that failed, and the profile", async () => {
    const pass = context.client()
    await context.sandbox.admin.addFault({ kind: "status", endpoint: "RetrieveProfileForCode", status: 503 })
    const steps: Array<AuthenticationStep> = []
    for await (const step of pass.authentication(login)) {
      steps.push(step)
      const [prompt] = steps
      if (step._tag === "PollFailed" && prompt?._tag === "Prompt") await complete(prompt.code)
    }
    expect(steps).toEqual([
      {
        _tag: "Prompt",
        code: expect.stringMatching(/^[A-Z0-9]{7}$/),
        url: expect.stringMatching(/^http:/),
        notAfter: expect.any(Number),
        missingParameters: [],
      },
      { _tag: "PollFailed", error: expect.any(ServerFault) },
      { _tag: "Profile", profile: expect.objectContaining({ mvpd: "Cablevision" }) },
    ])
    expect(await pass.profiles()).toHaveLength(1)
  })

  it("begin when they are asked for, each iteration with a login of its own", async () => {
    const pass = context.client()
    await context.sandbox.admin.clearRequests()
    const authentication = pass.authentication(login)
    await sleep(50)
    expect(await context.sandbox.admin.requests({})).toEqual([])

    const first = authentication[Symbol.asyncIterator]()
    const second = authentication[Symbol.asyncIterator]()
    const prompt = await first.next()
    expect(await second.next()).not.toEqual(prompt)
    // the newer login has a code
    await expect(first.next()).rejects.toMatchObject({ _tag: "AuthenticationSuperseded" })
    expect(await first.next()).toEqual({ done: true, value: undefined })
    await second.return?.()
  })

  it("have no prompt for a viewer who is signed in", async () => {
    const pass = context.client()
    await pass.authenticate({ ...login, onCode: ({ code }) => complete(code) })
    const steps: Array<string> = []
    for await (const { _tag } of pass.authentication(login)) steps.push(_tag)
    expect(steps).toEqual(["Profile"])
  })

  it("wait for who looks at them late, and come in order to who asks ahead", async () => {
    const pass = context.client()
    const late = iterator(pass)
    const prompt = await late.next()
    if (prompt.done === true || prompt.value._tag !== "Prompt") throw new Error("there must be a prompt")
    await complete(prompt.value.code)
    await expect.poll(() => pass.profiles(), { timeout: 10_000 }).toHaveLength(1)
    await sleep(4500)
    expect(await late.next()).toMatchObject({ done: false, value: { _tag: "Profile" } })

    const ahead = iterator(pass)
    expect(await Promise.all([ahead.next(), ahead.next(), ahead.next()])).toMatchObject([
      { done: false, value: { _tag: "Profile" } },
      { done: true },
      { done: true },
    ])
  })

  it("end with what the login fails with", async () => {
    const pass = context.client()
    const steps: Array<string> = []
    const iterate = async () => {
      for await (const { _tag } of pass.authentication({ ...login, mvpd: "nobody" })) steps.push(_tag)
    }
    const error: unknown = await iterate().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ _tag: expect.any(String), endpoint: "CreateSession" })
    expect(steps).toEqual([])

    const closing = iterator(pass)
    await closing.next()
    const waiting = closing.next().catch((reason: unknown) => reason)
    await pass.close()
    expect(await waiting).toMatchObject({ _tag: "ClientClosed" })
    await expect(iterator(pass).next()).rejects.toMatchObject({
      _tag: "ClientClosed",
    })
  })

  it("poll after the prompt where asked to: when the loop goes on", async () => {
    const pass = context.client()
    const seen: Array<number> = []
    let code = ""
    for await (const step of pass.authentication({ ...login, pollAfterPrompt: true })) {
      if (step._tag !== "Prompt") continue
      code = step.code
      await sleep(500)
      seen.push(await polls(code))
      await complete(code)
    }
    expect([...seen, await polls(code)]).toEqual([0, 1])
  })
})

describe("who leaves the steps of a login", () => {
  /** Lets what was under way on the wire arrive, and waits for longer than a poll takes to come. */
  const silence = async () => {
    await sleep(1500)
    const before = (await context.sandbox.admin.requests({})).length
    await sleep(5500)
    expect(await context.sandbox.admin.requests({})).toHaveLength(before)
  }

  it("by break, return or a signal ends the login at once, and no request comes after", async () => {
    const broken = context.client()
    for await (const { _tag } of broken.authentication(login)) {
      expect(_tag).toBe("Prompt")
      break
    }

    const returned = iterator(context.client())
    await returned.next()
    const waiting = returned.next()
    expect(await returned.return?.()).toEqual({ done: true, value: undefined })
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(await returned.next()).toEqual({ done: true, value: undefined })

    const never = iterator(context.client())
    await never.return?.()
    expect(await never.next()).toEqual({ done: true, value: undefined })

    const controller = new AbortController()
    const { signal } = controller
    const aborted = iterator(context.client(), { signal })
    await aborted.next()
    const cut = aborted.next().catch((reason: unknown) => reason)
    const reason = new Error("changed channels")
    controller.abort(reason)
    expect(await Promise.race([cut, new Promise((resolve) => setImmediate(resolve, "late"))])).toBe(reason)
    expect(await aborted.next()).toEqual({ done: true, value: undefined })

    await silence()
  })

  it("with a signal that is aborted already sends nothing", async () => {
    const pass = context.client()
    await context.sandbox.admin.clearRequests()
    const reason = new Error("left the page")
    const signal = AbortSignal.abort(reason)
    const before = iterator(pass, { signal })
    await expect(before.next()).rejects.toBe(reason)
    expect(await context.sandbox.admin.requests({})).toEqual([])
  })

  it("with a signal that aborts later forgets what was not seen", async () => {
    const pass = context.client()
    const reason = new Error("left the page")
    const controller = new AbortController()
    await context.sandbox.admin.addFault({ kind: "status", endpoint: "RetrieveProfileForCode", status: 503 })
    const unseen = iterator(pass, { signal: controller.signal })
    const prompt = await unseen.next()
    const code = prompt.value._tag === "Prompt" ? prompt.value.code : ""
    await expect.poll(() => polls(code)).toBe(1)
    await sleep(500)
    controller.abort(reason)
    await sleep(0)
    await expect(unseen.next()).rejects.toBe(reason)
  })

  it("at whatever instant leaves no rejection unhandled", async () => {
    for (let round = 0; round < 20; round += 1) {
      const pass = context.client({ policies: { throttle: false } })
      const controller = new AbortController()
      const steps = iterator(pass, { signal: controller.signal })
      const asked = [steps.next(), steps.next()].map((one) => one.catch(() => undefined))
      await sleep(round * 2)
      const ways = [() => controller.abort(), () => pass.close(), () => steps.return?.()]
      for (let at = 0; at < ways.length; at += 1) await ways[(at + round) % ways.length]?.()
      await Promise.all(asked)
    }
    await sleep(50)
    expect(unhandled).toEqual([])
  })
})

describe("the callbacks of a login", () => {
  it("tell each poll that failed; what they throw ends it with just that", async () => {
    const { admin } = context.sandbox
    const mine = new Error("nobody to tell")
    const failed: Array<string> = []
    const fail = () =>
      admin.addFault({ kind: "throttled", endpoint: "RetrieveProfileForCode", retryAfter: 2 })
    const throwing = (error: { readonly _tag: string; readonly retryAfter?: number }) => {
      failed.push(error._tag)
      expect(error.retryAfter).toBe(2000)
      throw mine
    }
    await fail()
    await expect(context.client().authenticate({ ...login, onPollFailed: throwing })).rejects.toBe(mine)

    await fail()
    const pass = context.client()
    const next = await pass.endpoints.createSession(login)
    if (next._tag !== "Authenticate") throw new Error("a browser must be needed")
    const { code, notAfter } = next
    await expect(pass.awaitProfile({ code, notAfter, onPollFailed: throwing })).rejects.toBe(mine)
    expect(failed).toEqual(["Throttled", "Throttled"])
  })

  it("are those of a login that falls back from a partner, too", async () => {
    const { admin } = context.sandbox
    await admin.addFault({ kind: "html", endpoint: "RetrieveProfileForCode" })
    const failed: Array<string> = []
    const codes: Array<string> = []
    const { domainName, redirectUrl } = login
    const profile = await context.client().partnerSingleSignOn({
      domainName,
      redirectUrl,
      answer: () => undefined,
      onCode: ({ code }) => codes.push(code),
      onPollFailed: async ({ _tag }) => {
        failed.push(_tag)
        for (const code of codes) await admin.completeLogin({ code, username: "basic", mvpd: login.mvpd })
      },
    })
    expect(profile.mvpd).toBe(login.mvpd)
    expect(failed).toEqual(["UnexpectedResponse"])
  })

  it("come before the first poll where asked to", async () => {
    const seen: Array<number> = []
    let shown = ""
    const profile = await context.client().authenticate({
      ...login,
      pollAfterPrompt: true,
      onCode: async ({ code }) => {
        shown = code
        await sleep(500)
        seen.push(await polls(code))
        await complete(code)
      },
    })
    expect(profile.mvpd).toBe("Cablevision")
    expect([...seen, await polls(shown)]).toEqual([0, 1])
  })
})
