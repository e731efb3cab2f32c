/**
 * What an engine without a network or timers needs of its host, over lines of JSON: an engine says what it wants, and hears
 * of it by the same `id`.
 */

/** What an engine says. */
export type Said =
  | {
      readonly id: number
      readonly fetch: {
        readonly url: string
        readonly method: string
        readonly headers: Readonly<Record<string, string>>
        /** A byte each character. */
        readonly body: string
      }
    }
  | { readonly id: number; readonly sleep: number }
  | { readonly log: string }
  | { readonly steps: ReadonlyArray<string> }
  | { readonly failed: string }

/** What it hears. */
export type Heard =
  | { readonly id: number }
  | { readonly id: number; readonly failed: string }
  | {
      readonly id: number
      readonly answer: {
        readonly status: number
        readonly url: string
        readonly headers: ReadonlyArray<readonly [string, string]>
        readonly text: string
      }
    }

const bytes = (body: unknown): string =>
  typeof body === "string"
    ? unescape(encodeURIComponent(body))
    : body instanceof Uint8Array
      ? String.fromCharCode(...body)
      : ""

/** Gives the engine `fetch`, timers and a console, as far as it has none; returns what hears. */
export const bridge = (say: (said: Said) => void): ((heard: Heard) => void) => {
  const waiting = new Map<number, (heard: Heard) => void>()
  let last = 0
  const next = (hear: (heard: Heard) => void) => {
    last += 1
    waiting.set(last, hear)
    return last
  }
  const provide = (name: string, value: unknown) => {
    if (typeof Reflect.get(globalThis, name) === "undefined") {
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
    }
  }

  provide("setTimeout", (work: () => void, sleep = 0) => {
    const id = next(work)
    say({ id, sleep })
    return id
  })
  provide("clearTimeout", (id: number) => {
    waiting.delete(id)
  })
  const log = (...words: ReadonlyArray<unknown>) => say({ log: words.map(String).join(" ") })
  provide("console", { log, warn: log, error: log, info: log, debug: log, trace: log })
  provide(
    "fetch",
    (url: unknown, init: RequestInit = {}) =>
      new Promise((resolve, reject) => {
        const id = next((heard) => {
          if ("failed" in heard) return reject(new TypeError(heard.failed))
          if (!("answer" in heard)) return
          const { headers, status, text, url } = heard.answer
          resolve({
            status,
            url,
            ok: status >= 200 && status < 300,
            redirected: false,
            headers: new Map(headers),
            text: () => Promise.resolve(text),
            json: () => Promise.resolve(JSON.parse(text)),
          })
        })
        init.signal?.addEventListener("abort", () => {
          waiting.delete(id)
          reject(Object.assign(new Error("aborted"), { name: "AbortError" }))
        })
        const headers: Record<string, string> = {}
        for (const [name, value] of Object.entries(init.headers ?? {})) headers[name] = String(value)
        say({
          id,
          fetch: { url: String(url), method: init.method ?? "GET", headers, body: bytes(init.body) },
        })
      }),
  )

  return (heard) => {
    const hear = waiting.get(heard.id)
    waiting.delete(heard.id)
    hear?.(heard)
  }
}
