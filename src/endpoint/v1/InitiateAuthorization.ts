import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { TemporaryAccessIdentity } from "../../domain/TemporaryAccess.js"
import { V1Authorization } from "../../domain/v1/V1Authorization.js"
import { decisionFailures } from "../../error/decision.js"
import { v1Refusal } from "../../error/v1Refusal.js"
import { Endpoint } from "../../transport/Endpoint.js"

/** Who wants to play what. */
export interface Request {
  /** The client's service provider unless given. */
  readonly requestor?: string | undefined
  /** The device's identifier unless given, plain. */
  readonly deviceId?: string | undefined
  /** What the viewer wants, by the identifier agreed with the MVPD, or as an MRSS document. */
  readonly resource: string
  /** For metrics by type of device, such as `Roku`; the device's info tells it better. */
  readonly deviceType?: string | undefined
  /** For promotional TempPass. */
  readonly genericData?: TemporaryAccessIdentity | undefined
  /** The format asked for, JSON unless given; either is understood. */
  readonly format?: "json" | "xml" | undefined
}

// loaded with the first call: few apps still make it, and what reads XML would weigh on all
const parse = Effect.map(
  Effect.promise(() => import("../../domain/v1/V1Body.js")),
  ({ V1Body }) => Schema.decodeOption(V1Body),
)

/**
 * Decides whether the viewer may play, in REST API V1: `GET /api/v1/authorize`.
 *
 * Legacy: `RetrieveAuthorizationDecisions` replaces it. A denial fails with `AuthorizationDenied`, its `details` the
 * MVPD's words.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/legacy/rest-api-v1/apis/initiate-authorization
 */
export class InitiateAuthorization extends Endpoint<InitiateAuthorization>()("InitiateAuthorization", {
  method: "GET",
  host: "v1BaseUrl",
  path: "/api/v1/authorize",
  serviceProviderAs: "requestor",
  sends: ["info"],
  request:
    ({ deviceId, deviceType, format = "json", genericData, requestor, resource }: Request) =>
    ({ device }) => ({
      serviceProvider: requestor,
      query: {
        deviceId: deviceId ?? Redacted.value(device.identifier),
        resource,
        deviceType,
        generic_data: typeof genericData === "object" ? JSON.stringify(genericData) : genericData,
      },
      accept: `application/${format}`,
    }),
  parse,
  response: V1Authorization,
  failures: decisionFailures,
  failure: v1Refusal,
}) {}
