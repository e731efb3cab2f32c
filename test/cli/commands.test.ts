/** The commands as a person runs them. */
import type * as Command from "@effect/cli/Command"
import type * as NodeContext from "@effect/platform-node/NodeContext"
import { beforeAll, describe, expect, it } from "@effect/vitest"
import * as Console from "effect/Console"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { adobePass } from "../../src/cli/adobePassCommand.js"
import { flows } from "../../src/cli/flows/index.js"
import { program } from "../../src/cli/run.js"
import { version } from "../../src/cli/version.js"
import { walk } from "../../src/cli/walkCommand.js"
import * as Sandbox from "../../src/sandbox/index.js"
import { bundled, temporaryFolder } from "../support/program.js"

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const folder = temporaryFolder("commands")
let walkProgram = ""
beforeAll(async () => {
  walkProgram = await bundled("src/cli/walk.ts", folder)
})

/** `npm start` in a process of its own; `until` is what it must have written before it gets Ctrl-C. */
const npmStart = (args: ReadonlyArray<string>, until?: RegExp): Effect.Effect<Ended> =>
  Effect.async((resume) => {
    const child = spawn(process.execPath, [walkProgram, ...args], {
      cwd: path("."),
      stdio: ["ignore", "pipe", "pipe"],
    })
    let out = ""
    let err = ""
    child.stdout.on("data", (piece) => {
      out += String(piece)
      if (until?.test(out) === true) child.kill("SIGINT")
    })
    child.stderr.on("data", (piece) => {
      err += String(piece)
    })
    child.on("close", (code) => resume(Effect.succeed({ code, out, err })))
    return Effect.sync(() => child.kill("SIGKILL"))
  })

/** A command in this process, interrupted once it has written `until`. */
const inside = <Name extends string, E, A>(
  command: Command.Command<Name, NodeContext.NodeContext, E, A>,
  args: ReadonlyArray<string>,
  until?: RegExp,
) =>
  Effect.gen(function* () {
    const enough = yield* Deferred.make<void>()
    let out = ""
    let err = ""
    const exit = yield* Console.consoleWith((console) =>
      program(command, "adobe-pass", ["node", "script", ...args]).pipe(
        Effect.raceFirst(Deferred.await(enough)),
        Effect.exit,
        (effect) =>
          Console.withConsole(effect, {
            ...console,
            log: (...lines) =>
              Effect.suspend(() => {
                out += `${lines.join(" ")}\n`
                return until?.test(out) === true ? Deferred.succeed(enough, undefined) : Effect.void
              }),
            error: (...lines) =>
              Effect.sync(() => {
                err += `${lines.join(" ")}\n`
              }),
          }),
      ),
    )
    return { ok: Exit.isSuccess(exit), out, err }
  })

const lines = (text: string) => text.trim().split("\n")

describe.concurrent("npm start", () => {
  it.live(
    "walks the cookbook and ends with 0, in plain text where there is no terminal",
    () =>
      Effect.gen(function* () {
        const { code, err, out } = yield* npmStart([])
        expect(err).toBe("")
        expect(code).toBe(0)
        expect(out).toContain("━━ cookbook ━━")
        expect(out).toContain("✓ All as it must be")
        expect(out).not.toContain("\u001B")
      }),
    60_000,
  )

  it.live(
    "ends with 1 and one line when the walk goes wrong",
    () =>
      Effect.gen(function* () {
        const { code, err } = yield* npmStart(["--account", "nobody-at-all"])
        expect(code).toBe(1)
        expect(lines(err)).toEqual([
          "✗ NotAsItMustBe: the viewer could not sign in as nobody-at-all: Username and password do not match.",
        ])
      }),
    60_000,
  )

  it.live(
    "--interactive waits for a person, until Ctrl-C",
    () =>
      Effect.gen(function* () {
        const { code, err, out } = yield* npmStart(["--interactive"], /your turn/)
        expect(code).toBe(130)
        expect(err).toBe("")
        expect(out).toMatch(
          /open http:\/\/127\.0\.0\.1:\d+\/api\/v2\/authenticate\/REF30\/[A-Z0-9]{7} and sign in/,
        )
      }),
    60_000,
  )
})

describe("the commands", () => {
  it.live("fail in one line when the port is taken", () =>
    Effect.gen(function* () {
      const { port } = new URL((yield* Sandbox.Sandbox).baseUrl)
      const { err, ok } = yield* inside(walk, ["--port", port])
      expect(ok).toBe(false)
      expect(lines(err)).toHaveLength(1)
      expect(err).toContain(`✗ PortUnavailable: cannot listen on port ${port}`)
    }).pipe(Effect.provide(Sandbox.layer())),
  )

  it.live("fail in one line when there is no such port", () =>
    Effect.gen(function* () {
      for (const args of [["sandbox"], ["walk"]]) {
        const { err, ok } = yield* inside(adobePass, [...args, "--port", "99999"])
        expect(ok).toBe(false)
        expect(lines(err)).toEqual([
          "✗ PortUnavailable: cannot listen on port 99999: ports are whole numbers from 0 to 65535",
        ])
      }
    }),
  )

  it.live("fail on a flow that does not exist, and name those that do", () =>
    Effect.gen(function* () {
      const { err, ok } = yield* inside(walk, ["--flow", "no-such-flow"])
      expect(ok).toBe(false)
      expect(err).toContain("second-screen")
    }),
  )

  it.live("tell how they are used", () =>
    Effect.gen(function* () {
      const walking = yield* inside(walk, ["--help"])
      expect(walking.ok).toBe(true)
      for (const option of ["--account", "--flow", "--interactive", "--port", "--sandbox"]) {
        expect(walking.out).toContain(option)
      }
      expect(walking.out).not.toContain("\u001B")
      expect(walking.out).toContain("Default: cookbook.")
      const sandbox = yield* inside(adobePass, ["sandbox", "--help"])
      expect(sandbox.out).toContain("$ adobe-pass sandbox [--host] [--no-throttle] [--port] [--seed]\n")
      for (const fallback of ["127.0.0.1", "4010", "30"]) {
        expect(sandbox.out).toContain(`Default: ${fallback}.`)
      }
      const all = yield* inside(adobePass, ["--help"])
      expect(all.out).toContain("$ adobe-pass <command> --help\n")
      expect(all.out).toMatch(/- sandbox {3}Run an emulated .*\n\n +- walk {6}Walk the flows/)
    }),
  )

  it.live("walk as npm start does, by adobe-pass walk", () =>
    Effect.gen(function* () {
      const { ok, out } = yield* inside(adobePass, ["walk", "--flow", "temp-pass"])
      expect(ok).toBe(true)
      expect(out).toContain("━━ temp-pass ━━")
      expect(out).toContain("✓ All as it must be")
    }),
  )

  it.live("walk against a sandbox that runs already, and leave its faults to it", () =>
    Effect.gen(function* () {
      const { admin, baseUrl } = yield* Sandbox.Sandbox
      for (const { name } of flows.filter(({ name }) => /^(degraded|partner-sso|temp-pass)$/.test(name))) {
        yield* admin.addFault({ kind: "status" })
        const { err, ok, out } = yield* inside(walk, ["--flow", name, "--sandbox", `${baseUrl}/`])
        expect(err).toBe("")
        expect(ok).toBe(true)
        expect(out).toContain(`at ${baseUrl}`)
        yield* admin.reset
      }
    }).pipe(Effect.provide(Sandbox.layer())),
  )

  it.live("fail in one line when no sandbox runs where it is said to", () =>
    Effect.gen(function* () {
      const { err, ok } = yield* inside(walk, ["--sandbox", "http://127.0.0.1:9"])
      expect(ok).toBe(false)
      expect(lines(err)).toEqual(["✗ Unreachable: the sandbox's admin: RequestError"])
    }),
  )

  it.live(
    "run a sandbox, by adobe-pass sandbox, and tell what its pages are for and what a client needs",
    () =>
      Effect.gen(function* () {
        const { out } = yield* inside(adobePass, ["sandbox", "--port", "0"], /Software statement\n/)
        const url = /The sandbox is at (http:\/\/127\.0\.0\.1:\d+) /.exec(out)?.[1] ?? "nowhere"
        for (const page of ["/", "/tv", "/activate", "/sandbox"]) {
          expect(out).toMatch(new RegExp(`^  ${url}${page} {2,}\\w+`, "m"))
        }
        expect(out).toMatch(new RegExp(`^  base URL +${url}$`, "m"))
        expect(out).toMatch(new RegExp(`^  software statement .*${url}/sandbox/software-statement$`, "m"))
        expect(out).toMatch(/^ {2}service provider +REF30 or REF40$/m)
        expect(out).toMatch(/^ {2}subscriber +Sam Subscriber/m)
        expect(out).toMatch(/^Software statement\neyJ[\w-]+\.[\w-]+\.[\w-]+$/m)
      }),
  )

  it("have the version of the package", () => {
    const { version: published }: { version: string } = JSON.parse(readFileSync(path("package.json"), "utf8"))
    expect(version).toBe(published)
  })
})
