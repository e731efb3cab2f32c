/** Starts the same command as a process that outlives this one. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { spawn } from "node:child_process"
import { closeSync, openSync, rmdirSync } from "node:fs"
import { connect } from "../../../sandbox/admin/AdminClient.js"
import { NotRunning, NotStarted } from "../../NotRunning.js"
import { note } from "../../output/Output.js"
import { DETACHED } from "../../process/lineage.js"
import { announce } from "./announce.js"

const Line = Schema.parseJson(
  Schema.Union(
    Schema.Struct({ _tag: Schema.Literal("Listening"), baseUrl: Schema.String }),
    Schema.Struct({
      error: Schema.Struct({ what: Schema.String, ...NotStarted.fields }).pick("what", "next", "exit"),
    }),
  ),
)
const decodeLine = Schema.decodeUnknownOption(Line)

/** The first line of it that says how it went. */
const outcomeIn = (log: string) =>
  Option.firstSomeOf(
    log
      .split("\n")
      .slice(0, -1)
      .map((line) => decodeLine(line)),
  )

/** The folder of the log of this process, if it is a detached one. */
const ownFolder = process.env[DETACHED]

/** Removes the log of a sandbox that was told to end: it has nothing to tell any more. */
export const forgetLog = Effect.ignore(
  Effect.gen(function* () {
    if (ownFolder === undefined) return
    const fs = yield* FileSystem.FileSystem
    yield* fs.remove(`${ownFolder}/log`)
    // with nothing else in it
    yield* Effect.try(() => rmdirSync(ownFolder))
  }),
)

/** Starts it, with its log in this folder, and waits until it is ready. */
const started = Effect.fn(function* (folder: string, log: string) {
  const fs = yield* FileSystem.FileSystem
  const [script = "", ...typed] = process.argv.slice(1)
  const args = [...typed.filter((one) => one !== "--detach" && one !== "--json"), "--json"]
  const ended = yield* Effect.sync(() => {
    const file = openSync(log, "a", 0o600)
    const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
      detached: true,
      stdio: ["ignore", file, file],
      windowsHide: true,
      env: { ...process.env, [DETACHED]: folder },
    })
    closeSync(file)
    child.unref()
    return { is: () => child.exitCode !== null || child.signalCode !== null }
  })
  const look = Effect.gen(function* () {
    // gone where the sandbox was told to end as it began
    const text = yield* Effect.orElseSucceed(fs.readFileString(log), () => "")
    const outcome = outcomeIn(text)
    if (Option.isNone(outcome) && ended.is()) {
      return yield* new NotRunning({ message: `The sandbox ended at once: ${text.trim()}` })
    }
    return outcome
  })
  const last = yield* Effect.iterate(Option.none<typeof Line.Type>(), {
    while: Option.isNone,
    body: () => Effect.delay(look, "30 millis"),
  })
  const outcome = yield* Effect.orDie(last)
  if ("error" in outcome) return yield* new NotStarted({ ...outcome.error, message: outcome.error.what })
  return outcome
})

export const detach = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const folder = yield* fs.makeTempDirectory({ prefix: "adobe-pass-sandbox-" })
  const log = `${folder}/log`
  const outcome = yield* Effect.onError(started(folder, log), () =>
    Effect.ignore(fs.remove(folder, { recursive: true })),
  )
  const { hostname, port } = new URL(outcome.baseUrl)
  const host = hostname === "127.0.0.1" ? "" : ` --host ${hostname}`
  yield* announce(yield* connect(outcome.baseUrl), `until: adobe-pass sandbox stop${host} --port ${port}`)
  yield* note(`Its log is ${log}.`)
})
