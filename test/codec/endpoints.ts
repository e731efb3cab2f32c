/** Every endpoint with nothing between it and an answer: what it asks is checked and encoded, and the answer is read. */
import * as Effect from "effect/Effect"
import type * as FastCheck from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Device } from "../../src/domain/Device.js"
import { Integration } from "../../src/domain/Environment.js"
import * as Endpoints from "../../src/endpoint/index.js"
import type { Endpoint } from "../../src/endpoint/layer.js"
import * as EndpointLayer from "../../src/endpoint/layer.js"
import type { AdobePassError } from "../../src/error/AdobePassError.js"
import type { Answer } from "../../src/transport/Answer.js"
import { Authorized } from "../../src/transport/Authorized.js"
import type { Declared } from "../../src/transport/Endpoint.js"
import type { Call } from "../../src/transport/Transport.js"
import { Transport } from "../../src/transport/Transport.js"
import { device, rows } from "../support/endpoints.js"
import * as Wire from "./wire.js"

/** What comes back. */
export type Came = Pick<Answer, "status" | "body">

/** An answer as it is sent; one that says nothing has no body. */
export const textOf = (json: unknown) => (json === undefined ? "" : JSON.stringify(json))

/** An endpoint that answers what it is told. */
export interface Answered {
  readonly declared: Declared
  /** Answers as the reference has them, as JSON or as text. */
  readonly wire: FastCheck.Arbitrary<unknown>
  /** A secret that its request carries, if it does. */
  readonly secret: string | undefined
  readonly answered: (came: Came) => Effect.Effect<unknown, AdobePassError>
}

const subject = device.platformIdentity.adobeSubjectToken

let coming: Came = { status: 0, body: "" }

/** Answers what comes, without a network. */
const call = <A, E extends AdobePassError>({ answer, request }: Call<A, E>) =>
  Effect.flatMap(request, (asked) => answer({ request: asked, ...coming }))

const context = EndpointLayer.layer.pipe(
  Layer.provide(Layer.succeed(Authorized, call)),
  Layer.provide(Layer.succeed(Transport, { call, attempt: call, repeat: (_, attempt) => attempt })),
  Layer.provide(
    Integration.layer({
      environment: { baseUrl: "http://service.example" },
      serviceProvider: "ACME",
      softwareStatement: Redacted.make("a.software.statement"),
    }),
  ),
  Layer.merge(Layer.orDie(Device.layer(device))),
  Layer.build,
  Effect.scoped,
  Effect.runSync,
)

/** What becomes of an answer. */
const answered =
  (run: Effect.Effect<unknown, AdobePassError, Endpoint | Device>) =>
  (came: Came): Effect.Effect<unknown, AdobePassError> =>
    Effect.suspend(() => {
      coming = came
      return Effect.provide(run, context)
    })

const wires: Readonly<Record<string, FastCheck.Arbitrary<unknown>>> = {
  RetrieveClientCredentials: Wire.credentials,
  RetrieveAccessToken: Wire.accessToken,
  RetrieveConfiguration: Wire.configuration,
  CreateSession: Wire.session,
  ResumeSession: Wire.session,
  RetrieveSession: Wire.information,
  RetrieveProfiles: Wire.profiles,
  RetrieveProfileForMvpd: Wire.profiles,
  RetrieveProfileForCode: Wire.profiles,
  RetrievePreauthorizationDecisions: Wire.decisions,
  RetrieveAuthorizationDecisions: Wire.decisions,
  InitiateLogout: Wire.logouts,
  RetrievePartnerAuthenticationRequest: Wire.session,
  RetrieveProfileUsingPartnerAuthenticationResponse: Wire.profiles,
  ResetTemporaryPass: Wire.empty,
  ResetPromotionalTemporaryPass: Wire.empty,
}

const { AuthenticateInUserAgent: _, ...sent } = Endpoints
const byName = new Map(Object.values(sent).map(({ declared }) => [declared.name, declared]))

const v1 = {
  name: "InitiateAuthorization",
  run: Effect.flatMap(Endpoints.InitiateAuthorization, (call) => call({ resource: "news" })),
}

/** Every endpoint that is sent. */
export const all: ReadonlyArray<Answered> = [
  ...rows.map(({ headers, name, run }) => ({ name, run, wire: wires[name]!, headers })),
  { ...v1, wire: Wire.authorization, headers: {} },
].map(({ headers, name, run, wire }) => ({
  declared: byName.get(name)!,
  wire,
  secret: Object.values<string>(headers).includes(subject) ? subject : undefined,
  answered: answered(run),
}))
