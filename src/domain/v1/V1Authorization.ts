/**
 * What REST API V1 answers to `authorize`, as JSON or as XML.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/legacy/rest-api-v1/apis/initiate-authorization
 */
import type * as Schema from "effect/Schema"
import { lenient, lenientText, struct, Text } from "../wire/Lenient.js"
import { Until } from "../wire/Timestamp.js"

const Permit = struct({
  resource: Text,
  mvpd: lenientText,
  requestor: lenientText,
  expires: lenient(Until),
  /** The MVPD behind `mvpd`, where that is a proxy. */
  proxyMvpd: lenientText,
})

/** The viewer may play `resource` until `expires`. */
export interface V1Authorization extends Schema.Schema.Type<typeof Permit> {}
export const V1Authorization: Schema.Schema<V1Authorization, unknown> = Permit
