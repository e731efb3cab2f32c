/** The command that walks flows. */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { PortUnavailable } from "../sandbox/index.js"
import { farewell } from "./farewell.js"
import * as Stage from "./Stage.js"
import { flows } from "./flows/index.js"
import { play } from "./play.js"
import { withDefault } from "./withDefault.js"

const interactive = Options.boolean("interactive").pipe(
  Options.withDescription("Leave the sign-in to you and your browser."),
)
const account = Options.text("account").pipe(
  withDefault("basic", "Who signs in: one of the sandbox's accounts, such as basic, subscriber or family."),
)
const flow = Options.choice("flow", [...flows.map(({ name }) => name), "all"]).pipe(
  withDefault("cookbook", "What to walk: one of the flows, or all of them, one after the other."),
)
const port = Options.integer("port").pipe(
  withDefault(0, "The port of the walk's own sandbox; 0 takes any free one."),
)
const sandbox = Options.text("sandbox").pipe(
  Options.withDescription(
    "The URL of a sandbox that runs already, fresh or reset, instead of one of the walk's own.",
  ),
  Options.optional,
)

/** Where the app's own page would be; a browser that needs no eyes does not load it. */
const nowhere = "https://example.com/signed-in"

const stage = ({
  port,
  sandbox,
}: {
  readonly port: number
  readonly sandbox: Option.Option<string>
}): Layer.Layer<Stage.Stage, Stage.Failure | PortUnavailable, HttpClient.HttpClient> =>
  Option.match(sandbox, {
    onNone: () => Stage.own({ throttle: true, port }),
    onSome: (url) => Stage.running(url.replace(/\/+$/, "")),
  })

export const walk = Command.make("walk", { account, flow, interactive, port, sandbox }, (options) =>
  Effect.forEach(
    flows.filter(({ name }) => options.flow === "all" || options.flow === name),
    (flow) =>
      Effect.flatMap(options.interactive ? farewell : Effect.succeed(nowhere), (redirectUrl) =>
        play(flow, { ...options, redirectUrl }),
      ).pipe(
        Effect.scoped,
        // each flow meets a service that has not seen anybody yet
        Effect.provide(stage(options)),
      ),
    { discard: true },
  ).pipe(Effect.provide(NodeHttpClient.layerUndici)),
).pipe(
  Command.withDescription(
    "Walk the flows of an app against a sandbox, phase by phase: what is asked, what comes back, and why.",
  ),
)
