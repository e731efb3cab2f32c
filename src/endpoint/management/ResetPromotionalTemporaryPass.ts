import * as Schema from "effect/Schema"
import { managementRefusal } from "../../error/managementRefusal.js"
import { Endpoint } from "../../transport/Endpoint.js"
import { required } from "../../transport/Request.js"

/** Whose trial begins anew. */
export interface Request {
  /** The client's own unless given. */
  readonly serviceProvider?: string | undefined
  /** The identifier of the promotional TempPass, as in the configuration. */
  readonly mvpd: string
  /** The hash by which the viewer was named, such as that of an e-mail address, or `all` for every viewer. */
  readonly key: string
}

/**
 * Gives a viewer, or every viewer, a fresh promotional TempPass: `DELETE /reset-tempass/v3/reset/generic`.
 *
 * Needs a software statement with the scope `temporary:passes:owner`; fails with `AccessTokenRejected` without it.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-premium/temporary-access/temp-pass-feature#reset-tempass-v3-reset-generic
 */
export class ResetPromotionalTemporaryPass extends Endpoint<ResetPromotionalTemporaryPass>()(
  "ResetPromotionalTemporaryPass",
  {
    method: "DELETE",
    host: "managementBaseUrl",
    path: "/reset-tempass/v3/reset/generic",
    serviceProviderAs: "requestor_id",
    sends: [],
    request: ({ key, mvpd, serviceProvider }: Request) => ({
      serviceProvider,
      query: { mvpd_id: required(mvpd), key: required(key) },
    }),
    response: Schema.Undefined,
    failures: [],
    failure: managementRefusal,
  },
) {}
