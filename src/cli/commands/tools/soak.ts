import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Integration } from "../../../domain/Environment.js"
import { connect } from "../../../sandbox/admin/AdminClient.js"
import { CheckFailed } from "../../CheckFailed.js"
import { command } from "../../command.js"
import { text, textOr, texts } from "../../flags.js"
import { during } from "../../output/live.js"
import { note, Output, tellAll } from "../../output/Output.js"
import { clock, lasting } from "../../output/words.js"
import { client } from "../../settings/client.js"
import { isSandbox, required, setting } from "../../settings/Settings.js"
import { drawing, progress, svg } from "../../soak/draw.js"
import { Measured, measuring, soak as run } from "../../soak/soak.js"
import { UsageError } from "../../UsageError.js"
import { domainName, mvpd, redirectUrl } from "../viewer/shared.js"

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 }

/** `90s`, `10m`, `2h`, in milliseconds. */
const spanOf = (text: string): Effect.Effect<number, UsageError> => {
  const [, digits = "", unit = ""] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? []
  const millis = Number(digits) * (units[unit] ?? 0)
  return millis > 0
    ? Effect.succeed(millis)
    : new UsageError({ message: `for: ${text} is no span.`, next: "It is such as 90s, 10m or 2h." })
}

export const soak = command({
  details:
    "On a sandbox each round is the whole cookbook, from login to logout. At Adobe it asks for profile, catalogue and playback of whoever signed in before, at the pace that Adobe's throttle allows. Ctrl-C ends it early, and draws what there is. Rounds that fail end it with exit code 8.",
  examples: [
    ["adobe-pass soak --for 10m --svg latencies.svg", "Ten minutes on a sandbox, with a picture."],
    ["adobe-pass soak --environment staging --for 1h --resource REF30", "An hour on staging, after a login."],
  ],
  arguments: {},
  flags: {
    for: textOr("SPAN", "1m", "How long: 90s, 10m, 2h."),
    resource: texts(
      "RESOURCE",
      "What to ask about, the first of them to play. Default: the service provider's own.",
    ),
    account: textOr("NAME", "subscriber", "Who signs in on a sandbox."),
    svg: text("FILE", "Draw the latencies into an SVG file, too."),
  },
  uses: ["environment", "mvpd", "domainName", "redirectUrl"],
  run: ({ account, for: span, resource, svg: file }) =>
    Effect.gen(function* () {
      const millis = yield* spanOf(span)
      const { width } = yield* Output
      const serviceProvider = yield* required("serviceProvider")
      const measured = new Measured()
      const http = yield* measuring(measured)
      const began = yield* Clock.currentTimeMillis
      const line = Effect.map(Clock.currentTimeMillis, (now) =>
        progress(measured.summaries, measured.rounds, clock(began + millis - now)),
      )

      const draw = Effect.gen(function* () {
        const all = measured.summaries
        if (all.length === 0) return
        yield* tellAll(all, drawing(all, width))
        if (file === undefined) return
        const { writeFileString } = yield* FileSystem.FileSystem
        const took = (yield* Clock.currentTimeMillis) - began
        const title = `${serviceProvider}: ${measured.rounds} rounds in ${lasting(took)}`
        yield* Effect.mapError(
          writeFileString(file, svg(all, title)),
          () => new UsageError({ message: `${file} cannot be written.` }),
        )
        yield* note(`Wrote ${file}.`)
      })

      yield* Effect.gen(function* () {
        const { baseUrl } = yield* Integration
        const admin = isSandbox(yield* required("environment")) ? (yield* connect(baseUrl)).admin : undefined
        const domain = yield* domainName
        const given = yield* setting("mvpd")
        yield* run(millis, measured, {
          mvpd: given ?? (admin === undefined ? yield* mvpd : "Cablevision"),
          domainName: domain,
          redirectUrl: yield* redirectUrl(domain, `${baseUrl}/`),
          resources: resource.length === 0 ? [serviceProvider] : resource,
          admin,
          account,
        })
      }).pipe(
        Effect.provide(client),
        Effect.provideService(HttpClient.HttpClient, http),
        during(line),
        // what there is by then is drawn, however it ends
        Effect.onInterrupt(() => Effect.orDie(draw)),
      )
      yield* draw
      const failed = [...measured.failed].map(([tag, count]) => `${count} ${tag}`)
      if (failed.length > 0) {
        return yield* new CheckFailed({ message: `${failed.join(", ")} in ${measured.rounds} rounds.` })
      }
    }),
})
