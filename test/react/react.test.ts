/** The hooks in a DOM, against a sandbox. `.ci/react` runs this file with React 18 and 19 against the package. */
import { Window } from "happy-dom"
import type { ReactElement, ReactNode } from "react"
import { act, createElement as h, StrictMode, Suspense, useState } from "react"
import type { Root } from "react-dom/client"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import type { AdobePassClient } from "../../src/promise.js"
import { makeAdobePass } from "../../src/promise.js"
import type { Playback, UseCatalogue, UseLogin, UsePlay, Viewer } from "../../src/react/index.js"
import { AdobePassProvider, useCatalogue, useLogin, usePlay, useViewer } from "../../src/react/index.js"
import { startSandbox } from "../../src/sandbox/index.js"

let sandbox: Awaited<ReturnType<typeof startSandbox>>
let createRoot: (container: Element) => Root
const added: Array<string> = []
const roots: Array<Root> = []
const clients: Array<AdobePassClient> = []

beforeAll(async () => {
  const window = new Window()
  const globals = {
    window,
    document: window.document,
    navigator: window.navigator,
    IS_REACT_ACT_ENVIRONMENT: true,
  }
  for (const [name, value] of Object.entries(globals)) {
    if (name in globalThis) continue
    added.push(name)
    Reflect.set(globalThis, name, value)
  }
  ;({ createRoot } = await import("react-dom/client"))
  sandbox = await startSandbox()
})
afterEach(async () => {
  await act(async () => {
    for (const root of roots.splice(0)) root.unmount()
  })
  await Promise.all(clients.splice(0).map((client) => client.close()))
  await sandbox.admin.reset()
})
afterAll(async () => {
  await sandbox.close()
  for (const name of added) Reflect.deleteProperty(globalThis, name)
})

const client = () => {
  const made = makeAdobePass({
    environment: { baseUrl: sandbox.baseUrl },
    serviceProvider: "REF30",
    softwareStatement: sandbox.softwareStatement,
    device: { identifier: crypto.randomUUID(), info: { model: "Test box", osName: "tvOS" } },
    policies: { throttle: false, poll: { interval: 3000 } },
  })
  clients.push(made)
  return made
}

const login = { mvpd: "Cablevision", domainName: "adobe.com", redirectUrl: "https://adobe.com/" }
const signIn = (pass: AdobePassClient) =>
  pass.authenticate({
    ...login,
    onCode: ({ code }) => sandbox.admin.completeLogin({ code, username: "basic" }),
  })

/** Shows a component inside of a provider. */
const show = async (
  pass: AdobePassClient,
  children: ReactNode,
  open?: (url: string) => unknown,
): Promise<{ readonly root: Root; readonly again: (children: ReactNode) => Promise<void> }> => {
  const root = createRoot(document.createElement("div"))
  roots.push(root)
  const again = (inside: ReactNode) =>
    act(async () => root.render(h(AdobePassProvider, { client: pass, ...(open && { open }) }, inside)))
  await again(children)
  return { root, again }
}

/** What a hook gives in the latest render. */
const look = <A, Props extends object = object>(hook: (props: Props) => A) => {
  const seen: { current: A | undefined; renders: number } = { current: undefined, renders: 0 }
  const Component = (props: Props): ReactElement | null => {
    seen.current = hook(props)
    seen.renders += 1
    return null
  }
  const now = (): A => seen.current ?? expect.fail("it was not rendered")
  const until = async (is: (value: A) => boolean) => {
    for (let turn = 0; turn < 300; turn += 1) {
      if (seen.current !== undefined && is(seen.current)) return now()
      await act(() => new Promise((resolve) => setTimeout(resolve, 50)))
    }
    return expect.fail(`it came to ${JSON.stringify(seen.current)}`)
  }
  return { Component, now, until, seen }
}

const requests = async (endpoint: string) =>
  (await sandbox.admin.requests({})).filter((one) => one.endpoint === endpoint).length

describe("useViewer", () => {
  it("follows logins, and opens the MVPD's page after a logout", async () => {
    const pass = client()
    const viewer = look((): Viewer => useViewer())
    const opened: Array<string> = []
    await show(pass, h(viewer.Component), (url) => opened.push(url))
    expect(viewer.now().state).toBe("loading")
    await viewer.until(({ state }) => state === "signedOut")
    await act(() => signIn(pass))
    expect(viewer.now()).toMatchObject({ state: "signedIn", profile: { mvpd: "Cablevision" } })
    const { signOut } = viewer.now()
    await act(() => signOut({ redirectUrl: "https://adobe.com/" }))
    await viewer.until(({ state }) => state === "signedOut")
    expect(opened).toEqual([expect.stringContaining("/logout")])
  })

  it("is asked for once by all components, also in StrictMode, and let go of with the last", async () => {
    const pass = client()
    const [one, two] = [look(() => useViewer()), look(() => useViewer())]
    const { again } = await show(pass, h(StrictMode, null, h(one.Component), h(two.Component)))
    await one.until(({ state }) => state === "signedOut")
    expect(two.now().state).toBe("signedOut")
    expect(await requests("RetrieveProfiles")).toBe(1)
    await again(null)
    const { renders } = one.seen
    await signIn(pass)
    expect(one.seen.renders).toBe(renders)
  })

  it("says what is missing where there is no provider", async () => {
    const { renderToString } = await import("react-dom/server")
    expect(() => renderToString(h(look(() => useViewer()).Component))).toThrow("<AdobePassProvider>")
  })
})

describe("on a server", () => {
  it("everything is as before the first answer, and nothing is sent", async () => {
    const { renderToString } = await import("react-dom/server")
    const pass = client()
    const App = () => {
      const { state } = useViewer()
      const { login } = useLogin()
      const catalogue = useCatalogue(["newsline"])
      const { playback } = usePlay()
      return h("p", null, [state, login.state, catalogue.state, catalogue.left, playback.state].join(" "))
    }
    expect(renderToString(h(AdobePassProvider, { client: pass }, h(App)))).toBe(
      "<p>loading idle loading newsline idle</p>",
    )
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await sandbox.admin.requests({})).toEqual([])
  })
})

describe("useLogin", () => {
  it("shows the code, signs in, and all hooks know", async () => {
    const pass = client()
    const both = look((): UseLogin & { readonly viewer: Viewer } => ({ ...useLogin(), viewer: useViewer() }))
    await show(pass, h(StrictMode, null, h(both.Component)))
    expect(both.now().login.state).toBe("idle")
    const { start } = both.now()
    await act(async () => start(login))
    const { login: shown } = await both.until(({ login }) => "code" in login)
    if (!("code" in shown)) throw new Error("there must be a code")
    expect(shown.secondsLeft).toBeGreaterThan(1700)
    expect(both.now().start).toBe(start)
    await sandbox.admin.completeLogin({ code: shown.code, username: "basic" })
    await both.until(({ login }) => login.state === "signedIn")
    expect(both.now().viewer.state).toBe("signedIn")
  })

  it("is cancelled by the app, by the next, and by leaving the screen", async () => {
    const pass = client()
    const one = look(() => useLogin())
    const { again } = await show(pass, h(one.Component))
    await act(async () => one.now().start(login))
    await one.until(({ login }) => "code" in login)
    await act(async () => one.now().cancel())
    expect(one.now().login).toEqual({ state: "cancelled", goesOn: false })
    await act(async () => one.now().start(login))
    const { login: first } = await one.until(({ login }) => "code" in login)
    await act(async () => one.now().start(login))
    await one.until(({ login }) => "code" in login && "code" in first && login.code !== first.code)
    await again(null)
    await sandbox.admin.clearRequests()
    await new Promise((resolve) => setTimeout(resolve, 4000))
    expect(await sandbox.admin.requests({})).toEqual([])
  })
})

describe("useCatalogue", () => {
  const channels = ["newsline", "weather", "kids", "documentary", "drama", "cinema1"]

  it("asks once somebody is signed in, and once only, whatever renders", async () => {
    const pass = client()
    const catalogue = look((): UseCatalogue => useCatalogue([...channels]))
    const { again } = await show(pass, h(StrictMode, null, h(catalogue.Component)))
    await catalogue.until(({ state }) => state === "signedOut")
    expect(catalogue.now().left).toEqual(channels)
    await act(() => signIn(pass))
    const { locks } = await catalogue.until(({ state }) => state === "complete")
    expect([locks["newsline"]?.shown, locks["cinema1"]?.shown]).toEqual(["open", "locked"])
    await again(h(StrictMode, null, h(catalogue.Component)))
    await act(() => new Promise((resolve) => setTimeout(resolve, 100)))
    expect(catalogue.now().state).toBe("complete")
    expect(await requests("RetrievePreauthorizationDecisions")).toBe(2)
  })

  it("asks about others when they change", async () => {
    const pass = client()
    await signIn(pass)
    const catalogue = look(({ rows }: { readonly rows: ReadonlyArray<string> }) => useCatalogue(rows))
    const { again } = await show(pass, h(catalogue.Component, { rows: ["newsline"] }))
    await catalogue.until(({ locks }) => "newsline" in locks)
    await again(h(catalogue.Component, { rows: ["cinema1"] }))
    expect(catalogue.now().locks).toEqual({})
    await catalogue.until(({ locks }) => "cinema1" in locks)
  })
})

describe("usePlay", () => {
  it("plays, is denied, and says that nobody is signed in", async () => {
    const pass = client()
    const play = look((): UsePlay & { readonly viewer: Viewer } => ({ ...usePlay(), viewer: useViewer() }))
    await show(pass, h(play.Component))
    await play.until(({ viewer }) => viewer.state === "signedOut")
    await act(async () => play.now().play("newsline"))
    expect(play.now().playback).toEqual({ state: "signedOut", resource: "newsline" })
    await act(() => signIn(pass))
    await act(async () => play.now().play("newsline"))
    const of = (state: Playback["state"]) => play.until(({ playback }) => playback.state === state)
    expect((await of("playing")).playback).toMatchObject({
      resource: "newsline",
      permit: { token: { serializedToken: expect.any(String) } },
    })
    await act(async () => play.now().play("cinema1"))
    expect((await of("failed")).playback).toMatchObject({
      resource: "cinema1",
      error: { _tag: "AuthorizationDenied" },
    })
    await act(async () => play.now().stop())
    expect(play.now().playback).toEqual({ state: "idle" })
  })

  it("shows only what was asked for last", async () => {
    const pass = client()
    await signIn(pass)
    const play = look((): UsePlay & { readonly viewer: Viewer } => ({ ...usePlay(), viewer: useViewer() }))
    await show(pass, h(play.Component))
    await play.until(({ viewer }) => viewer.state === "signedIn")
    const states = await act(async () => {
      play.now().play("cinema1")
      play.now().play("newsline")
    })
    expect(states).toBeUndefined()
    const { playback } = await play.until(({ playback }) => playback.state !== "authorizing")
    expect(playback).toMatchObject({ state: "playing", resource: "newsline" })
  })
})

describe("Suspense", () => {
  it("leaves the session and a login alone while a neighbour waits", async () => {
    const pass = client()
    const both = look((): UseLogin & { readonly viewer: Viewer } => ({ ...useLogin(), viewer: useViewer() }))
    let arrive = () => {}
    const late = new Promise<void>((resolve) => (arrive = resolve))
    let isThere = false
    const Late = () => {
      const [began] = useState(true)
      if (isThere) return h("p", null, String(began))
      throw late
    }
    const tree = (...more: ReadonlyArray<ReactNode>) =>
      h(Suspense, { fallback: "…" }, h(both.Component), ...more)
    const { again } = await show(pass, tree())
    await act(async () => both.now().start(login))
    const { login: before } = await both.until(({ login }) => "code" in login)
    await again(tree(h(Late, { key: "late" })))
    isThere = true
    await act(async () => arrive())
    const { login: after } = await both.until(({ login }) => "code" in login)
    expect("code" in after && after.code).toBe("code" in before && before.code)
    expect(await requests("RetrieveProfiles")).toBe(1)
  })
})
