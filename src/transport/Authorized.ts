/** Calls that carry an access token, and what happens when it is refused. */
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import type { Device } from "../domain/Device.js"
import type { AdobePassError, CallFailure } from "../error/AdobePassError.js"
import { RegistrationRejected } from "../error/AdobePassError.js"
import * as Retry from "../policy/Retry.js"
import type { Issued } from "./AccessTokens.js"
import { AccessTokens } from "./AccessTokens.js"
import type { Call, FailureClass } from "./Call.js"
import { Transport } from "./Transport.js"

/**
 * Makes a call with the device's access token.
 *
 * Any 401, whatever its code, first earns a new token with the same credentials and one replay. Only when that is
 * refused too, with the action `application-registration`, the app registers anew, for one more. A call is sent three
 * times at most.
 */
export class Authorized extends Context.Tag("effect-adobe-pass/Authorized")<
  Authorized,
  <A, F extends FailureClass>(call: Call<A, F>) => Effect.Effect<A, InstanceType<F> | CallFailure, Device>
>() {
  static readonly layer = Layer.effect(
    Authorized,
    Effect.gen(function* () {
      const transport = yield* Transport
      const tokens = yield* AccessTokens

      return <A, F extends FailureClass>(call: Call<A, F>) =>
        Effect.gen(function* () {
          const used = yield* Ref.make<Issued>({ clientId: "", value: Redacted.make("") })
          /** The client of each token that was refused. */
          const refused = yield* Ref.make<ReadonlyArray<string>>([])

          const authorize = (request: HttpClientRequest.HttpClientRequest) =>
            Retry.withOwnRetries(tokens.get).pipe(
              Effect.tap((token) => Ref.set(used, token)),
              Effect.map(({ value }) => HttpClientRequest.bearerToken(request, value)),
            )

          const attempt: Effect.Effect<A, InstanceType<F> | CallFailure, Device> = transport
            .attempt(call, authorize)
            .pipe(Effect.catchIf(isRefusal(call.endpoint), (refusal) => replay(refusal)))

          const replay = (refusal: InstanceType<F> | CallFailure) =>
            Effect.gen(function* () {
              const { action }: AdobePassError = refusal
              const token = yield* Ref.get(used)
              const [first, second, third] = yield* Ref.updateAndGet(refused, (all) => [
                ...all,
                token.clientId,
              ])
              if (third !== undefined) {
                const isNew = first === second || second === third
                return yield* Effect.fail(isNew && isOfRegistration(action) ? rejected(refusal) : refusal)
              }
              // another call may have registered anew meanwhile: a client is judged by a fresh token of its own
              if (first !== second) {
                yield* tokens.invalidate(token)
                return yield* attempt
              }
              if (!isOfRegistration(action)) return yield* Effect.fail(refusal)
              yield* tokens.reregister(token)
              return yield* attempt
            })

          return yield* transport.repeat(call.endpoint, attempt)
        })
    }),
  )
}

const isOfRegistration = (action: string | undefined) => action === "application-registration"

/** A 401 of the call itself, not of earning a token for it. */
const isRefusal =
  (called: string) =>
  ({ endpoint, status }: AdobePassError) =>
    status === 401 && endpoint === called

/** The client that was just registered is refused: registering again would not help. */
const rejected = (refusal: AdobePassError) =>
  new RegistrationRejected({
    ...refusal,
    retryable: false,
    message: `the newly registered client was refused: ${refusal.message}`,
    error: refusal.code ?? "invalid_client",
  })
