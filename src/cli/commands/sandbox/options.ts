/** How the sandbox of a command is set up, and where the one is that runs already. */
import * as Effect from "effect/Effect"
import { connect } from "../../../sandbox/admin/AdminClient.js"
import type { SandboxOptions } from "../../../sandbox/index.js"
import { reachable } from "../../../sandbox/world/settings.js"
import { integer, on, port, text } from "../../flags.js"
import { configFile, readConfig } from "./config.js"
import { NotRunning } from "../../NotRunning.js"
import { note } from "../../output/Output.js"
import { UsageError } from "../../UsageError.js"

export const flags = {
  config: text(
    "FILE",
    `The world to begin with: providers, accounts, faults. Default: ${configFile} of this folder, if there is one.`,
  ),
  state: text(
    "FILE",
    "Where to keep the state: who is signed in, and what was changed. Loaded at the start, written as it changes.",
  ),
  host: text("HOST", "Whom to listen to. Default: 127.0.0.1, which is this machine alone."),
  seed: integer("NUMBER", "The seed of all chance: codes, identifiers, faults. Default: 30."),
  fresh: on("Make keys, chance and state anew: a software statement, client ids and codes like no other's."),
  throttle: on(
    "Answer no more requests than Adobe does: 1 a second and a burst of 10 for each device address, or the limits of the file. So does sandbox by default.",
  ),
  noThrottle: on("Answer any number of requests. So does sandbox exec by default."),
}

interface Given {
  readonly config: string | undefined
  readonly state: string | undefined
  readonly port: number | undefined
  readonly host: string | undefined
  readonly seed: number | undefined
  readonly fresh: boolean
  readonly throttle: boolean
  readonly noThrottle: boolean
}

/** The options that are meant: a flag goes before the file, and the file before what the command is for. */
export const optionsOf = Effect.fn(function* (
  given: Given,
  usual: Required<Pick<SandboxOptions, "port" | "throttle">>,
) {
  const file = yield* readConfig(given.config)
  if (given.config === undefined && Object.keys(file).length > 0) {
    yield* note(`The sandbox is set up by ${configFile} of this folder.`)
  }
  if (file.listen === false) {
    return yield* new UsageError({
      message: `${given.config ?? configFile}: listen: a sandbox of this command listens always`,
    })
  }
  return {
    ...file,
    port: given.port ?? file.port ?? usual.port,
    host: given.host ?? file.host,
    state: given.state ?? file.state,
    // a file's seed is for runs that are the same
    seed: given.seed ?? (given.fresh ? undefined : file.seed),
    fresh: given.fresh || file.fresh,
    throttle: given.noThrottle
      ? false
      : given.throttle
        ? file.throttle || true
        : (file.throttle ?? usual.throttle),
  } satisfies SandboxOptions
})

/** Where a sandbox of this machine runs already. */
export const place = {
  config: flags.config,
  port: port("Where the sandbox listens. Default: the port of the file, or 4010."),
  host: text("HOST", "Whom it listens to. Default: the host of the file, or 127.0.0.1."),
}

/** The sandbox that runs there. */
export const running = Effect.fn(function* (given: Pick<Given, "config" | "host" | "port">) {
  const file = yield* readConfig(given.config)
  const baseUrl = `http://${reachable(given.host ?? file.host ?? "127.0.0.1")}:${given.port ?? file.port ?? 4010}`
  return yield* connect(baseUrl).pipe(
    Effect.tap(({ admin }) => admin.health),
    Effect.mapError(() => new NotRunning({ message: `No sandbox answers at ${baseUrl}.` })),
  )
})
