/**
 * An endpoint is declared once: what is sent, what comes back, how it can fail. Its Tag, its types and its Layer follow
 * from the declaration.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import type * as Schema from "effect/Schema"
import { Device } from "../domain/Device.js"
import { Integration } from "../domain/Environment.js"
import type { CallFailure } from "../error/AdobePassError.js"
import { Authorized } from "./Authorized.js"
import type { FailureClass, Reading } from "./Answer.js"
import { toAnswer } from "./Answer.js"
import type { DevicePart, Parts, Target } from "./Request.js"
import { toRequest } from "./Request.js"
import { redactor } from "./secrets.js"
import { Transport } from "./Transport.js"

/** All that a device has to tell. */
export const wholeDevice = [
  "identifier",
  "info",
  "platformIdentity",
  "serviceToken",
  "partnerStatus",
  "visitorIdentifier",
] as const satisfies ReadonlyArray<DevicePart>

/** Who calls, where a request depends on it. */
export interface Caller {
  readonly integration: Integration.Service
  readonly device: Device.Service
}

/** What was called, where what is made of an answer depends on it. */
export interface Called {
  /** The name of the endpoint's service. */
  readonly endpoint: string
  readonly integration: Integration.Service
  /** Strikes the secrets of the request out of a text. */
  readonly redact: (text: string) => string
}

/** The names in the braces of a path. */
type Names<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never

/** What an endpoint says about itself. */
export interface Declaration<
  Path extends string,
  Args extends ReadonlyArray<unknown>,
  Response,
  Encoded,
  Answer,
  Failures extends FailureClass,
>
  extends Target, Reading<Failures> {
  readonly path: Path
  /** From what is asked to what is sent; its own parameters are those of the service. */
  readonly request: (...args: Args) => Parts<Names<Path>> | ((caller: Caller) => Parts<Names<Path>>)
  /** The body of a success. */
  readonly response: Schema.Schema<Response, Encoded>
  /** What the service makes of it, if anything. */
  readonly answer?: (response: Response, called: Called) => Answer
}

/** A declaration as it can be looked at: in docs, in tests, by whatever lists endpoints. */
export interface Declared extends Target, Reading<FailureClass> {
  readonly name: string
  /** Whether its calls carry the device's access token. */
  readonly authorized: boolean
  readonly response: Schema.Schema.AnyNoContext
}

/** The same parameters by a name, for hovers to show. */
type Named<Args extends ReadonlyArray<unknown>> = Args extends readonly [infer Request]
  ? [request: Request]
  : [request?: Args[0]]

/** The Tag of an endpoint, whose service is the function that calls it, with its declaration and its Layer. */
export type EndpointClass<
  Self,
  Name extends string,
  Args extends ReadonlyArray<unknown>,
  Answer,
  Failure,
  Requires,
> = Context.TagClass<
  Self,
  `effect-adobe-pass/${Name}`,
  (...args: Args) => Effect.Effect<Answer, Failure | CallFailure, Device>
> & {
  readonly declared: Declared
  readonly make: Effect.Effect<
    (...args: Args) => Effect.Effect<Answer, Failure | CallFailure, Device>,
    never,
    Integration | Requires
  >
  readonly layer: Layer.Layer<Self, never, Integration | Requires>
}

// TypeScript sees neither that the named parameters are the same ones ...
function named<Args extends ReadonlyArray<unknown>, A>(
  service: (...args: Args) => A,
): (...args: Named<Args>) => A
function named<A>(service: (...args: ReadonlyArray<unknown>) => A) {
  return service
}

// ... nor that the answer is the response where nothing else is made of it.
function whole<Response, Answer>(): (response: Response) => Answer
function whole() {
  return identity
}

const declare =
  <Requires>(authorized: boolean, transport: Effect.Effect<Authorized["Type"], never, Requires>) =>
  <Self>() =>
  <
    const Name extends string,
    const Path extends string,
    Args extends ReadonlyArray<unknown>,
    Response,
    Encoded,
    Failures extends FailureClass = never,
    Answer = Response,
  >(
    name: Name,
    declaration: Declaration<Path, Args, Response, Encoded, Answer, Failures>,
  ): EndpointClass<Self, Name, Named<Args>, Answer, InstanceType<Failures>, Requires> => {
    const { answer = whole<Response, Answer>(), request, response, ...wire } = declaration
    const Tag = Context.Tag(`effect-adobe-pass/${name}` as const)<
      Self,
      (...args: Named<Args>) => Effect.Effect<Answer, InstanceType<Failures> | CallFailure, Device>
    >()
    const read = toAnswer(name, response, wire)
    const make = Effect.zipWith(transport, Integration, (call, integration) => {
      const send = toRequest(name, wire, integration)
      return named((...args: Args) =>
        Effect.flatMap(Device, (device) => {
          const asked = request(...args)
          const parts: Parts = typeof asked === "function" ? asked({ integration, device }) : asked
          const { serviceProvider = integration.serviceProvider } = parts
          return call({
            endpoint: name,
            serviceProvider,
            device,
            request: send(parts, serviceProvider, device),
            answer: (came) =>
              Effect.map(read(came), (response) =>
                answer(response, { endpoint: name, integration, redact: redactor(came.request) }),
              ),
          })
        }),
      )
    })
    return Object.assign(Tag, {
      declared: { ...wire, name, authorized, response },
      make,
      layer: Layer.effect(Tag, make),
    })
  }

/** An endpoint whose calls carry the device's access token. */
export const Endpoint = declare(true, Authorized)

/** An endpoint whose calls carry no access token, or one of the request's own. */
export const OpenEndpoint = declare(
  false,
  Effect.map(Transport, ({ call }) => call),
)
