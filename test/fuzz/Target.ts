/** The sandbox that is attacked, in a process of its own. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { bundled } from "../support/bundled.js"
import type { Told } from "./server.js"

export type Memory = Extract<Told, { _tag: "Memory" }>

/** A device that is registered, and what its viewer is signed in with. */
export interface Known {
  readonly clientId: string
  readonly clientSecret: string
  readonly token: string
  readonly code: string
  readonly partnerStatus: string
  readonly samlResponse: string
}

const base64 = (text: string) => Buffer.from(text).toString("base64")
export const device = {
  "ap-device-identifier": `fingerprint ${base64("attacker")}`,
  "x-device-info": base64('{"primaryHardwareType":"TV","model":"T","osName":"Linux"}'),
}
const login = { domainName: "example.com", redirectUrl: "https://app.example.com/done" }

/** How long a sandbox in good health takes for an answer at most, on a busy machine. */
const healthy = 10_000

type Child = ReturnType<typeof spawn>

const hasEnded = ({ exitCode, signalCode }: Child) => exitCode !== null || signalCode !== null

/** What a sandbox tells next; it fails if the sandbox ends before. */
const nextOf = async (child: Child, written: { readonly text: string }): Promise<Told> => {
  const settled = new AbortController()
  const told = once(child, "message", settled) as Promise<[Told]>
  const ended = hasEnded(child) ? [undefined] : once(child, "exit", settled).then(() => [undefined])
  const [first] = await Promise.race([told, ended]).finally(() => settled.abort())
  if (first === undefined) throw new Error(`the sandbox has ended: ${written.text}`)
  return first
}

export class Target implements AsyncDisposable {
  private constructor(
    readonly url: URL,
    readonly softwareStatement: string,
    private readonly child: Child,
    private readonly written: { text: string },
  ) {}

  static async start(): Promise<Target> {
    const folder = Fs.mkdtempSync(Path.join(Os.tmpdir(), "target-"))
    // its sources take twenty times as long to start
    const script = await bundled("test/fuzz/server.ts", folder)
    const child = spawn(process.execPath, ["--expose-gc", script], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    })
    const written = { text: "" }
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (piece) => (written.text = (written.text + String(piece)).slice(-100_000)))
    }
    const told = await nextOf(child, written).finally(() => Fs.rmSync(folder, { recursive: true }))
    if (told._tag !== "Listening") throw new Error("the sandbox did not say where it listens")
    return new Target(new URL(told.baseUrl), told.softwareStatement, child, written)
  }

  /** What is wrong with it, if anything: it has ended, does not answer, or has failed itself. */
  async flaw(): Promise<string | undefined> {
    if (hasEnded(this.child)) return `it has ended: ${this.written.text}`
    const status = await this.fetch("/sandbox/health").then(
      (response) => response.status,
      (error: unknown) => String(error),
    )
    if (status !== 200) return `it does not answer: ${status}; ${this.written.text}`
    const { text } = this.written
    this.written.text = ""
    return /itself failed|unhandled|Error:|warning/i.test(text) ? `it complains: ${text}` : undefined
  }

  /** What it holds once what is garbage is collected. */
  async memory(): Promise<Memory> {
    const told = nextOf(this.child, this.written)
    // a sandbox that cannot be asked has ended, or is about to
    this.child.send("memory", () => {})
    return (await told) as Memory
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.url.origin + path, {
      ...init,
      redirect: "manual",
      signal: AbortSignal.timeout(healthy),
    })
  }

  private async json<A>(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<A> {
    const isForm = body instanceof URLSearchParams
    const response = await this.fetch(path, {
      ...(body !== undefined && { method: "POST", body: isForm ? body : JSON.stringify(body) }),
      headers: { ...(!isForm && { "content-type": "application/json" }), ...headers },
    })
    return (await response.json()) as A
  }

  /** Empties it, and signs a viewer in. */
  async prepare(): Promise<Known> {
    await this.fetch("/sandbox/reset", { method: "POST" })
    const client = await this.json<{ client_id: string; client_secret: string }>("/o/client/register", {
      software_statement: this.softwareStatement,
    })
    const { client_id: clientId, client_secret: clientSecret } = client
    const form = new URLSearchParams({ ...client, grant_type: "client_credentials" })
    const { access_token: token } = await this.json<{ access_token: string }>("/o/client/token", form)
    const headers = { ...device, authorization: `Bearer ${token}` }
    let code = ""
    for (const mvpd of ["Cablevision", "AdobeShibboleth"]) {
      const asked = new URLSearchParams({ ...login, mvpd })
      code = (await this.json<{ code: string }>("/api/v2/REF30/sessions", asked, headers)).code
      await this.fetch("/sandbox/logins", {
        method: "POST",
        body: JSON.stringify({ code, username: "subscriber" }),
        headers: { "content-type": "application/json" },
      })
    }
    const { status: partnerStatus } = await this.json<{ status: string }>("/sandbox/partner/status", {
      mvpd: "Cablevision",
    })
    const { authenticationRequest } = await this.json<{ authenticationRequest: { request: string } }>(
      "/api/v2/REF30/sessions/sso/Apple",
      new URLSearchParams(login),
      {
        ...headers,
        "ap-device-identifier": `fingerprint ${base64("another")}`,
        "ap-partner-framework-status": partnerStatus,
      },
    )
    const { SAMLResponse: samlResponse } = await this.json<{ SAMLResponse: string }>(
      "/sandbox/partner/response",
      {
        request: authenticationRequest.request,
      },
    )
    return { clientId, clientSecret, token, code, partnerStatus, samlResponse }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (hasEnded(this.child)) return
    const ended = once(this.child, "exit")
    this.child.kill("SIGKILL")
    await ended
  }
}
