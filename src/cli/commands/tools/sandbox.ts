import * as Effect from "effect/Effect"
import * as Sandbox from "../../../sandbox/index.js"
import { command } from "../../command.js"
import { integer, integerOr, on, textOr } from "../../flags.js"
import { tell } from "../../output/Output.js"
import { bold, dim } from "../../output/style.js"

const table = (rows: ReadonlyArray<readonly [name: string, about: string]>) => {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2
  return rows.map(([name, about]) => `  ${name.padEnd(width)}${about}`)
}

const announce = Effect.fn(function* (fresh: boolean) {
  const { admin, baseUrl, softwareStatement } = yield* Sandbox.Sandbox
  const serviceProviders = yield* admin.serviceProviders
  const accounts = yield* admin.accounts
  const mvpds = yield* admin.mvpds
  yield* tell(
    { _tag: "Listening", baseUrl, softwareStatement },
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
      fresh
        ? dim("Of fresh keys: the next start with --fresh has others.")
        : dim(
            "Of the development keys, the same at every start: it may stand in a repository, and Adobe takes it nowhere.",
          ),
    ].join("\n"),
  )
})

export const sandbox = command({
  details:
    "It emulates registration, REST API V2 and V1 authorize, with accounts, TV providers and channels to try. Its admin, under /sandbox, moves the clock and orders faults.",
  examples: [
    ["adobe-pass sandbox", "On port 4010, where the other commands look for it."],
    ["adobe-pass sandbox --port 0 --json | head -1 | jq -r .baseUrl", "On any free port."],
  ],
  arguments: {},
  flags: {
    port: integerOr("PORT", 4010, "Where to listen; 0 takes any free port."),
    host: textOr("HOST", "127.0.0.1", "Whom to listen to; 127.0.0.1 is this machine alone."),
    seed: integer("NUMBER", "The seed of all chance: codes, identifiers, faults. Default: 30."),
    fresh: on("Make keys and chance anew: a software statement, client ids and codes like no other's."),
    noThrottle: on("Answer any number of requests, where Adobe takes 1 a second after a burst of 10."),
  },
  run: ({ fresh, host, noThrottle, port, seed }) =>
    Effect.zipRight(announce(fresh), Effect.never).pipe(
      Effect.provide(Sandbox.layer({ port, host, seed, fresh, throttle: !noThrottle })),
    ),
})
