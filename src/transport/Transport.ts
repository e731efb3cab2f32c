/**
 * The one way out. What an endpoint asks is a request by then, and what comes back is an answer for it to read; between the
 * two are the throttle, the token, and whatever carries requests. Nothing is added to what the reference
 * lists (no `traceparent`, no `b3`), and no redirect is followed.
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import type { Device } from "../domain/Device.js"
import type { AdobePassError, CallFailure, InvalidRequest } from "../error/AdobePassError.js"
import { Throttled } from "../error/AdobePassError.js"
import { first } from "../policy/Lane.js"
import { monotonic, monotonicIn } from "../policy/monotonic.js"
import * as Retry from "../policy/Retry.js"
import { ServerClock } from "../policy/ServerClock.js"
import { whenTraced } from "../policy/traced.js"
import type { Answer } from "./Answer.js"
import { Circuit } from "./Circuit.js"
import { httpDate, retryAfter } from "./headers.js"
import type { Request } from "./Request.js"
import type { Came } from "./send/Send.js"
import { Sender } from "./send/Send.js"
import { Throttle } from "./Throttle.js"

export { Timeouts } from "./send/Send.js"

/** One call of an endpoint. */
export interface Call<A, E extends AdobePassError> {
  /** The name of the service. */
  readonly endpoint: string
  /** Whose provider is asked. */
  readonly serviceProvider: string
  readonly device: Device.Service
  /** What is sent, or what is wrong with what was asked. */
  readonly request: Either.Either<Request, InvalidRequest>
  /** Reads the answer. */
  readonly answer: (answer: Answer) => Effect.Effect<A, E>
}

type AddToken<E> = (request: Request) => Effect.Effect<Request, E, Device>

/** Makes calls; adds no access token. */
export class Transport extends Context.Tag("effect-adobe-pass/Transport")<
  Transport,
  {
    /**
     * One request and its answer. `addToken` is asked before the request waits for its turn, and again only where it had to
     * wait.
     */
    readonly attempt: <A, E extends AdobePassError, E2 extends AdobePassError = never>(
      call: Call<A, E>,
      addToken?: AddToken<E2>,
    ) => Effect.Effect<A, E | CallFailure | E2, Device>
    /** Repeats attempts as the {@link Retry.Retry} policy says, in a span named after the endpoint. */
    readonly repeat: <A, E extends AdobePassError, R>(
      endpoint: string,
      attempt: Effect.Effect<A, E, R>,
    ) => Effect.Effect<A, E, R>
    /** `attempt` with retries, for the two DCR endpoints. Runs in the `token` lane, because every other call waits for it. */
    readonly call: <A, E extends AdobePassError>(
      call: Call<A, E>,
    ) => Effect.Effect<A, E | CallFailure, Device>
  }
>() {
  static readonly layer = Layer.effect(
    Transport,
    Effect.gen(function* () {
      const send = yield* Sender
      const throttle = yield* Throttle
      const circuit = yield* Circuit
      const clock = yield* ServerClock
      const policy = yield* Retry.Retry

      /** Sets the server's clock by an answer; only one that is the service's own may. */
      const observe = ({ came, date: text, sent }: Came) => {
        const date = httpDate(text)
        if (Number.isNaN(date)) return Effect.void
        return Effect.flatMap(monotonic, (now) =>
          // the header was written at some time on the way, and tells whole seconds
          clock.observe({ earliest: date + now - came, latest: date + 999 + now - sent }),
        )
      }

      const refused = (
        endpoint: string,
        address: string,
        { date: text, retryAfter: asked }: Came,
      ): Effect.Effect<never, Throttled> =>
        Effect.gen(function* () {
          const date = httpDate(text)
          const serverTime = Number.isNaN(date) ? (yield* clock.now).epochMillis : date
          const wait = retryAfter(asked, serverTime)
          yield* throttle.drain(address, wait)
          return yield* tooMany(endpoint, wait)
        })

      const exchange = <A, E extends AdobePassError>(
        call: Call<A, E>,
        request: Request,
        address: string,
      ): Effect.Effect<A, E | CallFailure> =>
        Effect.flatMap(send(call.endpoint, request), (came): Effect.Effect<A, E | CallFailure> =>
          came.status === 429 && came.isElsewhere !== true
            ? refused(call.endpoint, address, came)
            : Effect.matchEffect(call.answer(came), {
                onSuccess: (value) => Effect.as(observe(came), value),
                onFailure: (error) =>
                  Effect.zipRight(error.code === undefined ? Effect.void : observe(came), Effect.fail(error)),
              }),
        )

      const attempt = <A, E extends AdobePassError, E2 extends AdobePassError = never>(
        call: Call<A, E>,
        addToken: AddToken<E2> = Effect.succeed,
      ) =>
        Effect.flatMap(call.request, (request) => {
          const address = call.device.forwardedFor ?? ""
          const send = (request: Request) => {
            policy.budget?.sent()
            return circuit.watch(exchange(call, request, address))
          }
          /** A turn is for now: a token that had to be waited for meanwhile costs another turn. */
          const inTurn = (authorized: Request): Effect.Effect<A, E | CallFailure | E2, Device> =>
            Effect.withFiberRuntime((fiber) => {
              const asked = monotonicIn(fiber)
              return Effect.flatMap(circuit.pass(throttle.acquire(address)), () => {
                const came = monotonicIn(fiber)
                return came > asked
                  ? Effect.flatMap(addToken(request), (renewed) =>
                      monotonicIn(fiber) > came ? inTurn(renewed) : send(renewed),
                    )
                  : send(authorized)
              })
            })
          // Earning a token takes turns of its own, which must come before this one and not while it is held.
          return Effect.flatMap(addToken(request), inTurn)
        })

      const repeat = <A, E extends AdobePassError, R>(endpoint: string, effect: Effect.Effect<A, E, R>) =>
        whenTraced(Retry.apply(effect, policy), (call) =>
          call.pipe(
            Effect.tapError(({ _tag, code, trace }) =>
              Effect.annotateCurrentSpan({
                error: _tag,
                ...(code !== undefined && { code }),
                ...(trace !== undefined && { trace }),
              }),
            ),
            Effect.withSpan(`AdobePass.${endpoint}`, {
              kind: "client",
              attributes: { endpoint },
              captureStackTrace: false,
            }),
          ),
        )

      return Transport.of({ attempt, repeat, call: (call) => repeat(call.endpoint, first(attempt(call))) })
    }),
  )
}

const tooMany = (endpoint: string, retryAfter: Duration.Duration) =>
  new Throttled({
    endpoint,
    status: 429,
    retryAfter,
    retryable: true,
    message: `${endpoint}: refused, for too many requests came from this address`,
  })
