/** What the bundles of `adobe-pass` are made of, and that they need nothing but what every browser has. */
import { parse } from "acorn"
import { execFile } from "node:child_process"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"
import * as Vm from "node:vm"
import { beforeAll, describe, expect, it } from "vitest"
import { globalFile } from "../../scripts/bundles.js"
import type * as PromiseFace from "../../src/promise.js"
import type * as VerifierFace from "../../src/promise/verifier.js"
import type { RunningSandbox } from "../../src/sandbox/index.js"
import { startSandbox } from "../../src/sandbox/index.js"
import { bundle } from "../support/bundles.js"
import { temporaryFolder } from "../support/program.js"
import * as Signed from "../verifier/signed.js"

const fileOf = (files: ReadonlyMap<string, string>, name: string): string =>
  files.get(name) ?? expect.fail(`there is no ${name}`)

describe("the script for pages", () => {
  let script = ""
  beforeAll(async () => {
    script = fileOf(await bundle("global"), globalFile)
  }, 60_000)

  /** What the language got after `BigInt`, which cannot be added to it. */
  const newer = `
    for (const [owner, names] of [
      [Object, "fromEntries groupBy hasOwn"],
      [Map, "groupBy"],
      [Promise, "allSettled any try withResolvers"],
      [Array.prototype, "at flat flatMap findLast findLastIndex toReversed toSorted toSpliced with"],
      [String.prototype, "at isWellFormed matchAll replaceAll toWellFormed"],
      [globalThis, "AggregateError FinalizationRegistry WeakRef"],
    ]) for (const name of names.split(" ")) delete owner[name]
    delete globalThis.globalThis`

  /** What browsers, workers and edge runtimes have had in common for long, and nothing else. */
  const bare = (without?: string): Vm.Context => {
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
      setInterval,
      setTimeout,
    })
    Vm.runInContext(`var self = this;${newer};delete self.${without}`, context)
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

  it("adds to an old engine what a newer one has", () => {
    const context = bare()
    const both = (code: string, ...given: ReadonlyArray<unknown>) => {
      const [here, there] = [Vm.runInThisContext(code), Vm.runInContext(code, context)]
      expect(JSON.stringify(there(...given))).toBe(JSON.stringify(here(...given)))
    }
    both("(list, depth) => [list.flat(), list.flat(depth)]", [1, [2, [3, [4]]], []], 2)
    both("(list) => list.flatMap((one, index) => [one, [index]])", ["a", "b"])
    both("(pairs) => Object.fromEntries(new Map(pairs))", [
      ["a", 1],
      ["__proto__", 2],
    ])
    both("(object) => [Object.hasOwn(object, 'a'), Object.hasOwn(object, 'toString')]", { a: 1 })
    for (const pattern of ["a(b)?", "", "(?:)", "x", "."]) {
      for (const flags of ["g", "gu", "gi"]) {
        const all = "(text, pattern, flags) => [...text.matchAll(new RegExp(pattern, flags))]"
        both(all, "ab\u{1f4fa}aAb", pattern, flags)
      }
      both("(text, pattern) => [...text.matchAll(pattern)]", "ab.a.b", pattern)
    }
    for (const code of ["'aa'.matchAll(/a/)", "'aa'.matchAll(/a/y)"]) {
      expect(() => Vm.runInContext(code, context)).toThrow(/global/)
    }
    both("() => { const keys = []; for (const key in [1]) keys.push(key); return keys }")
  })

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

  it("signs in, plays and signs out in an engine that has just got BigInt", async () => {
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

  /** What a client says that is made without one of the globals. */
  const saidWithout = (name: string, more: object = {}): unknown => {
    const context = bare(name)
    const options = JSON.stringify({
      environment: "production",
      serviceProvider: "REF30",
      softwareStatement: "eyJ",
      device: { identifier: "a-device" },
    })
    return Vm.runInContext(
      `(more) => { try { AdobePass.makeAdobePass(Object.assign(${options}, more)); return "made" } catch (error) { return error } }`,
      context,
    )(more)
  }

  it.each(["fetch", "AbortController", "URL", "URLSearchParams", "setTimeout"])(
    "says at once that an engine lacks %s, and what brings it",
    (name) => {
      expect(saidWithout(name)).toMatchObject({
        _tag: "InvalidRequest",
        parameter: `globalThis.${name}`,
        message: expect.stringContaining("load before this library: "),
      })
    },
  )

  it("takes a URL that throws for a missing one", () => {
    const broken = bare("URL; self.URL = class { get searchParams() { throw new Error('not implemented') } }")
    expect(() =>
      (broken["AdobePass"] as typeof PromiseFace).makeAdobePass({
        environment: "production",
        serviceProvider: "REF30",
        softwareStatement: "eyJ",
        device: { identifier: "a-device" },
      }),
    ).toThrow(expect.objectContaining({ parameter: "globalThis.URL" }))
  })

  it("needs no fetch where the app gives one, and no console or encoder at all", () => {
    expect(saidWithout("fetch", { fetch })).toBe("made")
    for (const name of ["console", "TextEncoder", "TextDecoder"]) expect(saidWithout(name)).toBe("made")
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
  let face: ReadonlyMap<string, string>
  beforeAll(async () => {
    face = await bundle("face")
  }, 120_000)

  it("need Node in the directory store alone, which is imported when it is asked for", () => {
    const imports = (name: string) =>
      [...fileOf(face, name).matchAll(/(?:\bfrom|\bimport)\s*(\(?)\s*"([^"]+)"/g)].map(
        ([, called, from]) => `${called === "(" ? "later " : ""}${from}`,
      )
    expect(imports("index.js")).toEqual(["./core.js"])
    expect(imports("core.js").toSorted()).toEqual([
      "later ./V1Body.js",
      "later ./directory.js",
      "later ./fleet.js",
      "later ./qr.js",
    ])
    expect(imports("V1Body.js")).toEqual(["./core.js"])
    expect(imports("directory.browser.js")).toEqual(["./core.js"])
    expect(imports("directory.js").some((one) => one.startsWith("node:"))).toBe(true)
  })

  it("are a fleet where a client of Redis is given, and tell of it", async () => {
    await using sandbox = await startSandbox()
    const folder = temporaryFolder("face")
    for (const [name, text] of face) Fs.writeFileSync(Path.join(folder, name), text)
    Fs.writeFileSync(Path.join(folder, "package.json"), JSON.stringify({ type: "module" }))
    const index = pathToFileURL(Path.join(folder, "index.js")).href
    const { makeAdobePass }: typeof PromiseFace = await import(/* @vite-ignore */ index)

    const reports: Array<PromiseFace.FleetReport> = []
    const client = {
      // it has failed from the start
      on: (event: string, listener: () => void) => event === "error" && listener(),
      sendCommand: async () => {
        throw new Error("gone")
      },
    }
    const pass = makeAdobePass({
      environment: { baseUrl: sandbox.baseUrl },
      serviceProvider: "REF30",
      softwareStatement: sandbox.softwareStatement,
      device: { identifier: "a-device" },
      fleet: { client, onReport: (report) => reports.push(report) },
      logger: () => {},
    })
    expect(await pass.profiles()).toEqual([])
    expect(reports).toContainEqual({ _tag: "Fallback", part: "store" })
    await pass.close()
  })

  it("have no static blocks, which set-top boxes cannot read", () => {
    for (const text of face.values()) expect(text).not.toMatch(/\bstatic\s*\{/)
  })

  it("open nothing of the process they are loaded by", () => {
    // its standard output is opened by whoever looks at it
    expect(fileOf(face, "core.js")).not.toMatch(/process\.std/)
  })
})

describe("the source maps", () => {
  it("lead from a bundle to the line of the source", async () => {
    const folder = Fs.mkdtempSync(Path.join(Os.tmpdir(), "maps-"))
    try {
      for (const [name, text] of await bundle("faceForRequire"))
        Fs.writeFileSync(Path.join(folder, name), text)
      const script =
        'try { require("./index.cjs").makeAdobePass({}) } catch (error) { console.log(error.stack) }'
      const { stdout } = await promisify(execFile)(process.execPath, ["--enable-source-maps", "-e", script], {
        cwd: folder,
      })
      const [, line] = /src\/promise\/given\/checks\.ts:(\d+)/.exec(stdout) ?? []
      const source = Fs.readFileSync("src/promise/given/checks.ts", "utf8").split("\n")
      expect(source[Number(line) - 1]).toContain("new InvalidRequest(")
    } finally {
      Fs.rmSync(folder, { recursive: true })
    }
  })
})

describe("the verifier", () => {
  it("runs where there is nothing but WebCrypto and a few web standards, as at the edge", async () => {
    const files = await bundle("verifier")
    expect([...files.keys()]).toEqual(["verifier.js", "verifier.js.map"])
    const context: Vm.Context = Vm.createContext({ TextDecoder, TextEncoder, URL, atob, btoa, crypto })
    const module = files.get("verifier.js") ?? ""
    // a script cannot export
    const script = module.replace(/export\{([^}]*)\};?\s*\/\/.*\s*$/, (_, names: string) => {
      const fields = names.split(",").map((name) => name.split(" as ").map((one) => one.trim()))
      return `globalThis.face={${fields.map(([own, exported]) => `${exported ?? own}:${own}`).join(",")}}`
    })
    expect(script).not.toBe(module)
    Vm.runInContext(script, context)
    const face: typeof VerifierFace = context["face"]
    const request = {
      token: Signed.token(),
      certificate: Signed.certificate(),
      serviceProvider: "REF30",
      now: Signed.issuedAt,
      once: face.onceInMemory(),
    }
    expect(await face.verifyMediaToken(request)).toMatchObject({
      outcome: "VALID_TOKEN",
      resource: "newsline",
    })
    await expect(face.verifyMediaToken(request)).rejects.toMatchObject({ _tag: "TokenUsed" })
  })
})
