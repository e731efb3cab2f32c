/**
 * The script for pages from nothing to a viewer who is signed in, in engines as slow as those of TVs: QuickJS, which only
 * interprets, and Chromium with its processor throttled.
 */
import { build } from "esbuild"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { chromium } from "playwright-core"
import { getQuickJS } from "quickjs-emscripten"
import type { Said } from "../../engines/bridge.js"
import { serve } from "../../engines/host.js"
import { chromiumFlags, chromiumPath } from "../../support/chromium.js"
import { type Sample, spread } from "../figures.js"
import type { Subject, Subjects } from "../subject.js"
import { processorTime } from "./load.js"

/** How much slower Chromium is made: about as slow as a TV of 2018 beside a laptop. */
const slowness = 20

const script = () => {
  const built = Path.dirname(process.env["BENCH_ADOBE_PASS"] ?? "")
  return Fs.readFileSync(Path.join(built, "adobe-pass.global.js"), "utf8")
}

/** A service to sign in at, and the viewer. */
const service = async () => {
  const { startSandbox } = await import("../../../src/sandbox/index.js")
  return startSandbox({ throttle: false })
}
type Service = Awaited<ReturnType<typeof service>>

let devices = 0
/** What an app does once the script is there: `make()`, `prompt()`, `signedIn()`. Each program is another device. */
const program = ({ baseUrl, softwareStatement }: Service) => {
  devices += 1
  const options = {
    environment: { baseUrl },
    serviceProvider: "REF30",
    softwareStatement,
    device: { identifier: `device-${process.pid}-${devices}`, info: { model: "TV", osName: "Linux" } },
  }
  const request = {
    mvpd: "Cablevision",
    domainName: "adobe.com",
    redirectUrl: "https://adobe.com/",
    pollAfterPrompt: true,
  }
  return `{
    let pass, login, back
    globalThis.make = () => { pass = AdobePass.makeAdobePass(${JSON.stringify(options)}) }
    globalThis.prompt = () => new Promise((prompted, failed) => {
      const onCode = ({ code }) => new Promise((returned) => { back = returned; prompted(code) })
      login = pass.authenticate(Object.assign({ onCode }, ${JSON.stringify(request)}))
      login.catch(failed)
    })
    globalThis.signedIn = () => { back(); return login }
  }`
}

/** Has so many logins made, one after the other. */
const medians =
  (one: () => Promise<Sample>): ReturnType<Subject> extends Promise<infer Work> ? Work : never =>
  async ({ count }) => {
    const samples: Array<Sample> = []
    while (samples.length < count) samples.push(await one())
    return Object.fromEntries(
      Object.keys(samples[0] ?? {}).map((name) => [
        name,
        spread(samples.map((sample) => sample[name] ?? Number.NaN)).median,
      ]),
    )
  }

const inChromium: Subject = async () => {
  const text = script()
  const sandbox = await service()
  const args = [...chromiumFlags]
  const browser = await chromium.launch({ executablePath: chromiumPath, args, handleSIGTERM: false })
  // how a subject is stopped
  process.once("SIGTERM", () => void browser.close().finally(() => process.exit()))
  return medians(async () => {
    // a profile of its own, so that no code is kept from the last time
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${sandbox.baseUrl}/nothing-is-here`)
    await page.evaluate(program(sandbox))
    const devTools = await context.newCDPSession(page)
    await devTools.send("Emulation.setCPUThrottlingRate", { rate: slowness })
    const heap = async () => {
      await devTools.send("HeapProfiler.collectGarbage")
      return (await devTools.send("Runtime.getHeapUsage")).usedSize / 1024
    }
    const before = await heap()
    const load = await page.evaluate((text) => {
      const element = document.createElement("script")
      element.textContent = text
      const start = performance.now()
      document.documentElement.append(element)
      const time = performance.now() - start
      element.remove()
      return time
    }, text)
    const { code, ...times } = await page.evaluate<{ code: string; make: number; prompt: number }>(
      `(async () => {
        const start = performance.now()
        make()
        const made = performance.now()
        const code = await prompt()
        return { code, make: made - start, prompt: performance.now() - made }
      })()`,
    )
    await sandbox.admin.completeLogin({ code, username: "basic" })
    await page.evaluate("signedIn()")
    const memory = (await heap()) - before
    await context.close()
    return { load, ...times, memory }
  })
}

const bundled = async (contents: string) => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    format: "iife",
    write: false,
    target: "es2019",
  })
  return outputFiles[0]?.text ?? ""
}

/** What QuickJS lacks of the web: what the polyfills need of it, and then the polyfills. */
const web = async () => [
  await bundled(`
    import { bridge } from "./test/engines/bridge.ts"
    // the polyfill of AbortController looks for it
    globalThis.self = globalThis
    const hear = bridge((said) => say(JSON.stringify(said)))
    globalThis.hear = (heard) => hear(JSON.parse(heard))`),
  await bundled(`
    import "core-js/web/url"
    import "core-js/web/url-search-params"
    import "abortcontroller-polyfill/dist/abortcontroller-polyfill-only"`),
]

/** An engine of its own, which is asked in code and answers with the milliseconds of the processor that it took. */
const openQuickJS = async () => {
  const context = (await getQuickJS()).newContext()
  const { runtime } = context
  let isOpen = true
  let spent = 0
  let resolve = (_: string) => {}
  let reject = (_: unknown) => {}
  /** Runs a script and what follows of it at once. */
  const turn = (code: string) => {
    if (!isOpen) return
    const start = processorTime()
    context.unwrapResult(context.evalCode(code)).dispose()
    context.unwrapResult(runtime.executePendingJobs())
    spent += processorTime() - start
  }
  const say = context.newFunction("say", (line) => {
    const said: Said = JSON.parse(context.getString(line))
    if ("steps" in said) resolve(said.steps.join())
    else if ("failed" in said) reject(new Error(said.failed))
    else serve(said, (heard) => turn(`hear(${JSON.stringify(JSON.stringify(heard))})`))
  })
  context.setProp(context.global, "say", say)
  say.dispose()
  const timed = () => {
    const time = spent / 1000
    spent = 0
    return time
  }
  return {
    run: (code: string) => {
      turn(code)
      return timed()
    },
    /** Awaits a promise. */
    wait: async (promise: string) => {
      const settled = new Promise<string>((...both) => ([resolve, reject] = both))
      turn(`${promise}.then(
        (value) => say(JSON.stringify({ steps: [String(value)] })),
        (error) => say(JSON.stringify({ failed: String(error) })))`)
      const value = await settled
      return { value, time: timed() }
    },
    memory: () =>
      Number(Reflect.get(runtime.computeMemoryUsage().consume(context.dump), "memory_used_size")) / 1024,
    close: () => {
      isOpen = false
      context.dispose()
    },
  }
}

const inQuickJS: Subject = async () => {
  const text = script()
  const sandbox = await service()
  const lacking = await web()
  return medians(async () => {
    const engine = await openQuickJS()
    try {
      for (const code of lacking) engine.run(code)
      engine.run(program(sandbox))
      const before = engine.memory()
      const load = engine.run(text)
      const make = engine.run("make()")
      const { time: prompt, value: code } = await engine.wait("prompt()")
      await sandbox.admin.completeLogin({ code, username: "basic" })
      await engine.wait("signedIn()")
      return { load, make, prompt, memory: engine.memory() - before }
    } finally {
      engine.close()
    }
  })
}

export const scripts: Subjects = {
  "the script of adobe-pass in QuickJS": inQuickJS,
  "the script of adobe-pass in Chromium": inChromium,
}
