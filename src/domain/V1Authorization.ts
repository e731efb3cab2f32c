/**
 * What REST API V1 answers to `authorize`, as JSON or as XML.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/legacy/rest-api-v1/apis/initiate-authorization
 */
import * as Schema from "effect/Schema"
import { lenientText } from "./Lenient.js"
import { TimestampString } from "./Timestamp.js"

/** The viewer may play `resource` until `expires`. */
export const V1Authorization = Schema.Struct({
  mvpd: Schema.String,
  resource: Schema.String,
  requestor: Schema.String,
  expires: TimestampString,
  /** The MVPD behind `mvpd`, where that is a proxy. */
  proxyMvpd: lenientText,
})
export interface V1Authorization extends Schema.Schema.Type<typeof V1Authorization> {}
