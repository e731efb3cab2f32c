import { describe, expect, it } from "vitest"
import type { AdobePassClient, Login, LoginPrompt, Store } from "../../src/promise.js"
import { ServerFault } from "../../src/promise.js"
import { startSandbox } from "../../src/sandbox/index.js"
import { sleep } from "../support/quickTime.js"
import { login, useSandbox } from "./support.js"

const context = useSandbox()

const complete = (code: string) => context.sandbox.admin.completeLogin({ code, username: "basic" })

/** What a store shows from now on, without what is shown twice. */
const record = <S>(store: Store<S>): Array<S> => {
  const seen = [store.getSnapshot()]
  store.subscribe(() => seen.push(store.getSnapshot()))
  return seen
}
const until = <S, T extends S>(store: Store<S>, is: (snapshot: S) => snapshot is T): Promise<T> =>
  new Promise((resolve) => {
    const look = () => {
      const snapshot = store.getSnapshot()
      if (is(snapshot)) resolve(snapshot)
    }
    store.subscribe(look)
    look()
  })
type Of<S extends { readonly state: string }, State extends string> = S extends unknown
  ? State extends S["state"]
    ? S
    : never
  : never
/** Waits for a state. */
const stateOf = <S extends { readonly state: string }, const State extends S["state"]>(
  store: Store<S>,
  state: State,
): Promise<Of<S, State>> => until(store, (snapshot): snapshot is Of<S, State> => snapshot.state === state)
const isPrompt = (snapshot: Login): snapshot is LoginPrompt => "code" in snapshot
const signIn = (pass: AdobePassClient, mvpd: string = login.mvpd) =>
  pass.authenticate({ ...login, mvpd, onCode: ({ code }) => complete(code) })

describe("a login to look at", () => {
  it("goes from starting over prompt and waiting to signedIn", async () => {
    const store = context.client().login(login)
    const seen = record(store)
    const prompt = await stateOf(store, "prompt")
    expect(prompt).toMatchObject({
      goesOn: true,
      code: expect.stringMatching(/^[A-Z0-9]{7}$/),
      url: expect.stringMatching(/^http:/),
      missingParameters: [],
    })
    await stateOf(store, "waiting")
    await complete(prompt.code)
    expect(await stateOf(store, "signedIn")).toMatchObject({
      goesOn: false,
      profile: { mvpd: "Cablevision" },
    })
    expect([...new Set(seen.map(({ state }) => state))]).toEqual([
      "starting",
      "prompt",
      "waiting",
      "signedIn",
    ])
  })

  it("counts the seconds down by the server's clock", async () => {
    await context.sandbox.admin.advance("3 hours")
    const store = context.client().login(login)
    const { code, secondsLeft } = await until(store, isPrompt)
    expect(secondsLeft).toBeGreaterThan(1500)
    expect(secondsLeft).toBeLessThanOrEqual(1801)
    const seen = record(store)
    await sleep(3100)
    const counted = new Set(seen.filter(isPrompt).map((one) => one.secondsLeft))
    expect(counted.size).toBeGreaterThanOrEqual(3)
    await complete(code)
    await stateOf(store, "signedIn")
  })

  it("has a QR code of the page where the code is typed, else of the login's own URL", async () => {
    const own = context.client().login(login)
    const withOwn = await until(own, (one): one is LoginPrompt => isPrompt(one) && one.qr !== undefined)
    expect(withOwn.link).toBe(withOwn.url)
    own.cancel()

    const page = context.client().login({ activationUrl: "https://example.com/activate?from=tv" })
    const {
      code,
      link,
      qr = [],
    } = await until(page, (one): one is LoginPrompt => isPrompt(one) && one.qr !== undefined)
    expect(link).toBe(`https://example.com/activate?from=tv&code=${code}`)
    expect(qr.length).toBeGreaterThanOrEqual(21)
    // the eye in the corner
    expect(qr[0]?.slice(0, 8)).toEqual([true, true, true, true, true, true, true, false])
    page.cancel()
  })

  it("has no QR code where there is nothing to open", async () => {
    const store = context.client().login()
    const prompt = await stateOf(store, "waiting")
    expect(prompt).not.toHaveProperty("link")
    expect(prompt).not.toHaveProperty("qr")
    expect(prompt.missingParameters).toContain("mvpd")
    store.cancel()
  })

  it("tells of a poll that failed while it goes on, and no more once one is answered", async () => {
    const store = context.client().login(login)
    const { code } = await until(store, isPrompt)
    await stateOf(store, "waiting")
    await context.sandbox.admin.addFault({ kind: "status", endpoint: "RetrieveProfileForCode", status: 503 })
    const failing = await until(store, (one): one is LoginPrompt => isPrompt(one) && one.error !== undefined)
    expect(failing).toMatchObject({ state: "waiting", goesOn: true, error: expect.any(ServerFault) })
    await until(store, (one): one is LoginPrompt => isPrompt(one) && one.error === undefined)
    await complete(code)
    await stateOf(store, "signedIn")
  })

  it("polls after the prompt only once the browser has come back", async () => {
    const store = context.client().login({ ...login, pollAfterPrompt: true })
    const { code } = await stateOf(store, "prompt")
    await sleep(6000)
    expect(store.getSnapshot().state).toBe("prompt")
    await complete(code)
    store.returned()
    await stateOf(store, "signedIn")
  })

  it("ends with what it failed with", async () => {
    const pass = context.client()
    const older = pass.login(login)
    await until(older, isPrompt)
    const newer = pass.login(login)
    expect(await stateOf(older, "failed")).toMatchObject({
      goesOn: false,
      error: { _tag: "AuthenticationSuperseded" },
    })
    newer.cancel()
    // @ts-expect-error what JavaScript may give
    const wrong = pass.login({ mvpd: 7 })
    expect(await stateOf(wrong, "failed")).toMatchObject({
      error: { _tag: "InvalidRequest", parameter: "mvpd" },
    })
  })

  it("is cancelled at once, by itself or by a signal, and sends nothing more", async () => {
    const pass = context.client()
    const controller = new AbortController()
    const stores = [pass.login(login), context.client().login({ ...login, signal: controller.signal })]
    await Promise.all(stores.map((store) => stateOf(store, "waiting")))
    stores[0]?.cancel()
    controller.abort()
    expect(stores.map((store) => store.getSnapshot())).toEqual([
      { state: "cancelled", goesOn: false },
      { state: "cancelled", goesOn: false },
    ])
    await context.sandbox.admin.clearRequests()
    await sleep(10_000)
    expect(await context.sandbox.admin.requests({})).toEqual([])
    expect(stores.map((store) => store.getSnapshot().state)).toEqual(["cancelled", "cancelled"])
  })

  it("goes on where a listener throws, and heeds none that has left", async () => {
    const rejections: Array<unknown> = []
    const note = (reason: unknown) => rejections.push(reason)
    process.on("unhandledRejection", note)
    const store = context.client().login(login)
    let heard = 0
    const leave = store.subscribe(() => (heard += 1))
    leave()
    store.subscribe(() => {
      throw new Error("a mistake of the app")
    })
    await stateOf(store, "waiting")
    store.cancel()
    expect(heard).toBe(0)
    await sleep(100)
    process.off("unhandledRejection", note)
    expect(rejections).toContainEqual(new Error("a mistake of the app"))
  })
})

describe("a catalogue to look at", () => {
  const channels = ["newsline", "weather", "kids", "documentary", "drama", "cinema1", "preview"]

  it("has its locks as they become known, for the viewer who is signed in", async () => {
    const pass = context.client()
    await signIn(pass)
    const store = pass.catalogue(channels)
    expect(store.getSnapshot()).toEqual({ state: "loading", locks: {}, left: channels, progress: 0 })
    const seen = record(store)
    const { left, locks, progress } = await stateOf(store, "complete")
    expect([left, progress]).toEqual([[], 1])
    expect(Object.keys(locks).toSorted()).toEqual(channels.toSorted())
    expect(locks["newsline"]).toMatchObject({ _tag: "Permit", shown: "open" })
    expect(locks["cinema1"]).toMatchObject({
      _tag: "Deny",
      shown: "locked",
      error: { _tag: "AuthorizationDenied" },
    })
    const grown = seen.map((one) => one.progress)
    expect(grown).toEqual(grown.toSorted((one, other) => one - other))
    expect(new Set(grown).size).toBeGreaterThan(2)
    for (const one of seen) {
      expect([...one.left, ...Object.keys(one.locks)].toSorted()).toEqual(channels.toSorted())
    }
  })

  it("asks first about what is preferred", async () => {
    const pass = context.client()
    await signIn(pass)
    const many = Array.from({ length: 60 }, (_, index) => `channel-${index}`)
    await context.sandbox.admin.clearRequests()
    const store = pass.catalogue(many)
    const seen = ["channel-58", "channel-59"]
    store.prefer([...seen, "not-in-it"])
    expect(store.getSnapshot().left).toHaveLength(60)
    await until(store, (one): one is typeof one => seen.every((resource) => resource in one.locks))
    expect(store.getSnapshot().left.length).toBeGreaterThan(30)
    store.cancel()
    expect(store.getSnapshot().state).toBe("cancelled")
  })

  it("is complete at once where it is empty", async () => {
    expect(await stateOf(context.client().catalogue([]), "complete")).toEqual({
      state: "complete",
      locks: {},
      left: [],
      progress: 1,
    })
  })

  it("fails where nobody is signed in, and where a resource cannot be sent", async () => {
    const pass = context.client()
    expect(await stateOf(pass.catalogue(channels), "failed")).toMatchObject({
      left: channels,
      error: { _tag: "AuthenticationRequired", reason: "profileMissing" },
    })
    const wrong = pass.catalogue(["newsline", ""], { mvpd: "Cablevision" })
    expect(await stateOf(wrong, "failed")).toMatchObject({
      error: { _tag: "InvalidRequest", parameter: "resources" },
    })
  })
})

describe("the session to look at", () => {
  it("follows logins and logouts of its client", async () => {
    const pass = context.client()
    const store = pass.session()
    expect(store.getSnapshot()).toEqual({ state: "loading", profiles: [] })
    await stateOf(store, "signedOut")
    const profile = await signIn(pass)
    // at once, without another answer
    expect(store.getSnapshot()).toMatchObject({ state: "signedIn", profile })
    await pass.logout({ mvpd: "Cablevision", redirectUrl: "https://adobe.com/" })
    expect(await stateOf(store, "signedOut")).not.toHaveProperty("profile")
    store.cancel()
  })

  it("follows a login that is looked at, and one of another device not at all", async () => {
    const pass = context.client()
    const store = pass.session()
    const other = pass.forDevice({ identifier: crypto.randomUUID() }).session()
    await stateOf(other, "signedOut")
    const looked = pass.login(login)
    await complete((await until(looked, isPrompt)).code)
    await stateOf(store, "signedIn")
    expect(other.getSnapshot().state).toBe("signedOut")
    store.cancel()
    other.cancel()
  })

  it("notices that the viewer is gone when a call finds it", async () => {
    const pass = context.client()
    await signIn(pass)
    const store = pass.session()
    await stateOf(store, "signedIn")
    await context.sandbox.admin.reset()
    await pass.authorize({ mvpd: "Cablevision", resource: "newsline" }).catch(() => undefined)
    expect(await stateOf(store, "signedOut")).toMatchObject({ profiles: [] })
    store.cancel()
  })

  it("remembers the MVPD while Adobe cannot be asked, and asks again when it is told to", async () => {
    const items = new Map<string, string>()
    const storage = {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key),
    }
    const device = { identifier: crypto.randomUUID() }
    await signIn(context.client({ store: storage, device }))
    await context.sandbox.admin.addFault({
      kind: "status",
      endpoint: "RetrieveProfiles",
      status: 503,
      times: 10,
    })
    const store = context.client({ store: storage, device, policies: { retry: { times: 0 } } }).session()
    expect(await stateOf(store, "failed")).toMatchObject({
      profiles: [],
      remembered: { mvpd: { id: "Cablevision" } },
      error: expect.any(ServerFault),
    })
    await context.sandbox.admin.clearFaults()
    store.refresh()
    expect(await stateOf(store, "signedIn")).not.toHaveProperty("error")
    store.cancel()
  })

  it("notices that a login expires", async () => {
    await using sandbox = await startSandbox({ profileTtl: "20 seconds" })
    const { baseUrl, softwareStatement } = sandbox
    const pass = context.client({ environment: { baseUrl }, softwareStatement })
    await pass.authenticate({
      ...login,
      onCode: ({ code }) => sandbox.admin.completeLogin({ code, username: "basic" }),
    })
    const store = pass.session()
    await stateOf(store, "signedIn")
    await sleep(15_000)
    expect(store.getSnapshot().state).toBe("signedIn")
    await sleep(6000)
    await stateOf(store, "signedOut")
    store.cancel()
  })
})
