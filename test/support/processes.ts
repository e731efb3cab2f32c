/** Processes that tests start, speak with and end. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { bundledCommand } from "./bundles.js"

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
  /** Milliseconds from the last signal that was sent. */
  readonly took: number
}

/** What `adobe-pass sandbox --json` writes once it is ready. */
export interface Listening {
  readonly baseUrl: string
  readonly softwareStatement: string
  readonly pages: Readonly<Record<string, string>>
  readonly pid: number
  readonly keys: string
}

export interface Running {
  readonly pid: number
  readonly signal: (signal: NodeJS.Signals) => void
  /** Waits for text on the standard output that this finds something in. */
  readonly until: <A>(find: (out: string) => A | undefined) => Promise<A>
  readonly ended: Promise<Ended>
}

export const start = (
  command: string,
  args: ReadonlyArray<string>,
  options: {
    readonly cwd?: string
    readonly env?: Readonly<Record<string, string>>
    readonly input?: "pipe"
  } = {},
): Running => {
  const { cwd, env = {}, input = "ignore" } = options
  const child = spawn(command, [...args], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: Os.tmpdir(), ...env },
    stdio: [input, "pipe", "pipe"],
  })
  let out = ""
  let err = ""
  let signalled = performance.now()
  child.stdout?.on("data", (piece) => (out += String(piece)))
  child.stderr?.on("data", (piece) => (err += String(piece)))
  const ended = once(child, "close").then(([code, signal]) => ({
    code,
    signal,
    out,
    err,
    took: performance.now() - signalled,
  }))
  const lateness = setTimeout(() => child.kill("SIGKILL"), 60_000)
  void ended.then(() => clearTimeout(lateness))
  return {
    pid: child.pid ?? 0,
    signal: (signal) => {
      signalled = performance.now()
      child.kill(signal)
    },
    until: (find) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = find(out)
          if (found !== undefined) resolve(found)
        }
        child.stdout?.on("data", look)
        look()
        void ended.then(() => reject(new Error(`the process has ended: ${out}${err}`)))
      }),
    ended,
  }
}

export const listening = (out: string): Listening | undefined =>
  out.includes("\n") ? JSON.parse(out.slice(0, out.indexOf("\n"))) : undefined

/** The command, in a process of its own. */
export const startCommand = async (
  args: ReadonlyArray<string>,
  options: Parameters<typeof start>[2] = {},
): Promise<Running> => start(process.execPath, [await bundledCommand(), ...args], options)

/** The same to its end. */
export const runCommand = async (
  args: ReadonlyArray<string>,
  options: Parameters<typeof start>[2] = {},
): Promise<Ended> => (await startCommand(args, options)).ended

/** An empty folder, which is gone with the test. */
export const emptyFolder = (): { readonly path: string } & Disposable => {
  const path = Fs.mkdtempSync(Path.join(Os.tmpdir(), "adobe-pass-"))
  return { path, [Symbol.dispose]: () => Fs.rmSync(path, { recursive: true, force: true }) }
}

/** Waits for the moment at which nothing answers there any more; gives the milliseconds. */
export const silence = async (baseUrl: string): Promise<number> => {
  const began = performance.now()
  while (performance.now() - began < 20_000) {
    const isSilent = await fetch(`${baseUrl}/sandbox/health`).then(
      (response) => response.body?.cancel().then(() => false),
      () => true,
    )
    if (isSilent === true) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return performance.now() - began
}
