/** Exchanges for other tools: as a command of curl, and as a HAR file. */
import type { LoggedExchange } from "../../server/requestLog.js"
import type { Dashboard } from "./shared.js"

export const exporter = ({ ui }: Dashboard) => {
  const { iso, make, say } = ui
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
  /** Those that curl sends by itself. */
  const ownHeaders = new Set(["host", "connection", "content-length", "accept-encoding", "user-agent"])

  const curl = ({ method, path, requestBody, requestHeaders }: LoggedExchange) =>
    [
      `curl -i -X ${method} ${quoted(new URL(path, location.origin).href)}`,
      ...Object.entries(requestHeaders)
        .filter(([name]) => !ownHeaders.has(name) && !name.startsWith("sec-"))
        .map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
      ...(requestBody === "" ? [] : [`--data-raw ${quoted(requestBody)}`]),
    ].join(" \\\n  ")

  const pairs = (all: Readonly<Record<string, string>>) =>
    Object.entries(all).map(([name, value]) => ({ name, value }))

  const entry = (one: LoggedExchange) => {
    const url = new URL(one.path, location.origin)
    const size = (text: string) => new TextEncoder().encode(text).length
    return {
      startedDateTime: iso(one.at),
      time: one.duration,
      request: {
        method: one.method,
        url: url.href,
        httpVersion: "HTTP/1.1",
        cookies: [],
        headers: pairs(one.requestHeaders),
        queryString: [...url.searchParams].map(([name, value]) => ({ name, value })),
        ...(one.requestBody !== "" && {
          postData: { mimeType: one.requestHeaders["content-type"] ?? "", text: one.requestBody },
        }),
        headersSize: -1,
        bodySize: size(one.requestBody),
      },
      response: {
        status: one.status,
        statusText: "",
        httpVersion: "HTTP/1.1",
        cookies: [],
        headers: pairs(one.responseHeaders),
        content: {
          size: size(one.responseBody),
          mimeType: one.responseHeaders["content-type"] ?? "",
          text: one.responseBody,
        },
        redirectURL: one.responseHeaders["location"] ?? "",
        headersSize: -1,
        bodySize: -1,
      },
      cache: {},
      timings: { send: 0, wait: one.duration, receive: 0 },
      comment: one.fault === undefined ? one.endpoint : `${one.endpoint}, fault: ${one.fault}`,
    }
  }

  return {
    /** Copies the request as it was sent: a command with masked secrets would be of no use. */
    copyCurl: async ({ id }: LoggedExchange) => {
      const asked = await fetch("/sandbox/requests?secrets=true")
      const all: ReadonlyArray<LoggedExchange> = await asked.json()
      const sent = all.find((one) => one.id === id)
      if (sent === undefined) return say("status", "This request is no longer in the log.")
      await navigator.clipboard.writeText(curl(sent)).then(
        () => say("status", "Copied, with its secrets, as they were sent."),
        () => say("status", "The browser does not let this page copy."),
      )
    },
    /** Saves exchanges with their secrets masked, as they are shown. */
    saveHar: (name: string, exchanges: ReadonlyArray<LoggedExchange>) => {
      const har = {
        log: {
          version: "1.2",
          creator: { name: "adobe-pass sandbox", version: "1" },
          entries: exchanges.map(entry),
        },
      }
      const url = URL.createObjectURL(new Blob([JSON.stringify(har, null, 2)], { type: "application/json" }))
      make("a", { href: url, download: `${name}.har` }).click()
      URL.revokeObjectURL(url)
    },
  }
}
