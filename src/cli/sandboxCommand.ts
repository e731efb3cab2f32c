/** The command that runs a sandbox to develop against. */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Sandbox from "../sandbox/index.js"
import { bold, dim } from "./say.js"
import { withDefault } from "./withDefault.js"

const port = Options.integer("port").pipe(withDefault(4010, "Where to listen; 0 takes any free port."))
const host = Options.text("host").pipe(
  withDefault("127.0.0.1", "Whom to listen to; 127.0.0.1 is this machine alone."),
)
const seed = Options.integer("seed").pipe(
  withDefault(30, "The seed of all chance: codes, identifiers, faults."),
)
const noThrottle = Options.boolean("no-throttle").pipe(
  Options.withDescription("Answer any number of requests, where Adobe takes 1 a second after a burst of 10."),
)

const table = (rows: ReadonlyArray<readonly [name: string, about: string]>) => {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2
  return rows.map(([name, about]) => `  ${name.padEnd(width)}${about}`)
}

const announce = Effect.gen(function* () {
  const { admin, baseUrl, softwareStatement } = yield* Sandbox.Sandbox
  const serviceProviders = yield* admin.serviceProviders
  const accounts = yield* admin.accounts
  const mvpds = yield* admin.mvpds
  yield* Console.log(
    [
      `${bold("The sandbox is at")} ${baseUrl} ${dim("until Ctrl-C")}`,
      "",
      bold("Pages"),
      ...table([
        [`${baseUrl}/`, "where to begin, with everything to copy"],
        [`${baseUrl}/tv`, "a TV: a streaming app to sign in to"],
        [`${baseUrl}/activate`, "the second screen: type the TV's code"],
        [`${baseUrl}/sandbox`, "a dashboard: every request, the clock, faults"],
      ]),
      "",
      bold("A client needs"),
      ...table([
        ["base URL", baseUrl],
        ["software statement", `the one below, or that of ${baseUrl}/sandbox/software-statement`],
        ["service provider", serviceProviders.map(({ id }) => id).join(" or ")],
        ["MVPD", mvpds.map(({ id }) => id).join(", ")],
      ]),
      "",
      `${bold("Accounts")}, each with the password "password"`,
      ...table(accounts.map(({ about, name, username }) => [username, `${name} ${about}`])),
      "",
      bold("Software statement"),
      softwareStatement,
    ].join("\n"),
  )
})

export const sandbox = Command.make("sandbox", { host, noThrottle, port, seed }, (options) =>
  Effect.zipRight(announce, Effect.never).pipe(
    Effect.provide(
      Sandbox.layer({
        port: options.port,
        host: options.host,
        seed: options.seed,
        throttle: !options.noThrottle,
      }),
    ),
  ),
).pipe(Command.withDescription("Run an emulated Adobe Pass service on this machine, until Ctrl-C."))
