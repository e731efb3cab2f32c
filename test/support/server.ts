/** A real HTTP server that answers what a test says and remembers what it was asked. */
import * as Effect from "effect/Effect"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

export interface Seen {
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** A text as it is, anything else as JSON. */
  readonly body?: unknown
  /** Never answers, or closes the connection instead. */
  readonly instead?: "silence" | "reset"
}

export interface Server {
  readonly url: string
  readonly seen: Array<Seen>
  /** What it answers from now on. */
  respond: (seen: Seen, count: number) => Answer
}

/** Lives as long as the scope. */
export const serve = (respond: Server["respond"] = () => ({ body: {} })) =>
  Effect.acquireRelease(
    Effect.async<{ readonly server: Server; readonly close: () => void }>((resume) => {
      const seen: Array<Seen> = []
      const listener = createServer((request, response) => {
        const chunks: Array<Buffer> = []
        request.on("data", (chunk) => chunks.push(chunk))
        request.on("end", () => {
          const one: Seen = {
            method: request.method ?? "",
            target: request.url ?? "",
            headers: Object.fromEntries(
              Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
            ),
            body: Buffer.concat(chunks).toString("utf8"),
          }
          seen.push(one)
          const { body = "", headers = {}, instead, status = 200 } = server.respond(one, seen.length)
          if (instead === "silence") return
          if (instead === "reset") return void request.socket.destroy()
          response.writeHead(status, { "content-type": "application/json", ...headers })
          response.end(typeof body === "string" ? body : JSON.stringify(body))
        })
      })
      const server: Server = { url: "", seen, respond }
      listener.listen(0, "127.0.0.1", () => {
        const { port } = listener.address() as AddressInfo
        resume(
          Effect.succeed({
            server: Object.assign(server, { url: `http://127.0.0.1:${port}` }),
            close: () => {
              listener.closeAllConnections()
              listener.close()
            },
          }),
        )
      })
    }),
    ({ close }) => Effect.sync(close),
  ).pipe(Effect.map(({ server }) => server))
