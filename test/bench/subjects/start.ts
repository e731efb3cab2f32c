/** What it takes to load a client, on Node and in an engine that only interprets, as some TVs and phones have. */
import { build, type BuildOptions } from "esbuild"
import { execFileSync } from "node:child_process"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { inQuickJS } from "../../support/quickjs.js"
import { type Sample, spread } from "../figures.js"
import type { Subject, Subjects } from "../subject.js"
import { processorTime } from "./load.js"
import { scripts } from "./script.js"

const checkout = process.env["BENCH_CHECKOUT"] ?? "."
/** The package `adobe-pass` as it was built. */
const built = Path.dirname(process.env["BENCH_ADOBE_PASS"] ?? "")

/** What a program of each client imports. */
const sources = {
  "openapi-fetch": 'export { default } from "openapi-fetch"',
  ky: 'export { default } from "ky"',
  openai: 'export { default } from "openai"',
  "@effect/platform": `
    export * as FetchHttpClient from "@effect/platform/FetchHttpClient"
    export * as HttpClient from "@effect/platform/HttpClient"
    export * as HttpClientRequest from "@effect/platform/HttpClientRequest"
    export * as HttpClientResponse from "@effect/platform/HttpClientResponse"
    export * as Effect from "effect/Effect"
    export * as Layer from "effect/Layer"
    export * as Schema from "effect/Schema"`,
  "effect-adobe-pass": `
    export { AdobePass } from "${checkout}/src/AdobePass.js"
    export * as Device from "${checkout}/src/domain/Device.js"
    export * as FetchHttpClient from "@effect/platform/FetchHttpClient"
    export * as Effect from "effect/Effect"
    export * as Layer from "effect/Layer"`,
} as const
type Client = keyof typeof sources

const bundle = async (client: Client, options: BuildOptions): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: sources[client], resolveDir: checkout },
    bundle: true,
    minify: true,
    write: false,
    outdir: "out",
    logLevel: "warning",
    ...options,
  })
  return outputFiles?.[0]?.text ?? ""
}

const medians = (samples: ReadonlyArray<{ readonly processor: number; readonly time: number }>): Sample => ({
  processor: spread(samples.map(({ processor }) => processor)).median,
  time: spread(samples.map(({ time }) => time)).median,
})

const importing = (url: string) => `
  const start = performance.now()
  const processor = process.cpuUsage()
  await import(${JSON.stringify(url)})
  const { system, user } = process.cpuUsage(processor)
  console.log(JSON.stringify({ processor: (system + user) / 1000, time: performance.now() - start }))`

/** Imports a file in so many new processes. */
const onNode =
  (file: () => Promise<string>): Subject =>
  async () => {
    const script = importing(`file://${await file()}`)
    const run = () =>
      JSON.parse(execFileSync(process.execPath, ["--input-type=module", "--eval", script]).toString())
    return ({ count }) => Promise.resolve(medians(Array.from({ length: count }, run)))
  }

/** Runs a script in so many new contexts. */
const onQuickJS =
  (script: () => Promise<string>): Subject =>
  async () => {
    const text = await script()
    const run = () =>
      inQuickJS((context) => {
        const start = performance.now()
        const processor = processorTime()
        context.unwrapResult(context.evalCode(text)).dispose()
        return { processor: (processorTime() - processor) / 1000, time: performance.now() - start }
      })
    return async ({ count }) => {
      const samples = []
      while (samples.length < count) samples.push(await run())
      return medians(samples)
    }
  }

const clients = Object.keys(sources) as ReadonlyArray<Client>

const module = (client: Client) => async () => {
  const file = Path.join(built, "..", `start-${client.replaceAll("/", "-")}-${process.pid}.mjs`)
  Fs.writeFileSync(file, await bundle(client, { format: "esm", platform: "node" }))
  return file
}
const script = (client: Client) => () =>
  bundle(client, { format: "iife", globalName: "client", target: "es2020" })

export const start: Subjects = {
  ...Object.fromEntries(clients.map((client) => [client, onNode(module(client))])),
  "adobe-pass": onNode(() => Promise.resolve(Path.join(built, "index.js"))),
  ...Object.fromEntries(clients.map((client) => [`${client} in QuickJS`, onQuickJS(script(client))])),
  "adobe-pass in QuickJS": onQuickJS(() =>
    Promise.resolve(Fs.readFileSync(Path.join(built, "adobe-pass.global.js"), "utf8")),
  ),
  ...scripts,
}
