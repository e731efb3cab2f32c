/** What an engine speaks with: a sandbox of its own, and somebody who fetches and waits for it. */
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import * as Fs from "node:fs"
import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import * as Path from "node:path"
import * as Readline from "node:readline"
import type { Heard, Said } from "./bridge.js"

/** How an engine ended: the steps it took. */
export type Ended = ReadonlyArray<string>

/** Does what an engine says, and lets it hear of it. */
export const serve = (said: Said, hear: (heard: Heard) => void): void => {
  if ("sleep" in said) setTimeout(() => hear({ id: said.id }), said.sleep)
  else if ("fetch" in said) {
    const { id } = said
    const { body, headers, method, url } = said.fetch
    const sent = method === "GET" ? {} : { body: Buffer.from(body, "latin1") }
    fetch(url, { method, headers, redirect: "manual", ...sent })
      .then(async (answer) => {
        const text = await answer.text()
        hear({ id, answer: { status: answer.status, url: answer.url, headers: [...answer.headers], text } })
      })
      .catch((error: unknown) => hear({ id, failed: String(error) }))
  }
}

const endOf = (said: Said): Ended | undefined => {
  if ("failed" in said) throw new Error(said.failed)
  return "steps" in said ? said.steps : undefined
}

/** Ends a process that was started here, with its children. */
export const stop = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, "SIGKILL")
  } catch {
    // it has ended already
  }
}

const isSaid = (line: string): boolean => line.startsWith('{"')

/** Runs a program that says and hears lines, to the end of its flow. */
export const overLines = (command: string, args: ReadonlyArray<string>, cwd: string): Promise<Ended> => {
  const child = spawn(command, args, { cwd, detached: true })
  const rest: Array<string> = []
  return new Promise<Ended>((resolve, reject) => {
    child.once("error", reject)
    child.once("close", (code) => reject(new Error(`${command} ended with ${code}: ${rest.join("\n")}`)))
    child.stderr.on("data", (piece) => rest.push(String(piece)))
    // what is told to an engine that has ended is lost
    child.stdin.on("error", reject)
    Readline.createInterface({ input: child.stdout }).on("line", (line) => {
      if (!isSaid(line)) return rest.push(line)
      try {
        const said: Said = JSON.parse(line)
        const ended = endOf(said)
        if (ended !== undefined) resolve(ended)
        serve(said, (heard) => child.stdin.write(`${JSON.stringify(heard)}\n`))
      } catch (error) {
        reject(error)
      }
    })
  }).finally(() => stop(child))
}

/** Serves a folder as a page of its own origin, forwards what is asked of the admin, and waits for how the flow ended. */
export const overHttp = async (
  path: string,
  sandbox: string,
  html: string,
  open: (url: string) => ChildProcess,
): Promise<Ended> => {
  let settle:
    { readonly resolve: (ended: Ended) => void; readonly reject: (error: unknown) => void } | undefined
  const promise = new Promise<Ended>((resolve, reject) => {
    settle = { resolve, reject }
  })
  const server = Http.createServer(async (request, response) => {
    const pieces: Array<Buffer> = []
    for await (const piece of request) pieces.push(piece)
    const body = Buffer.concat(pieces)
    const name = Path.basename(request.url ?? "")
    if (request.url === "/said") {
      response.end()
      try {
        const end = endOf(JSON.parse(String(body)))
        if (end !== undefined) settle?.resolve(end)
      } catch (error) {
        settle?.reject(error)
      }
    } else if (request.url?.startsWith("/sandbox/") === true) {
      const answer = await fetch(sandbox + request.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      })
      response.writeHead(answer.status).end(await answer.text())
    } else if (request.url === "/") {
      response.writeHead(200, { "content-type": "text/html" }).end(html)
    } else if (Fs.existsSync(Path.join(path, name))) {
      response.writeHead(200, { "content-type": "text/javascript" })
      response.end(Fs.readFileSync(Path.join(path, name)))
    } else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const child = open(`http://127.0.0.1:${port}/`)
  const rest: Array<string> = []
  child.stderr?.on("data", (piece) => rest.push(String(piece)))
  child.once("error", (error) => settle?.reject(error))
  child.once("close", (code) => settle?.reject(new Error(`the browser ended with ${code}: ${rest.join("")}`)))
  return promise.finally(() => {
    stop(child)
    server.closeAllConnections()
    server.close()
  })
}
