/** What the bundles of `adobe-pass` are made of, and that they need nothing but what every browser has. */
import { parse } from "acorn"
import * as Vm from "node:vm"
import { beforeAll, describe, expect, it } from "vitest"
import { globalFile, promiseFace, promiseGlobal } from "../../scripts/bundles.js"
import type * as PromiseFace from "../../src/promise.js"
import type { RunningSandbox } from "../../src/sandbox/index.js"
import { startSandbox } from "../../src/sandbox/index.js"

const fileOf = ({ files }: Awaited<ReturnType<typeof promiseFace>>, name: string): string =>
  files.get(name) ?? expect.fail(`there is no ${name}`)

describe("the script for pages", () => {
  let script = ""
  beforeAll(async () => {
    script = fileOf(await promiseGlobal(), globalFile)
  }, 60_000)

  /** What browsers, workers and edge runtimes have in common, and nothing else. */
  const bare = (): Vm.Context => {
    const context: Vm.Context = Vm.createContext({
      AbortController,
      AbortSignal,
      Headers,
      Request,
      Response,
      TextDecoder,
      TextEncoder,
      URL,
      URLSearchParams,
      atob,
      btoa,
      clearInterval,
      clearTimeout,
      console,
      crypto,
      fetch,
      queueMicrotask,
      setInterval,
      setTimeout,
    })
    Vm.runInContext(script, context)
    return context
  }

  const client = (context: Vm.Context, sandbox: RunningSandbox) => {
    const { makeAdobePass }: typeof PromiseFace = context["AdobePass"]
    return makeAdobePass({
      environment: { baseUrl: sandbox.baseUrl },
      serviceProvider: "REF30",
      softwareStatement: sandbox.softwareStatement,
      device: { identifier: "a-device", info: { model: "Bare", osName: "Linux" } },
    })
  }

  it("is written in the syntax of ES2019", () => {
    expect(parse(script, { ecmaVersion: 2019 }).type).toBe("Program")
    expect(() => parse("a?.b", { ecmaVersion: 2019 })).toThrow("Unexpected token")
  })

  it("makes one global, with the client and every failure in it", () => {
    const context = bare()
    expect(Object.keys(context).filter((name) => name.startsWith("A"))).toEqual([
      "AbortController",
      "AbortSignal",
      "AdobePass",
    ])
    const face: typeof PromiseFace = context["AdobePass"]
    expect(Object.keys(face)).toEqual(
      expect.arrayContaining(["makeAdobePass", "isAdobePassError", "Throttled"]),
    )
  })

  it("makes the same global where globalThis has no name yet", () => {
    const context = Vm.createContext({ URL, TextEncoder })
    Vm.runInContext("var self = this; delete globalThis.globalThis", context)
    Vm.runInContext(script, context)
    expect(typeof context["AdobePass"].makeAdobePass).toBe("function")
  })

  it("signs in, plays and signs out with web standards alone", async () => {
    await using sandbox = await startSandbox()
    const context = bare()
    const pass = client(context, sandbox)
    const profile = await pass.authenticate({
      mvpd: "Cablevision",
      domainName: "adobe.com",
      redirectUrl: "https://adobe.com/",
      onCode: ({ code }) => sandbox.admin.completeLogin({ code, username: "basic" }),
    })
    expect(profile.mvpd).toBe("Cablevision")
    const [newsline, cinema] = await pass.preauthorize({
      mvpd: "Cablevision",
      resources: ["newsline", "cinema1"],
    })
    expect([newsline?._tag, cinema?._tag]).toEqual(["Permit", "Deny"])
    const { token } = await pass.authorize({ mvpd: "Cablevision", resource: "newsline" })
    expect(token.serializedToken).not.toBe("")
    const v1 = await pass.endpoints.initiateAuthorization({ resource: "newsline", format: "xml" })
    expect(v1.resource).toBe("newsline")
    const denial: unknown = await pass
      .authorize({ mvpd: "Cablevision", resource: "cinema1" })
      .catch((one) => one)
    const face: typeof PromiseFace = context["AdobePass"]
    expect(face.isAdobePassError(denial) && denial._tag).toBe("AuthorizationDenied")
    expect(await pass.logout({ mvpd: "Cablevision", redirectUrl: "https://adobe.com/" })).toHaveLength(1)
    await pass.close()
  })

  it("tells whoever asks for a directory that there is none", async () => {
    const face: typeof PromiseFace = bare()["AdobePass"]
    const pass = face.makeAdobePass({
      environment: "production",
      serviceProvider: "REF30",
      softwareStatement: "eyJ",
      device: { identifier: "a-device" },
      store: { directory: "/anywhere" },
    })
    await expect(pass.remembered()).rejects.toMatchObject({
      _tag: "InvalidRequest",
      parameter: "store.directory",
    })
    await pass.close()
  })
})

describe("the modules", () => {
  it("need Node in the store in a directory alone, which nothing imports before somebody asks", async () => {
    const bundle = await promiseFace()
    const imports = (name: string) =>
      [...fileOf(bundle, name).matchAll(/(?:\bfrom|\bimport)\s*(\(?)\s*"([^"]+)"/g)].map(
        ([, called, from]) => `${called === "(" ? "later " : ""}${from}`,
      )
    expect(imports("index.js")).toEqual(["./core.js"])
    expect(imports("core.js").toSorted()).toEqual(["later ./V1Authorization.js", "later ./directory.js"])
    expect(imports("V1Authorization.js")).toEqual(["./core.js"])
    expect(imports("directory.browser.js")).toEqual(["./core.js"])
    expect(imports("directory.js").some((one) => one.startsWith("node:"))).toBe(true)
  })
})
