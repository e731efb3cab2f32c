/**
 * The sandbox for programs without Effect: promises in and out.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Admin } from "./admin/Admin.js"
import type { SandboxOptions } from "./options.js"
import type { Answer } from "./server/answer.js"
import type { Intercept, InterceptedRequest } from "./server/Interceptors.js"
import type { LoggedExchange } from "./server/requestLog.js"
import type { SandboxService } from "./Sandbox.js"
import { make } from "./Sandbox.js"
import type { EndpointName } from "./world/endpointNames.js"

type Promised<F> =
  F extends Effect.Effect<infer A, unknown>
    ? () => Promise<A>
    : F extends (...args: infer P) => Effect.Effect<infer A, unknown>
      ? (...args: P) => Promise<A>
      : never

/** The admin's methods with promises: what was an effect is a method without arguments. */
export type PromisedAdmin = {
  readonly [K in keyof Admin as Exclude<K, "requestStream">]: Promised<Admin[K]>
} & {
  readonly requestStream: (...args: Parameters<Admin["requestStream"]>) => AsyncIterable<LoggedExchange>
}

/** Answers a request, or leaves it to the service. */
export type PromisedIntercept = (
  request: InterceptedRequest,
) => Answer | undefined | Promise<Answer | undefined>

/** A sandbox that answers until it is closed. */
export interface RunningSandbox extends AsyncDisposable {
  /** Where the sandbox answers, without a trailing slash. */
  readonly baseUrl: string
  /** For an application of all service providers of this sandbox. */
  readonly softwareStatement: string
  readonly admin: PromisedAdmin
  /** Answers a request of any origin as the service would, without a port between: pages and admin too. */
  readonly fetch: (request: Request) => Promise<Response>
  /**
   * Answers the calls of an endpoint by itself until the function that it gives is called or the sandbox is reset; where it gives
   * `undefined`, the service answers. The newest goes first. Throws `AdminError` for a name that is no endpoint's.
   */
  readonly intercept: (endpoint: EndpointName, intercept: PromisedIntercept) => () => void
  readonly close: () => Promise<void>
}

/** Starts a sandbox on any free port, or on the one of the options. */
export const startSandbox = (options: SandboxOptions = {}): Promise<RunningSandbox> =>
  toPromise(
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const sandbox = yield* Effect.onError(Scope.extend(make(options), scope), (cause) =>
        Scope.close(scope, Exit.failCause(cause)),
      )
      const close = () => toPromise(Scope.close(scope, Exit.void))
      return {
        baseUrl: sandbox.baseUrl,
        get softwareStatement() {
          return sandbox.softwareStatement
        },
        admin: promised(sandbox.admin),
        fetch: (request) => toPromise(sandbox.fetch(request), request.signal),
        intercept: (endpoint, intercept) => intercepted(sandbox, endpoint, intercept),
        close,
        [Symbol.asyncDispose]: close,
      }
    }),
  )

/** Rejects with the error itself, not with one that wraps it. */
const toPromise = <A, E>(effect: Effect.Effect<A, E>, signal?: AbortSignal): Promise<A> =>
  Effect.runPromiseExit(effect, signal && { signal }).then(
    Exit.getOrElse((cause) => {
      throw signal?.aborted === true ? signal.reason : Cause.squash(cause)
    }),
  )

const toSync = <A, E>(effect: Effect.Effect<A, E>): A =>
  Exit.getOrElse(Effect.runSyncExit(effect), (cause) => {
    throw Cause.squash(cause)
  })

const intercepted = (sandbox: SandboxService, endpoint: EndpointName, intercept: PromisedIntercept) => {
  const scope = toSync(Scope.make())
  const answer: Intercept = (request) => {
    const answered = intercept(request)
    return Predicate.isPromise(answered) ? Effect.promise(() => answered) : answered
  }
  toSync(Scope.extend(sandbox.intercept(endpoint, answer), scope))
  return () => toSync(Scope.close(scope, Exit.void))
}

type Result = Effect.Effect<unknown, unknown> | Stream.Stream<unknown, unknown>

const settled = (result: Result): unknown =>
  Effect.isEffect(result) ? toPromise(result) : Stream.toAsyncIterable(result)

const promisedMember =
  (member: Result | ((...args: ReadonlyArray<never>) => Result)) =>
  (...args: ReadonlyArray<never>): unknown =>
    settled(Predicate.isFunction(member) ? member(...args) : member)

function promised(admin: Admin): PromisedAdmin
function promised(admin: Admin): unknown {
  return Record.map(admin, promisedMember)
}
