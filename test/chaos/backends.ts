/** Processes of the example's backend, which share a Redis, and what a device's app does with them. */
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import { setTimeout as sleep } from "node:timers/promises"
import { createInterface } from "node:readline"
import type { RunningSandbox } from "../../src/sandbox/index.js"

export interface Backend {
  readonly url: string
  /** Which of the programs it is. */
  readonly name: string
  /** By how many milliseconds its clock is ahead. */
  readonly ahead: number
  readonly process: ChildProcess
  readonly ended: Promise<unknown>
}

/** Starts a backend; its clock may be ahead by so many milliseconds. */
export const startBackend = async (
  [name, program]: readonly [name: string, program: string],
  { baseUrl, softwareStatement }: RunningSandbox,
  redis: number,
  ahead = 0,
): Promise<Backend> => {
  const clock = `const now = Date.now; Date.now = () => now() + ${ahead}`
  const child = spawn(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(clock)}`, program],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        ADOBE_PASS_URL: baseUrl,
        SOFTWARE_STATEMENT: softwareStatement,
        REDIS_URL: `redis://127.0.0.1:${redis}`,
        PORT: "0",
        GRACE: "200",
      },
    },
  )
  const ended = new Promise((resolve) => child.once("exit", resolve))
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/[\w.]+:\d+/.exec(line)?.[0]
    if (url === undefined) continue
    // what is not read holds up whoever writes it
    child.stdout.resume()
    return { url, name, ahead, process: child, ended }
  }
  throw new Error("the backend ended before it listened")
}

/** An event of a login, as the app hears it. */
export interface LoginEvent {
  readonly event: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Listens until the backend has no more to tell. */
export async function* listen(response: Response): AsyncGenerator<LoginEvent> {
  let text = ""
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    text += part.value
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const [, event, data = "{}"] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? []
      text = text.slice(end + 2)
      // else it is a comment
      if (event !== undefined) yield { event, data: JSON.parse(data) }
    }
  }
}

/** How long an app keeps trying, and how long it waits before it tries again. */
const patience = 120_000
const pause = { first: 200, longest: 4000 }

/** An app on a device, which asks whichever backend is there. */
export const app = (identifier: string, address: string, backends: () => ReadonlyArray<Backend>) => {
  const headers = { "x-device": identifier, "x-forwarded-for": address, "content-type": "application/json" }

  /** Asks until a backend has an answer of the service, or a denial. */
  const again = async <A>(use: (url: string) => Promise<A | undefined>): Promise<A> => {
    const until = performance.now() + patience
    for (let wait = pause.first; performance.now() < until; wait = Math.min(1.5 * wait, pause.longest)) {
      const all = backends()
      const one = all[Math.floor(Math.random() * all.length)]
      const answer = one === undefined ? undefined : await use(one.url).catch(() => undefined)
      if (answer !== undefined) return answer
      await sleep(wait * (0.5 + Math.random()))
    }
    throw new Error(`${identifier}: no backend answered within ${patience / 1000} s`)
  }

  const post = <A = unknown>(path: string, body: object, isDone: (answer: A) => boolean = () => true) =>
    again(async (url) => {
      const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) })
      const answer = (await response.json()) as A
      if (response.status >= 500 || response.status === 429) return undefined
      return response.status !== 200 || isDone(answer) ? { status: response.status, answer } : undefined
    })

  return {
    post,
    /** Waits on one backend after the other until the viewer has signed in. */
    signedIn: (code: string, notAfter: number, mvpd: string) =>
      again(async (url) => {
        const response = await fetch(`${url}/login/${code}/events?mvpd=${mvpd}&notAfter=${notAfter}`, {
          headers,
        })
        for await (const { event, data } of listen(response)) {
          if (event === "signedIn") return data
          if (event === "failed" && data["error"] === "AuthenticationCodeExpired")
            throw new Error("a login was lost")
        }
        return undefined
      }),
  }
}
