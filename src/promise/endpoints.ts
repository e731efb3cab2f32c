/** Each endpoint as a method, from the one list of them. */
import * as Effect from "effect/Effect"
import type * as Device from "../domain/Device.js"
import * as Endpoints from "../endpoint/index.js"
import type { Endpoint } from "../endpoint/layer.js"
import { checker } from "./checks.js"
import type { Plain } from "./plain.js"
import { Abortable, orEmpty } from "./requests.js"
import type { Run } from "./run.js"

type Method<Call> = Call extends (...args: infer Args) => Effect.Effect<infer A, unknown, unknown>
  ? undefined extends Args[0]
    ? (request?: NonNullable<Args[0]> & Abortable) => Promise<Plain<A>>
    : (request: Args[0] & Abortable) => Promise<Plain<A>>
  : never

/** Each endpoint by its name, taking the reference's parameters in lower camel case. */
export type EndpointMethods = {
  readonly [Name in keyof typeof Endpoints as Uncapitalize<Name>]: Method<(typeof Endpoints)[Name]["Service"]>
}

type AnyEndpoint = Effect.Effect<
  (request: never) => Effect.Effect<unknown, unknown, Device.Device>,
  never,
  Endpoint
>

const endpoints: ReadonlyArray<readonly [string, AnyEndpoint]> = Object.entries(Endpoints)

/** Finds the signal among the parameters, which the endpoints check themselves. */
const checkSignal = checker(
  Abortable.annotations({ parseOptions: { onExcessProperty: "ignore" } }),
  "request",
)

/** The methods over what runs a call. */
export const endpointMethods = (run: Run): EndpointMethods =>
  // as TypeScript does not follow what each endpoint takes and answers through a list
  Object.fromEntries(
    endpoints.map(([name, endpoint]): ReadonlyArray<unknown> => [
      name.replace(/^./, (letter) => letter.toLowerCase()),
      (given?: unknown) => {
        const request = orEmpty(given)
        return run(checkSignal(request), () => Effect.flatMap(endpoint, (call) => call(request as never)))
      },
    ]),
  ) as EndpointMethods
