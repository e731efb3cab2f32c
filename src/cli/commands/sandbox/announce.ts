/** What is told of a sandbox that is ready. */
import * as Effect from "effect/Effect"
import type { AdminClient, Failure } from "../../../sandbox/admin/AdminClient.js"
import type { Throttle } from "../../../sandbox/world/limits.js"
import { tell } from "../../output/Output.js"
import { bold, dim } from "../../output/style.js"

type Asked = "accounts" | "mvpds" | "program" | "serviceProviders" | "throttle"

interface Ready<E> {
  readonly baseUrl: string
  readonly softwareStatement: string
  readonly admin: {
    readonly [Name in Asked]: AdminClient[Name] extends Effect.Effect<infer A, Failure>
      ? Effect.Effect<A, E>
      : never
  }
}

const table = (rows: ReadonlyArray<readonly [name: string, about: string]>) => {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2
  return rows.map(([name, about]) => `  ${name.padEnd(width)}${about}`)
}

const limits = (throttle: Throttle | undefined): string =>
  throttle === undefined
    ? "off: any number of requests is answered"
    : `on: ${throttle.requestsPerSecond} a second and a burst of ${throttle.burst} for each device address, else 429; --no-throttle turns it off`

/** `until` says how it ends. */
export const announce = <E>({ admin, baseUrl, softwareStatement }: Ready<E>, until: string) =>
  Effect.gen(function* () {
    const { keys, pid } = yield* admin.program
    const serviceProviders = yield* admin.serviceProviders
    const accounts = yield* admin.accounts
    const mvpds = yield* admin.mvpds
    const throttle = yield* admin.throttle
    const [first] = serviceProviders
    const pages = {
      home: `${baseUrl}/`,
      tv: `${baseUrl}/tv`,
      activate: `${baseUrl}/activate`,
      dashboard: `${baseUrl}/sandbox`,
    }
    yield* tell(
      {
        _tag: "Listening",
        baseUrl,
        softwareStatement,
        serviceProviders: serviceProviders.map(({ id }) => id),
        pages,
        pid,
        keys,
      },
      [
        `${bold("The sandbox is at")} ${baseUrl} ${dim(until)}`,
        "",
        bold("Pages"),
        ...table([
          [pages.home, "where to begin, with everything to copy"],
          [pages.tv, "a TV: a streaming app to sign in to"],
          [pages.activate, "the second screen: type the TV's code"],
          [pages.dashboard, "a dashboard: every request, the clock, faults"],
        ]),
        "",
        bold("A client needs"),
        ...table([
          ["base URL", baseUrl],
          [
            "software statement",
            `the one below, or that in the JSON of ${baseUrl}/sandbox/software-statement`,
          ],
          ["service provider", serviceProviders.map(({ id }) => id).join(" or ")],
          ...(first === undefined
            ? []
            : [
                [
                  "domain",
                  `${first.domains.join(" or ")} for ${first.id}: the domainName of a login`,
                ] as const,
              ]),
          ["MVPD", mvpds.map(({ id }) => id).join(", ")],
        ]),
        "",
        `${bold("Throttling")} is ${limits(throttle)}`,
        "",
        `${bold("Accounts")}, with the password "password" unless told otherwise`,
        ...table(
          accounts.map(({ about, name, password, username }) => [
            username,
            `${name} ${about}${password === "password" ? "" : `, password "${password}"`}`,
          ]),
        ),
        "",
        bold("Software statement"),
        softwareStatement,
        ...(keys === "fresh"
          ? ["Of fresh keys: no other sandbox takes it."]
          : [
              "Of the development keys: the same at every start, to be committed, no secret.",
              "No service but the sandbox takes it.",
            ]
        ).map(dim),
      ].join("\n"),
    )
  })
