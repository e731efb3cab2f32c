import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { flows } from "../../src/cli/walk/flows/index.js"
import type { Walked } from "./walked.js"
import { walked } from "./walked.js"

/** Whatever of an exchange nobody may read over a viewer's shoulder. */
const secrets = ({ log }: Walked): ReadonlyArray<string> =>
  log.flatMap(({ requestBody, requestHeaders, responseBody }) => [
    ...Object.entries(requestHeaders).flatMap(([name, value]) =>
      [
        "authorization",
        "ap-device-identifier",
        "ap-temppass-identity",
        "ad-service-token",
        "adobe-subject-token",
      ].includes(name)
        ? [value.replace(/^(Bearer|fingerprint) /, "")]
        : [],
    ),
    ...[
      ...`${requestBody} ${responseBody}`.matchAll(
        /"(?:client_secret|software_statement|access_token|serializedToken)"\s*:\s*"([^"]{8,})"/g,
      ),
    ].map(([, value]) => value ?? ""),
  ])

const wellEnded = (walk: Walked) => {
  expect(walk.errors).toEqual([])
  expect(Exit.isSuccess(walk.exit)).toBe(true)
  expect(walk.out).toContain("✓ All as it must be")
}

describe.concurrent("a walk", () => {
  for (const { devices, name } of flows) {
    it.live(`of ${name} ends well, and tells no secret`, () =>
      Effect.gen(function* () {
        const walk = yield* walked(name)
        wellEnded(walk)
        const found = secrets(walk)
        expect(found.length).toBeGreaterThan(3)
        for (const secret of found) expect(walk.out).not.toContain(secret)
        for (const raw of ["living-room", "-phone"]) expect(walk.out).not.toContain(raw)
        const registered = walk.log.filter(({ endpoint }) => endpoint === "RetrieveClientCredentials")
        expect(registered.length).toBe(devices)
      }),
    )
  }

  it.live("of the cookbook shows each phase with its code, locks, token, denial and follow-up", () =>
    Effect.gen(function* () {
      const { log, out } = yield* walked("cookbook")
      for (const phase of ["Registration", "Authentication", "Preauthorization", "Authorization", "Logout"]) {
        expect(out).toMatch(new RegExp(`^\\d ${phase}`, "m"))
      }
      // each call by what it asks
      for (const asked of [
        "for client credentials",
        "which TV providers are there?",
        "the viewer signs out",
      ]) {
        expect(out).toMatch(new RegExp(`^  → .*${asked.replace("?", "\\?")}`, "m"))
      }
      const code = /Code +([A-Z0-9]{7}), good for 30 minutes/.exec(out)?.[1]
      expect(out).toMatch(
        new RegExp(`Sign in at http://127\\.0\\.0\\.1:\\d+/api/v2/authenticate/REF30/${code}\n`),
      )
      expect(out).toContain("signs in as basic and ends up at https://example.com/signed-in")
      expect(out).toContain("✓ Reference Television, Newsline, Weather Now, Kids Corner")
      expect(out).toContain(
        '✗ Sports Plus: "Sports Plus" comes with the sports package. Ask Cablevision to add it to yours.',
      )
      expect(out).toMatch(/media token \w{4}•+ \(\d+ characters\), good for 5 minutes/)
      expect(out).toMatch(
        /may not play.*AuthorizationDenied\n.*Ask Cablevision.*authorization_denied_by_mvpd/,
      )
      expect(out).toContain("/adobe-services/logout?… to sign out at Cablevision too")
      expect(log.filter(({ endpoint }) => endpoint === "SubmitLogin").map(({ status }) => status)).toEqual([
        302,
      ])
    }),
  )

  it.live("shows nothing locked to a viewer who has every channel", () =>
    Effect.gen(function* () {
      const everything = yield* walked("cookbook", { account: "subscriber" })
      wellEnded(everything)
      expect(everything.out).toContain("11 unlocked, 0 locked, 1 not gated")
    }),
  )

  it.live("shows a viewer with parental controls that reason", () =>
    Effect.gen(function* () {
      const family = yield* walked("cookbook", { account: "family" })
      wellEnded(family)
      expect(family.out).toContain("parental controls of this account stop at TV-PG")
    }),
  )

  it.live("goes on through a 429, a 500 and an expired token", () =>
    Effect.gen(function* () {
      const walk = yield* walked("cookbook", {
        prepare: ({ admin }) =>
          Effect.all([
            admin.addFault({ kind: "throttled", endpoint: "RetrieveConfiguration" }),
            admin.addFault({ kind: "status", endpoint: "CreateSession" }),
            admin.addFault({ kind: "revoke-token", endpoint: "RetrieveProfileForCode" }),
          ]),
      })
      wellEnded(walk)
      expect(walk.log.flatMap(({ fault }) => fault ?? [])).toEqual(["throttled", "status", "revoke-token"])
      expect(walk.out).toContain("1 registration, 2 access tokens")
      for (const status of [401, 429, 500]) expect(walk.out).toMatch(new RegExp(` ${status} `))
    }),
  )

  for (const [when, said] of [
    ["while the viewer signs in", "signs in as"],
    ["between two calls", "unlocked,"],
  ] as const) {
    it.live(`ends with Unreachable when the sandbox is killed ${when}`, () =>
      Effect.gen(function* () {
        const walk = yield* walked("cookbook", {
          onLine: (line, kill) => (line.includes(said) ? kill : Effect.void),
        })
        expect(Exit.isFailure(walk.exit)).toBe(true)
        expect(walk.errors).toHaveLength(1)
        expect(walk.errors[0]).toMatch(/^✗ There is no connection to the service\.\n {2}why {3}/)
      }),
    )
  }

  it.live("ends with the reason, in one line, when the viewer cannot sign in", () =>
    Effect.gen(function* () {
      const walk = yield* walked("cookbook", { account: "locked" })
      expect(Exit.isFailure(walk.exit)).toBe(true)
      expect(walk.errors).toEqual([
        "✗ the viewer could not sign in as locked: This account is locked. Please call customer service.",
      ])
    }),
  )

  it.live("ends with the law that was broken, in one line", () =>
    Effect.gen(function* () {
      const walk = yield* walked("temp-pass", {
        // somebody else registers too
        prepare: ({ baseUrl, softwareStatement }) =>
          Effect.promise(() =>
            fetch(`${baseUrl}/o/client/register`, {
              method: "POST",
              headers: { "content-type": "application/json" },
              body: JSON.stringify({ software_statement: softwareStatement }),
            }),
          ),
      })
      expect(walk.errors).toEqual([
        "✗ 1 device made 2 registrations; RetrieveClientCredentials was called without x-device-info",
      ])
    }),
  )

  it.live("has colours on a terminal and none elsewhere", () =>
    Effect.gen(function* () {
      const plain = yield* walked("degraded")
      const coloured = yield* walked("degraded", { colours: true })
      expect(plain.out).not.toContain("\u001B")
      expect(coloured.out).toContain("\u001B[32m")
    }),
  )
})
