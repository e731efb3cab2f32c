/** Where flows are walked: a sandbox, in this process or in another one. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { AdminClient, Failure } from "../../sandbox/admin/AdminClient.js"
import { connect } from "../../sandbox/admin/AdminClient.js"
import type { LoggedExchange, SandboxOptions, SandboxService } from "../../sandbox/index.js"
import { layer, Sandbox } from "../../sandbox/index.js"

export type { Failure }

export class Stage extends Context.Tag("effect-adobe-pass/cli/Stage")<
  Stage,
  {
    readonly baseUrl: string
    readonly softwareStatement: string
    readonly admin: AdminClient
    /** The requests since the stage was entered. */
    readonly requests: Effect.Effect<ReadonlyArray<LoggedExchange>, Failure>
  }
>() {}

/** A sandbox at hand. */
export const of = ({ admin, baseUrl, softwareStatement }: SandboxService): Stage["Type"] => ({
  baseUrl,
  softwareStatement,
  admin,
  requests: admin.requests(),
})

/** A sandbox of its own, which has not been called yet. */
export const own = (options: SandboxOptions) =>
  Layer.provide(Layer.effect(Stage, Effect.map(Sandbox, of)), layer(options))

/** A sandbox that runs already. */
export const running = (baseUrl: string): Layer.Layer<Stage, Failure, HttpClient.HttpClient> =>
  Layer.effect(
    Stage,
    Effect.gen(function* () {
      const sandbox = yield* connect(baseUrl)
      const requests = sandbox.admin.requests()
      const before = new Set((yield* requests).map(({ id }) => id))
      return {
        ...sandbox,
        requests: Effect.map(requests, (all) => all.filter(({ id }) => !before.has(id))),
      }
    }),
  )
