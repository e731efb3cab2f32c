/** The command that walks flows. */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import { unlessPortUnavailable } from "./PortUnavailable.js"
import { farewell } from "./farewell.js"
import * as Sandbox from "../sandbox/index.js"
import { flows } from "./flows/index.js"
import { play } from "./play.js"

const interactive = Options.boolean("interactive").pipe(
  Options.withDescription("Leave the sign-in to you and your browser."),
)
const account = Options.text("account").pipe(
  Options.withDescription(
    "Who signs in: one of the sandbox's accounts, such as basic, subscriber or family.",
  ),
  Options.withDefault("basic"),
)
const flow = Options.choice("flow", [...flows.map(({ name }) => name), "all"]).pipe(
  Options.withDescription("What to walk: one of the flows, or all of them, one after the other."),
  Options.withDefault("cookbook"),
)
const port = Options.integer("port").pipe(
  Options.withDescription("The port of the sandbox; any free one unless given."),
  Options.withDefault(0),
)

/** Where the app's own page would be; a browser that needs no eyes does not load it. */
const nowhere = "https://example.com/signed-in"

export const walk = Command.make("walk", { account, flow, interactive, port }, (options) =>
  Effect.forEach(
    flows.filter(({ name }) => options.flow === "all" || options.flow === name),
    (flow) =>
      Effect.flatMap(options.interactive ? farewell : Effect.succeed(nowhere), (redirectUrl) =>
        play(flow, { ...options, redirectUrl }),
      ).pipe(
        Effect.scoped,
        // each flow meets a service that has not seen anybody yet
        Effect.provide(Sandbox.layer({ throttle: true, port: options.port })),
      ),
    { discard: true },
  ).pipe(unlessPortUnavailable(options.port), Effect.provide(NodeHttpClient.layerUndici)),
).pipe(
  Command.withDescription(
    "Walk the flows of an app against a sandbox, phase by phase: what is asked, what comes back, and why.",
  ),
)
