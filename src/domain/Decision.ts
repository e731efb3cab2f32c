/**
 * Whether a viewer may see a resource in the catalogue (preauthorization) or play it (authorization).
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-standard/entitlements/decisions
 */
import * as Schema from "effect/Schema"
import { EnhancedError } from "./EnhancedError.js"
import { lenient, lenientOr, lenientText, open } from "./Lenient.js"
import { MediaToken } from "./MediaToken.js"
import { Timestamp } from "./Timestamp.js"

/** One decision as Adobe sends it. */
export const DecisionItem = open(
  Schema.Struct({
    /** The resource as echoed, which may add blanks. */
    resource: Schema.String,
    authorized: Schema.Boolean,
    /** mvpd, degradation, temppass, dummy, or a newer word. */
    source: lenientOr(Schema.String, () => "mvpd"),
    mvpd: lenientText,
    serviceProvider: lenientText,
    token: lenient(MediaToken),
    error: lenient(EnhancedError),
    notBefore: lenient(Timestamp),
    notAfter: lenient(Timestamp),
  }),
)
export interface DecisionItem extends Schema.Schema.Type<typeof DecisionItem> {}

/** The answer of the two decision endpoints. */
export const DecisionsResponse = Schema.Struct({ decisions: Schema.Array(DecisionItem) })
export interface DecisionsResponse extends Schema.Schema.Type<typeof DecisionsResponse> {}

/** The viewer may. */
export interface Permit extends Omit<DecisionItem, "authorized" | "error" | "token"> {
  readonly _tag: "Permit"
}

/** The viewer may play, and the media token proves it. */
export interface PermitWithToken extends Permit {
  readonly token: MediaToken
}

/** The viewer may not, for the reason in `error`. */
export interface Deny<Error> extends Omit<DecisionItem, "authorized" | "error" | "token"> {
  readonly _tag: "Deny"
  readonly error: Error
}

/** Nobody answered for this resource: it is not gated by the MVPD, or asking failed with `error`. */
export interface Unanswered<Error> {
  readonly _tag: "Unanswered"
  readonly resource: string
  readonly error?: Error
}
