/** The command that runs a sandbox to develop against. */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Sandbox from "../sandbox/index.js"
import { bold, dim } from "./say.js"
import { unlessPortUnavailable } from "./PortUnavailable.js"

const port = Options.integer("port").pipe(
  Options.withDescription("Where to listen; 0 takes any free port."),
  Options.withDefault(4010),
)
const host = Options.text("host").pipe(
  Options.withDescription("Whom to listen to; 127.0.0.1 is this machine alone."),
  Options.withDefault("127.0.0.1"),
)
const seed = Options.integer("seed").pipe(
  Options.withDescription("The seed of all chance: codes, identifiers, faults."),
  Options.optional,
)
const noThrottle = Options.boolean("no-throttle").pipe(
  Options.withDescription("Answer any number of requests, where Adobe takes 1 a second after a burst of 10."),
)

const example = (baseUrl: string, softwareStatement: string) =>
  `curl -s ${baseUrl}/o/client/register -H 'content-type: application/json' \\
  -H 'x-device-info: eyJtb2RlbCI6IlRWIiwib3NOYW1lIjoiTGludXgifQ==' \\
  -d '{"software_statement":"${softwareStatement}"}'`

const announce = Effect.gen(function* () {
  const { admin, baseUrl, softwareStatement } = yield* Sandbox.Sandbox
  const accounts = yield* admin.accounts
  const mvpds = yield* admin.mvpds
  yield* Console.log(
    [
      `${bold("The sandbox is at")} ${baseUrl} ${dim("until Ctrl-C")}`,
      `${bold("Admin")} ${baseUrl}/sandbox ${dim(`described by ${baseUrl}/sandbox/openapi.json`)}`,
      `${bold("Service providers")} REF30, REF40`,
      `${bold("MVPDs")} ${mvpds.map(({ id }) => id).join(", ")}`,
      `${bold("Accounts")}, each with the password "password"`,
      ...accounts.map(({ about, name, username }) => `  ${username.padEnd(12)}${name} ${about}`),
      `${bold("Software statement")}`,
      softwareStatement,
      `${bold("For example")}`,
      example(baseUrl, softwareStatement),
    ].join("\n"),
  )
})

export const sandbox = Command.make("sandbox", { host, noThrottle, port, seed }, (options) =>
  Effect.zipRight(announce, Effect.never).pipe(
    Effect.provide(
      Sandbox.layer({
        port: options.port,
        host: options.host,
        throttle: !options.noThrottle,
        ...Option.match(options.seed, { onNone: () => ({}), onSome: (seed) => ({ seed }) }),
      }),
    ),
    unlessPortUnavailable(options.port),
  ),
).pipe(Command.withDescription("Run an emulated Adobe Pass service on this machine, until Ctrl-C."))
