/** Where flows are walked: a sandbox, in this process or in another one. */
import * as HttpApiClient from "@effect/platform/HttpApiClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Unreachable } from "../error/AdobePassError.js"
import type {
  Channel,
  Degradation,
  LoggedExchange,
  SandboxOptions,
  SandboxService,
} from "../sandbox/index.js"
import { AdminError, layer, Sandbox } from "../sandbox/index.js"
import { AdminApi } from "../sandbox/admin/api.js"

export type Failure = AdminError | Unreachable

/** What a walk steers and looks into; spans are milliseconds. */
interface Hand {
  readonly now: Effect.Effect<number, Failure>
  readonly advance: (by: number) => Effect.Effect<number, Failure>
  readonly channels: Effect.Effect<ReadonlyArray<Channel>, Failure>
  readonly degrade: (
    rule: Omit<Degradation, "until"> & { readonly for?: number },
  ) => Effect.Effect<void, Failure>
  readonly platformToken: (of: { readonly subject: string }) => Effect.Effect<string, Failure>
  readonly serviceToken: (of: { readonly subject: string }) => Effect.Effect<string, Failure>
  readonly partnerAuthenticationResponse: (of: {
    readonly request: string
    readonly username: string
  }) => Effect.Effect<string, Failure>
}

export class Stage extends Context.Tag("effect-adobe-pass/cli/Stage")<
  Stage,
  {
    readonly baseUrl: string
    readonly softwareStatement: string
    readonly admin: Hand
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

/** A sandbox of its own, which nobody has called yet. */
export const own = (options: SandboxOptions) =>
  Layer.provide(Layer.effect(Stage, Effect.map(Sandbox, of)), layer(options))

/** A sandbox that runs already. */
export const running = (baseUrl: string): Layer.Layer<Stage, Failure, HttpClient.HttpClient> =>
  Layer.effect(
    Stage,
    Effect.gen(function* () {
      const client = yield* HttpApiClient.make(AdminApi, { baseUrl })
      const { softwareStatement } = yield* reach(client.overview.softwareStatement())
      const requests = reach(client.requests.requests({ urlParams: {} }))
      const before = new Set((yield* requests).map(({ id }) => id))
      return {
        baseUrl,
        softwareStatement,
        admin: {
          now: Effect.map(reach(client.clock.now()), ({ now }) => now),
          advance: (by) => Effect.map(reach(client.clock.advance({ payload: { by } })), ({ now }) => now),
          channels: reach(client.catalogue.channels()),
          degrade: (payload) => reach(client.access.degrade({ payload })),
          platformToken: (payload) =>
            Effect.map(reach(client.identity.platformToken({ payload })), ({ token }) => token),
          serviceToken: (payload) =>
            Effect.map(reach(client.identity.serviceToken({ payload })), ({ token }) => token),
          partnerAuthenticationResponse: (payload) =>
            Effect.map(
              reach(client.identity.partnerAuthenticationResponse({ payload })),
              ({ SAMLResponse }) => SAMLResponse,
            ),
        },
        requests: Effect.map(requests, (all) => all.filter(({ id }) => !before.has(id))),
      }
    }),
  )

const reach = <A, E extends { readonly _tag: string; readonly message: string }>(call: Effect.Effect<A, E>) =>
  Effect.mapError(call, (error) =>
    error instanceof AdminError
      ? error
      : new Unreachable({ reason: "connection", message: `the sandbox's admin: ${error._tag}` }),
  )
