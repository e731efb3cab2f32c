/** Whether the service can be reached at all, and what its clock says. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { lookup } from "node:dns/promises"
import { connect } from "node:tls"
import { Unreachable } from "../../error/AdobePassError.js"
import { lasting } from "../output/words.js"
import { isSandbox } from "../settings/Settings.js"
import type { Outcome } from "./Finding.js"
import { inProduction, ok, problem } from "./Finding.js"

const unreachable = (why: string) => new Unreachable({ reason: "connection", message: why })

/** The addresses of the host. */
export const dns = (baseUrl: string): Effect.Effect<Outcome<void>, Unreachable> => {
  const { hostname } = new URL(baseUrl)
  return Effect.tryPromise({
    try: () => lookup(hostname.replace(/^\[|\]$/g, ""), { all: true }),
    catch: () => unreachable(`${hostname} has no address: DNS does not know it`),
  }).pipe(
    Effect.map((all) => [
      undefined,
      [ok(`${hostname} is at ${all.map(({ address }) => address).join(", ")}`)],
    ]),
  )
}

interface Secured {
  readonly protocol: string
  readonly validTo: string
  readonly issuer: string
}

const secure = (hostname: string, port: number) =>
  Effect.async<Secured, Unreachable>((resume) => {
    const socket = connect({ host: hostname, port, servername: hostname })
    socket.once("secureConnect", () => {
      const { issuer, valid_to } = socket.getPeerCertificate()
      const by = issuer?.O ?? issuer?.CN ?? ""
      resume(
        Effect.succeed({
          protocol: socket.getProtocol() ?? "TLS",
          validTo: valid_to,
          issuer: Array.isArray(by) ? by.join(", ") : by,
        }),
      )
      socket.end()
    })
    socket.once("error", ({ message }) =>
      resume(unreachable(`no secure connection to ${hostname}: ${message}`)),
    )
    return Effect.sync(() => socket.destroy())
  }).pipe(
    Effect.timeoutFail({
      duration: "10 seconds",
      onTimeout: () =>
        new Unreachable({
          reason: "timeout",
          message: `no secure connection to ${hostname} within 10 seconds`,
        }),
    }),
  )

/** The secure connection, and how long its certificate lasts. */
export const tls = (baseUrl: string): Effect.Effect<Outcome<void>, Unreachable> =>
  Effect.gen(function* () {
    const { hostname, port, protocol } = new URL(baseUrl)
    if (protocol === "http:") {
      return [
        undefined,
        [
          isSandbox(baseUrl)
            ? ok("none, as for a sandbox on this machine")
            : problem(`${baseUrl} has no TLS: tokens go over the wire in the clear`, "Use https."),
        ],
      ]
    }
    const { issuer, protocol: version, validTo } = yield* secure(hostname, Number(port) || 443)
    const now = yield* DateTime.now
    const left = Option.map(DateTime.make(validTo), (end) => DateTime.distance(now, end))
    return [
      undefined,
      [
        ok(
          `${version}, a certificate by ${issuer}${Option.match(left, { onNone: () => "", onSome: (millis) => ` for ${lasting(millis)}` })}`,
        ),
      ],
    ]
  })

/** More than this is a clock that is set wrongly. */
const maxSkew = 300_000

/** How far this machine's clock is from the service's. */
export const clock = Effect.fn(function* (baseUrl: string) {
  const client = HttpClient.withTracerPropagation(yield* HttpClient.HttpClient, false)
  const before = yield* Clock.currentTimeMillis
  const { headers } = yield* client.head(`${baseUrl}/`).pipe(
    Effect.scoped,
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }),
    Effect.mapError(() => unreachable(`no answer from ${baseUrl}`)),
  )
  const after = yield* Clock.currentTimeMillis
  const date = DateTime.make((headers["date"] ?? "").replace("GMT", "+0000"))
  const outcome = Option.match(date, {
    onNone: () =>
      inProduction("the service does not tell its time", "Adobe does: something stands in between."),
    onSome: (at) => {
      const skew = DateTime.toEpochMillis(at) + 500 - (before + after) / 2
      const off = Math.max(0, Math.abs(skew) - 500 - (after - before) / 2)
      const text =
        off < 1000 ? "as the service's" : `${lasting(off)} ${skew > 0 ? "behind" : "ahead of"} the service's`
      return off > maxSkew
        ? problem(
            `this machine's clock is ${text}`,
            "Set it, by NTP. Moments that Adobe tells are judged by Adobe's clock here, but certificates are not.",
          )
        : ok(`this machine's clock is ${text}`)
    },
  })
  return [undefined, [outcome]] as const satisfies Outcome<void>
})
