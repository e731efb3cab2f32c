/**
 * What a partner's single sign-on framework (Apple) says about permission and provider.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/appendix/headers/rest-api-v2-appendix-headers-ap-partner-framework-status
 */
import * as Schema from "effect/Schema"
import { TimestampString } from "../wire/Timestamp.js"

/** Null is what bridges from native code make of nothing. */
const optional = <S extends Schema.Schema.All>(schema: S) => Schema.optionalWith(schema, { nullable: true })

const error = optional(Schema.Struct({ code: Schema.String, message: Schema.String }))

/** Sent with each call while partner single sign-on is in use; a framework that knows no provider leaves `id` out. */
export const PartnerStatus = Schema.Struct({
  frameworkPermissionInfo: Schema.Struct({
    accessStatus: Schema.Literal("granted", "denied", "restricted", "notDetermined"),
    error,
  }),
  frameworkProviderInfo: Schema.Struct({
    /** The MVPD by the platform's `mappingId`. */
    id: optional(Schema.String),
    /** When the login at the partner expires. */
    expirationDate: optional(TimestampString),
    error,
  }),
})
export interface PartnerStatus extends Schema.Schema.Type<typeof PartnerStatus> {}
