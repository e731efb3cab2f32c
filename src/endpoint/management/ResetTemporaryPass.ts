import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { managementRefusal } from "../../error/managementRefusal.js"
import { Endpoint } from "../../transport/Endpoint.js"
import { required } from "../../transport/Request.js"

/** Whose trial begins anew. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string | undefined
  /** The identifier of the TempPass, as in the configuration. */
  readonly mvpd: string
  /** The device's identifier, plain, or `all` for every device; the client's own device unless given. */
  readonly deviceId?: string | undefined
}

/**
 * Gives a device, or every device, a fresh TempPass, basic or promotional: `DELETE /reset-tempass/v3/reset`.
 *
 * Needs a software statement with the scope `temporary:passes:owner`; fails with `AccessTokenRejected` without it.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-premium/temporary-access/temp-pass-feature#reset-tempass-v3-reset
 */
export class ResetTemporaryPass extends Endpoint<ResetTemporaryPass>()("ResetTemporaryPass", {
  method: "DELETE",
  host: "managementBaseUrl",
  path: "/reset-tempass/v3/reset",
  serviceProviderAs: "requestor_id",
  sends: [],
  request:
    ({ deviceId, mvpd, serviceProvider }: Request) =>
    ({ device }) => ({
      serviceProvider,
      query: {
        mvpd_id: required(mvpd),
        device_id: deviceId ?? Redacted.value(device.identifier),
      },
    }),
  response: Schema.Undefined,
  failures: [],
  failure: managementRefusal,
}) {}
