import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { command } from "../../command.js"
import { tell } from "../../output/Output.js"
import { place, running } from "./options.js"

export const status = command({
  examples: [
    [
      "adobe-pass sandbox status --port 4010",
      "Where it is, which version and process; exit code 7 if there is none.",
    ],
  ],
  arguments: {},
  flags: place,
  run: (given) =>
    Effect.gen(function* () {
      const { admin, baseUrl, softwareStatement } = yield* running(given)
      const { pid, startedAt, version, ...rest } = yield* admin.program
      const since = DateTime.unsafeMake(startedAt)
      yield* tell(
        { status: "ready", baseUrl, version, pid, since, ...rest, softwareStatement },
        `The sandbox at ${baseUrl} is ready: version ${version}, process ${pid}, since ${DateTime.formatIso(since)}.`,
      )
    }),
})
