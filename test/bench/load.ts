/** The load of the benches that serve: apps as they ask a sandbox, and servers in processes of their own. */
import { fork } from "node:child_process"
import { once } from "node:events"
import { Agent, request } from "node:http"

export interface Place {
  readonly baseUrl: string
  readonly softwareStatement: string
}

/** What a server's process has used up so far. */
interface Usage {
  /** Microseconds of processor time, of all its threads. */
  readonly cpu: number
  /** Bytes in use after garbage collection. */
  readonly heap: number
}

/** Tells the process that started this one where it serves, and what it has used up whenever that asks. */
export const serving = (place: Place) => {
  process.on("message", () => {
    const { system, user } = process.cpuUsage()
    globalThis.gc?.()
    process.send?.({ cpu: system + user, heap: process.memoryUsage().heapUsed } satisfies Usage)
  })
  process.send?.(place)
}

/** Runs a program that is serving, with these arguments. */
export const started = async (program: string, ...args: ReadonlyArray<string>) => {
  const child = fork(program, args, { execArgv: ["--expose-gc", "--import", "tsx"] })
  const [place] = (await once(child, "message")) as [Place]
  return { child, place }
}
export type Started = Awaited<ReturnType<typeof started>>

export const usage = async ({ child }: Started): Promise<Usage> => {
  const answer = once(child, "message") as Promise<[Usage]>
  child.send("usage")
  return (await answer)[0]
}

interface Call {
  readonly method: "GET" | "POST"
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const agent = new Agent({ keepAlive: true, maxSockets: 64 })

interface Answered {
  readonly status: number
  readonly text: string
}

const send = (baseUrl: string, call: Call): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const { body, headers, method, path } = call
    const outgoing = request(baseUrl + path, { method, agent, headers }, (answer) => {
      let text = ""
      answer.setEncoding("utf8")
      answer.on("data", (piece: string) => (text += piece))
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }))
      answer.on("error", reject)
    })
    outgoing.on("error", (error) => {
      // the server may close a connection just as it is used again
      if (outgoing.reusedSocket) resolve(send(baseUrl, call))
      else reject(error)
    })
    outgoing.end(body)
  })

const base64 = (text: string) => Buffer.from(text).toString("base64")
const FORM = { "content-type": "application/x-www-form-urlencoded" }
const JSON_TYPE = { "content-type": "application/json" }

const get = (path: string, headers: Call["headers"]): Call => ({ method: "GET", path, headers, body: "" })
const post = (path: string, headers: Call["headers"], body: string): Call => ({
  method: "POST",
  path,
  headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
  body,
})

const login = (mvpd: string) =>
  `mvpd=${mvpd}&domainName=example.com&redirectUrl=${encodeURIComponent("https://example.com/")}`
const five = JSON.stringify({ resources: ["newsline", "weather", "drama", "sportsplus", "cinema1"] })
const oneResource = JSON.stringify({ resources: ["newsline"] })

/** A device on which a viewer has signed in, and what its app asks from time to time. */
export const signedIn = async ({ baseUrl, softwareStatement }: Place, id: number) => {
  const ask = async (call: Call) => JSON.parse((await send(baseUrl, call)).text || "{}")
  const client = await ask(
    post("/o/client/register", JSON_TYPE, JSON.stringify({ software_statement: softwareStatement })),
  )
  const credentials = `client_id=${client.client_id}&client_secret=${client.client_secret}`
  const token = await ask(post("/o/client/token", FORM, `${credentials}&grant_type=client_credentials`))
  const authorization = { authorization: `Bearer ${token.access_token}` }
  const headers = {
    ...authorization,
    "ap-device-identifier": `fingerprint ${base64(`device-${id}`)}`,
    "x-device-info": base64(JSON.stringify({ primaryHardwareType: "TV", model: "TV", osName: "Linux" })),
  }
  const api = "/api/v2/REF30"
  const { code: first } = await ask(post(`${api}/sessions`, { ...headers, ...FORM }, login("Cablevision")))
  await ask(post("/sandbox/logins", JSON_TYPE, JSON.stringify({ code: first, username: "basic" })))
  let code = String(first)
  const always = (call: Call) => (url: string) => send(url, call)
  const create = post(`${api}/sessions`, { ...headers, ...FORM }, login("Spectrum"))
  return {
    /** Of the latest session, in which nobody signs in. */
    poll: (url: string) => send(url, get(`${api}/profiles/code/${code}`, authorization)),
    profiles: always(get(`${api}/profiles`, headers)),
    preauthorize: always(
      post(`${api}/decisions/preauthorize/Cablevision`, { ...headers, ...JSON_TYPE }, five),
    ),
    authorize: always(
      post(`${api}/decisions/authorize/Cablevision`, { ...headers, ...JSON_TYPE }, oneResource),
    ),
    session: async (url: string) => {
      const answer = await send(url, create)
      code = JSON.parse(answer.text).code ?? code
      return answer
    },
    configuration: always(get(`${api}/configuration`, authorization)),
  }
}
export type App = Awaited<ReturnType<typeof signedIn>>
export type Ask = App[keyof App]

/** Of 20 requests. */
export const mix: Readonly<Record<keyof App, number>> = {
  poll: 8,
  profiles: 3,
  preauthorize: 3,
  authorize: 4,
  session: 1,
  configuration: 1,
}
const hand = Object.entries(mix).flatMap(([name, times]) => Array<string>(times).fill(name)) as Array<
  keyof App
>

/** The calls of all apps in turn, each app's in the order of the mix. */
export const calls = (apps: ReadonlyArray<App>) => (index: number) =>
  apps[Math.floor(index / hand.length) % apps.length]![hand[(index * 7) % hand.length]!]

/** Keeps so many requests going, for as many answers a second as there can be. */
export const flood = async (server: Started, next: (index: number) => Ask, seconds: number, lanes = 32) => {
  const before = await usage(server)
  const began = performance.now()
  let index = 0
  let served = 0
  const lane = async () => {
    while (performance.now() - began < seconds * 1000) {
      await next(index++)(server.place.baseUrl)
      served += 1
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  const rate = (served * 1000) / (performance.now() - began)
  const { cpu } = await usage(server)
  return { rate, processor: (cpu - before.cpu) / served }
}
