/**
 * The command as people and scripts run it, against a sandbox of this process: in this process too, which costs a tenth, or
 * in one of its own, where a test is about terminals, signals, streams or the end of a process.
 */
import * as ConfigProvider from "effect/ConfigProvider"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { stripVTControlCharacters } from "node:util"
import { expect } from "vitest"
import { commandHelp } from "../../src/cli/output/help.js"
import { codeOf, program } from "../../src/cli/run.js"
import { understand } from "../../src/cli/typed.js"
import type { RunningSandbox } from "../../src/sandbox/index.js"
import { startSandbox } from "../../src/sandbox/index.js"
import { bundledCommand } from "../support/bundles.js"

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** How a command is run in this process. */
export interface Way {
  readonly env?: Readonly<Record<string, string>>
  /** Called with all that was written so far, each time something was. */
  readonly onOutput?: (written: string) => void
}

/** How a command is run in a process of its own. */
export interface OwnWay extends Omit<Way, "onOutput"> {
  /** Of the terminal, 80 unless given. */
  readonly columns?: number
  /** Written to the standard input. */
  readonly input?: string
  readonly onStart?: (child: Child) => void
  readonly onOutput?: (written: string, child: Child) => void
}

export interface Child {
  readonly type: (text: string) => void
  readonly interrupt: () => void
}

/** A line of JSON, by the fields that tests read one by one. */
export interface Row {
  readonly [field: string]: unknown
  readonly id: string
  readonly name: string
  readonly token: { readonly serializedToken: string }
  readonly authenticationRequest: { readonly request: string }
  readonly profiles: ReadonlyArray<unknown>
}

/** A place to run the command in: a sandbox, a store, a folder to stand in. */
export interface Place extends AsyncDisposable {
  readonly sandbox: RunningSandbox
  readonly folder: string
  readonly store: string
  /** In this process. */
  readonly run: (args: ReadonlyArray<string>, way?: Way) => Promise<Ended>
  /** In a process of its own, not on a terminal. */
  readonly start: (args: ReadonlyArray<string>, way?: OwnWay) => Promise<Ended>
  /** In a process of its own, on a terminal of 80 columns; both outputs are in `out`. */
  readonly onTerminal: (args: ReadonlyArray<string>, way?: OwnWay) => Promise<Ended>
  /** Into a reader that closes after the first line; `code` and `err` are the command's. */
  readonly throughHead: (args: ReadonlyArray<string>) => Promise<Ended>
  /** The rows of a run with `--json` in this process that ended with `code`. */
  readonly json: (args: ReadonlyArray<string>, code?: number, way?: Way) => Promise<ReadonlyArray<Row>>
  /** All that was ever written. */
  readonly written: () => string
}

/** Each line of the standard output of what ended with `code`. */
export const rows = (ended: Ended, code = 0): ReadonlyArray<Row> => {
  expect(ended).toMatchObject({ code })
  return ended.out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

export const makePlace = async (options: Parameters<typeof startSandbox>[0] = {}): Promise<Place> => {
  const [script, sandbox] = await Promise.all([bundledCommand(), startSandbox(options)])
  const folder = Fs.mkdtempSync(Path.join(Os.tmpdir(), "adobe-pass-"))
  const store = Path.join(folder, "store")
  let written = ""
  const settings = { ADOBE_PASS_ENVIRONMENT: sandbox.baseUrl, ADOBE_PASS_STORE: store }

  const run = async (args: ReadonlyArray<string>, { env = {}, onOutput }: Way): Promise<Ended> => {
    const said = { out: "", err: "" }
    const say =
      (stream: keyof typeof said) =>
      (...texts: ReadonlyArray<unknown>) => {
        const line = `${texts.map(String).join(" ")}\n`
        said[stream] += line
        written += line
        onOutput?.(said.out + said.err)
      }
    const meant = understand(args)
    if (meant._tag === "Told") {
      if (meant.out !== undefined) say("out")(meant.out)
      if (meant.err !== undefined) say("err")(meant.err)
      return { ...said, code: meant.code }
    }
    const { entry } = meant
    const command = await entry.load()
    if (meant._tag === "Help") {
      say("out")(commandHelp(entry, command))
      return { ...said, code: 0 }
    }
    const [log, error] = [say("out"), say("err")]
    const exit = await Effect.runPromiseExit(
      program(command, meant.rest).pipe(
        (effect) =>
          Console.consoleWith((console) =>
            Console.withConsole(effect, {
              ...console,
              log: (...args) => Effect.sync(() => log(...args)),
              error: (...args) => Effect.sync(() => error(...args)),
              unsafe: { ...console.unsafe, log, error },
            }),
          ),
        Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries({ ...settings, ...env })))),
      ),
    )
    return { ...said, code: codeOf(exit, entry.isService === true) }
  }

  const spawned = (
    command: string,
    args: ReadonlyArray<string>,
    { env = {}, input, onOutput, onStart }: OwnWay,
  ) =>
    new Promise<Ended>((resolve) => {
      const child = spawn(command, args, {
        cwd: folder,
        env: {
          PATH: process.env["PATH"],
          HOME: folder,
          TERM: "xterm",
          ...settings,
          ...env,
        },
      })
      let out = ""
      let err = ""
      const handle: Child = {
        type: (text) => void child.stdin.write(text),
        interrupt: () => void child.kill("SIGINT"),
      }
      onStart?.(handle)
      const look = (piece: unknown) => {
        written += String(piece)
        onOutput?.(out + err, handle)
      }
      child.stdout.on("data", (piece) => {
        out += String(piece)
        look(piece)
      })
      child.stderr.on("data", (piece) => {
        err += String(piece)
        look(piece)
      })
      child.on("close", (code) => resolve({ code, out, err }))
      if (input !== undefined) child.stdin.end(input)
    })

  const typed = (args: ReadonlyArray<string>) => [process.execPath, script, ...args].map(quoted).join(" ")
  return {
    sandbox,
    folder,
    store,
    run: (args, way = {}) => run(args, way),
    start: (args, way = {}) => spawned(process.execPath, [script, ...args], way),
    onTerminal: (args, way = {}) => {
      const size = `stty cols ${way.columns ?? 80} rows 40`
      return spawned("script", ["-qec", `${size}; exec ${typed(args)}`, "/dev/null"], way)
    },
    throughHead: (args) => spawned("bash", ["-c", `set -o pipefail; ${typed(args)} | head -n 1`], {}),
    json: async (args, code = 0, way = {}) => rows(await run([...args, "--json"], way), code),
    written: () => written,
    [Symbol.asyncDispose]: async () => {
      await sandbox.close()
      Fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The lines a person reads at last, where some were written over others. */
export const lines = (text: string): ReadonlyArray<string> =>
  stripVTControlCharacters(text)
    .split(/\r?\n/)
    .map((line) => line.slice(line.lastIndexOf("\r") + 1).trimEnd())
    .filter((line) => line !== "")

/** No line is wider than a terminal of 80 columns. */
export const fits = (text: string): void => {
  expect(lines(text).filter((line) => [...line].length > 80)).toEqual([])
}

/** Waits for the code of a login, and signs somebody in with it, as the browser would. */
export const signingIn = (place: Place, username: string): NonNullable<Way["onOutput"]> => {
  let done = false
  return (written) => {
    const [, code] = /authenticate\/REF30\/([A-Z0-9]+)/.exec(written) ?? []
    if (done || code === undefined) return
    done = true
    void place.sandbox.admin.completeLogin({ code, username })
  }
}
