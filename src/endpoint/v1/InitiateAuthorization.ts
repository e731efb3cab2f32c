import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Device } from "../../domain/Device.js"
import { Integration } from "../../domain/Environment.js"
import type { TemporaryAccessIdentity } from "../../domain/TemporaryAccess.js"
import type { V1Authorization } from "../../domain/V1Authorization.js"
import type { AdobePassError, CallFailure } from "../../error/AdobePassError.js"
import {
  AuthorizationDenied,
  AuthenticationRequired,
  TooManyResources,
  TemporaryAccessExhausted,
  IntegrationUnavailable,
  ConfigurationInvalid,
  PartnerUnavailable,
  UnexpectedResponse,
} from "../../error/AdobePassError.js"
import type { Failure } from "../../error/codes.js"
import { Authorized } from "../../transport/Authorized.js"

/** Who wants to play what. */
export interface Request {
  /** The client's service provider unless given. */
  readonly requestor?: string
  /** The device's identifier unless given, plain. */
  readonly deviceId?: string
  /** What the viewer wants, by the identifier agreed with the MVPD, or as an MRSS document. */
  readonly resource: string
  /** For metrics by type of device, such as `Roku`; the device's info tells it better. */
  readonly deviceType?: string
  /** For promotional TempPass. */
  readonly genericData?: TemporaryAccessIdentity
  /** The format asked for, JSON unless given; either is understood. */
  readonly format?: "json" | "xml"
}

const failures = [
  AuthorizationDenied,
  AuthenticationRequired,
  TooManyResources,
  TemporaryAccessExhausted,
  IntegrationUnavailable,
  ConfigurationInvalid,
  PartnerUnavailable,
]

/** Without a code, only the message tells a viewer who must sign in from one who may not; HTML is no denial. */
const failure = (failure: Failure, body: unknown): AdobePassError | undefined => {
  const { code, endpoint, message, status } = failure
  if (typeof body === "string" && status >= 400 && status < 500 && status !== 401) {
    return new UnexpectedResponse({ ...failure, message: `${endpoint}: cannot understand the answer` })
  }
  return code === undefined && /^\s*user not authenticated\b/i.test(message)
    ? new AuthenticationRequired({ ...failure, reason: "profileMissing" })
    : undefined
}

// loaded with the first call: few apps still make it, and what reads XML would weigh on all
const answers = Effect.promise(() => import("../../domain/V1Authorization.js"))

/**
 * Decides whether the viewer may play, in REST API V1: `GET /api/v1/authorize`.
 *
 * Legacy: `RetrieveAuthorizationDecisions` replaces it. A denial fails with `AuthorizationDenied`, its `details` the
 * MVPD's words.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/legacy/rest-api-v1/apis/initiate-authorization
 */
export class InitiateAuthorization extends Context.Tag("effect-adobe-pass/InitiateAuthorization")<
  InitiateAuthorization,
  (
    request: Request,
  ) => Effect.Effect<
    V1Authorization,
    | AuthorizationDenied
    | AuthenticationRequired
    | TooManyResources
    | TemporaryAccessExhausted
    | IntegrationUnavailable
    | ConfigurationInvalid
    | PartnerUnavailable
    | CallFailure,
    Device
  >
>() {
  static readonly layer = Layer.effect(
    InitiateAuthorization,
    Effect.gen(function* () {
      const call = yield* Authorized
      const { serviceProvider } = yield* Integration

      return ({ format = "json", genericData, requestor = serviceProvider, ...request }) =>
        Effect.gen(function* () {
          const { identifier } = yield* Device
          const { V1AuthorizationResponse, V1Body } = yield* answers
          const { deviceId = Redacted.value(identifier), deviceType, resource } = request
          return yield* call({
            endpoint: "InitiateAuthorization",
            v1: true,
            method: "GET",
            path: "/api/v1/authorize",
            query: {
              requestor,
              deviceId,
              resource,
              deviceType,
              generic_data: typeof genericData === "object" ? JSON.stringify(genericData) : genericData,
            },
            secret: deviceId,
            sends: ["info"],
            accept: `application/${format}`,
            parse: Schema.decodeOption(V1Body),
            response: V1AuthorizationResponse,
            failures,
            failure,
          })
        })
    }),
  )
}
