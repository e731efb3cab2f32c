/** Calls that carry an access token, and what happens when it is refused. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { Device } from "../domain/Device.js"
import { Integration } from "../domain/Environment.js"
import type { AdobePassError, CallFailure } from "../error/AdobePassError.js"
import { RegistrationRejected } from "../error/AdobePassError.js"
import { monotonic } from "../policy/monotonic.js"
import * as Retry from "../policy/Retry.js"
import type { Issued } from "./AccessTokens.js"
import { AccessTokens } from "./AccessTokens.js"
import type { Refusal } from "./refusals.js"
import { IncurableRefusals, isCuredByNewClient, stepAfter } from "./refusals.js"
import type { Request } from "./Request.js"
import { withBearer } from "./Request.js"
import type { Call } from "./Transport.js"
import { Transport } from "./Transport.js"

/** The refusals that a call shares with those it is tried again by; each call has its own unless given. */
class Refusals extends Context.Reference<Refusals>()("effect-adobe-pass/Refusals", {
  defaultValue: (): Array<Refusal> | undefined => undefined,
}) {}

/** Repeats an effect as the policy says. Its calls are tries of one: they share its retries, its waits and its replays. */
export const sharingBudget = <A, E extends Retry.RetryableLike, R>(
  effect: Effect.Effect<A, E, R>,
  policy: Retry.Retry["Type"],
): Effect.Effect<A, E, R> =>
  Effect.suspend(() => Retry.apply(Retry.once(Effect.provideService(effect, Refusals, [])), policy))

/**
 * Makes a call with the device's access token.
 *
 * Any 401, whatever its code, first earns a new token with the same credentials and one replay. Only when a token that was
 * asked for since is refused too, by the app's own service provider and with a code that a new client can cure, the app
 * registers anew, for one more. A call is sent three times at most; when that was in vain, the next calls within a minute are
 * sent once.
 */
export class Authorized extends Context.Tag("effect-adobe-pass/Authorized")<
  Authorized,
  <A, E extends AdobePassError>(call: Call<A, E>) => Effect.Effect<A, E | CallFailure, Device>
>() {
  static readonly layer = Layer.effect(
    Authorized,
    Effect.gen(function* () {
      const transport = yield* Transport
      const tokens = yield* AccessTokens
      const { serviceProvider } = yield* Integration
      const token = Retry.withOwnRetries(tokens.get)
      const incurable = new IncurableRefusals()

      return <A, E extends AdobePassError>(call: Call<A, E>) =>
        Effect.flatMap(Refusals, (shared) => {
          let used: Issued = { clientId: "", value: Redacted.make("") }
          const refusals = shared ?? []

          const addToken = (request: Request) =>
            Effect.map(token, (issued) => {
              used = issued
              return withBearer(request, issued.value)
            })
          /** A replay is sent after a refusal that came at `refusedAt`. */
          const attempt = (refusedAt?: number): Effect.Effect<A, E | CallFailure, Device> =>
            Effect.catchIf(transport.attempt(call, addToken), isRefusal(call.endpoint), (refusal) =>
              replay(refusal, refusedAt),
            )

          const replay = (refusal: E | CallFailure, refusedAt: number | undefined) =>
            Effect.gen(function* () {
              const { code }: AdobePassError = refusal
              const isCurable = isCuredByNewClient(refusal, call.serviceProvider === serviceProvider)
              const isFresh = refusedAt !== undefined && (used.askedAt ?? refusedAt) >= refusedAt
              refusals.push({ clientId: used.clientId, isCurable, isFresh })
              const now = yield* monotonic
              const key = JSON.stringify([Redacted.value(used.value), call.serviceProvider, code])
              const known = refusals.length === 1 ? incurable.find(key, now) : undefined
              const step = known ?? stepAfter(refusals)
              if (step === "newToken") return yield* Effect.zipRight(tokens.invalidate(used), attempt(now))
              if (step === "newClient") return yield* Effect.zipRight(tokens.rejectClient(used), attempt(now))
              if (step === "giveUpClient") yield* tokens.rejectClient(used)
              else if (known === undefined && step !== "giveUpForNow") incurable.add(key, step, now)
              return yield* Effect.fail(
                step === "giveUpRegistration" ? registrationRejected(refusal) : refusal,
              )
            })

          return transport.repeat(call.endpoint, attempt())
        })
    }),
  )
}

/** A 401 of the call itself, not of earning a token for it. */
const isRefusal =
  (called: string) =>
  ({ endpoint, status }: AdobePassError) =>
    status === 401 && endpoint === called

const registrationRejected = (refusal: AdobePassError) =>
  new RegistrationRejected({
    ...refusal,
    retryable: false,
    message: `the newly registered client was refused: ${refusal.message}`,
    error: refusal.code ?? "invalid_client",
  })
