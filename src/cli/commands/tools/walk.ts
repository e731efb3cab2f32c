import type * as HttpClient from "@effect/platform/HttpClient"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type { InvalidOptions, PortUnavailable, StateUnusable } from "../../../sandbox/index.js"
import { openBrowser } from "../../browser.js"
import { command } from "../../command.js"
import { choiceOr, integerOr, on, textOr, texts } from "../../flags.js"
import { Output, tellMachines } from "../../output/Output.js"
import { returnPage } from "../../returnPage.js"
import { client, environment, integration } from "../../settings/client.js"
import { newDevice } from "../../settings/device.js"
import { isSandbox, required, setting, Settings } from "../../settings/Settings.js"
import { UsageError } from "../../UsageError.js"
import { walkAnywhere } from "../../walk/anywhere.js"
import { flows } from "../../walk/flows/index.js"
import { play } from "../../walk/play.js"
import * as Stage from "../../walk/Stage.js"
import { domainName, pickMvpd, redirectUrl } from "../viewer/shared.js"

/** Where the app's own page would be; a browser that needs no eyes does not load it. */
const nowhere = "https://example.com/signed-in"

/** A sandbox of the walk's own, unless the settings name another one. */
const stage = (
  baseUrl: string | undefined,
  port: number,
): Layer.Layer<
  Stage.Stage,
  Stage.Failure | InvalidOptions | PortUnavailable | StateUnusable,
  HttpClient.HttpClient
> => (baseUrl === undefined ? Stage.own({ throttle: true, port }) : Stage.running(baseUrl))

/** A sandbox that the settings name; undefined where they name none, and false where they name Adobe. */
const named = Effect.gen(function* () {
  const chosen = (yield* Effect.flatten(Settings)).values.get("environment")
  if (chosen === undefined || chosen.from === "default") return undefined
  const where = yield* environment
  return isSandbox(chosen.value) && typeof where === "object" && where.baseUrl.replace(/\/+$/, "")
})

/** Somebody who sits here walks the cookbook in an environment of Adobe's. */
const atAdobe = Effect.fn(function* (resources: ReadonlyArray<string>, browser: boolean) {
  const { isInteractive } = yield* Output
  const { domain, mvpd } = yield* Effect.provide(
    Effect.all({
      domain: domainName,
      mvpd: Effect.flatMap(setting("mvpd"), (given) =>
        given === undefined ? Effect.map(pickMvpd, ({ id }) => id) : Effect.succeed(given),
      ),
    }),
    client,
  )
  return yield* walkAnywhere(newDevice, {
    integration: yield* integration,
    mvpd,
    domainName: domain,
    redirectUrl: yield* redirectUrl(domain, yield* returnPage),
    resources: resources.length === 0 ? [yield* required("serviceProvider")] : resources,
    open: (url) => (isInteractive && browser ? openBrowser(url) : Effect.void),
  })
})

/** What is told on the way goes to the standard error where the standard output is for machines. */
const asProgress = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.flatMap(Output, ({ json }) =>
    json
      ? Console.consoleWith((console) => Console.withConsole(effect, { ...console, log: console.error }))
      : effect,
  )

export const walk = command({
  details:
    "Without settings each flow meets a sandbox of its own, which nobody has called yet. With --environment, the cookbook is walked there, on a new device, and you sign in. What went over the wire is held against the rules that Adobe sets for apps; a walk that goes wrong ends with exit code 8.",
  examples: [
    ["adobe-pass walk", "The cookbook, from a first start to the logout, on a sandbox."],
    ["adobe-pass walk --flow all", "Every flow, one after the other."],
    ["adobe-pass walk --environment staging --mvpd Cablevision", "The cookbook at Adobe; you sign in."],
  ],
  arguments: {},
  flags: {
    flow: choiceOr([...flows.map(({ name }) => name), "all"], "cookbook", "What to walk."),
    account: textOr("NAME", "basic", "Who signs in on a sandbox: one of its accounts, such as subscriber."),
    interactive: on("Leave the sign-in to you and your browser, on a sandbox too."),
    port: integerOr("PORT", 0, "The port of the walk's own sandbox; 0 takes any free one."),
    resource: texts("RESOURCE", "At Adobe: what to ask about. Default: the service provider's own."),
    noBrowser: on("Do not open a browser."),
  },
  uses: ["environment", "mvpd", "domainName", "redirectUrl"],
  run: ({ flow: wanted, noBrowser, port, resource, ...options }) =>
    Effect.gen(function* () {
      const sandbox = yield* named
      if (sandbox === false) {
        if (wanted !== "cookbook") {
          return yield* new UsageError({
            message: `The flow ${wanted} can be walked on a sandbox only.`,
            next: "At Adobe, it is the cookbook.",
          })
        }
        return yield* tellMachines({
          flow: wanted,
          ...(yield* asProgress(atAdobe(resource, !noBrowser))),
        })
      }
      for (const flow of flows.filter(({ name }) => wanted === "all" || wanted === name)) {
        const redirectUrl = options.interactive ? yield* returnPage : nowhere
        const walked = play(flow, { ...options, redirectUrl })
        // each flow meets a service that has not seen anybody yet
        const report = yield* asProgress(Effect.provide(walked, stage(sandbox, port)))
        yield* tellMachines({ flow: flow.name, ...report })
      }
    }).pipe(Effect.scoped),
})
