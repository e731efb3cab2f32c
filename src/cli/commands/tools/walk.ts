import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type { PortUnavailable } from "../../../sandbox/index.js"
import { command } from "../../command.js"
import { choiceOr, integerOr, on, text, textOr } from "../../flags.js"
import { returnPage } from "../../returnPage.js"
import { flows } from "../../walk/flows/index.js"
import { play } from "../../walk/play.js"
import * as Stage from "../../walk/Stage.js"

/** Where the app's own page would be; a browser that needs no eyes does not load it. */
const nowhere = "https://example.com/signed-in"

const stage = (
  port: number,
  sandbox: string | undefined,
): Layer.Layer<Stage.Stage, Stage.Failure | PortUnavailable, HttpClient.HttpClient> =>
  sandbox === undefined ? Stage.own({ throttle: true, port }) : Stage.running(sandbox.replace(/\/+$/, ""))

export const walk = command({
  details:
    "Each flow meets a sandbox of its own, which nobody has called yet, and afterwards what the sandbox saw is held against the rules that Adobe sets for apps.",
  examples: [
    ["adobe-pass walk", "The cookbook, from a first start to the logout."],
    ["adobe-pass walk --flow all", "Every flow, one after the other."],
    ["adobe-pass walk --interactive", "You sign in, in your browser."],
  ],
  arguments: {},
  flags: {
    flow: choiceOr([...flows.map(({ name }) => name), "all"], "cookbook", "What to walk."),
    account: textOr("NAME", "basic", "Who signs in: one of the sandbox's accounts, such as subscriber."),
    interactive: on("Leave the sign-in to you and your browser."),
    port: integerOr("PORT", 0, "The port of the walk's own sandbox; 0 takes any free one."),
    sandbox: text("URL", "A sandbox that runs already, fresh or reset, instead of one of the walk's own."),
  },
  run: ({ flow: wanted, port, sandbox, ...options }) =>
    Effect.forEach(
      flows.filter(({ name }) => wanted === "all" || wanted === name),
      (flow) =>
        Effect.flatMap(options.interactive ? returnPage : Effect.succeed(nowhere), (redirectUrl) =>
          play(flow, { ...options, redirectUrl }),
        ).pipe(
          Effect.scoped,
          // each flow meets a service that has not seen anybody yet
          Effect.provide(stage(port, sandbox)),
        ),
      { discard: true },
    ),
})
