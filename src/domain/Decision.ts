/**
 * Whether a viewer may see a resource in the catalogue (preauthorization) or play it (authorization).
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-standard/entitlements/decisions
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Read } from "./wire/Lenient.js"
import {
  keepUnknownFields,
  lacks,
  lenient,
  lenientFlag,
  lenientOr,
  lenientText,
  listOf,
  readAs,
  struct,
  Text,
} from "./wire/Lenient.js"
import { MediaToken } from "./MediaToken.js"
import { Moment, Until } from "./wire/Timestamp.js"

const Item = keepUnknownFields({
  /** The resource as echoed, which may add blanks. */
  resource: Text,
  authorized: lenientFlag,
  /** mvpd, degradation, temppass, dummy, or a newer word. */
  source: lenientOr(Schema.String, () => "mvpd"),
  mvpd: lenientText,
  serviceProvider: lenientText,
  token: lenient(MediaToken),
  /** Why not, in any of the forms that errors come in. */
  error: lenient(Schema.Unknown),
  /** Other spellings: a list, or the fields of the error beside the others. */
  errors: lenient(Schema.Unknown),
  code: lenientText,
  notBefore: lenient(Moment),
  notAfter: lenient(Until),
})

/** One decision as Adobe sends it. */
export interface DecisionItem extends Omit<Schema.Schema.Type<typeof Item>, "code" | "errors"> {
  readonly authorized: boolean
}

const Decision = readAs(Item, ({ code, errors, ...item }): Read<DecisionItem> => {
  const error = item.error ?? errors ?? (code === undefined ? undefined : { ...item, code })
  // an error alone says no
  const { authorized = error === undefined ? undefined : false } = item
  return authorized === undefined
    ? lacks(item, "authorized")
    : Either.right({ ...item, authorized, ...(error !== undefined && { error }) })
})

/** The answer of the two decision endpoints. */
export interface DecisionsResponse {
  readonly decisions: ReadonlyArray<DecisionItem>
}

export const DecisionsResponse: Schema.Schema<DecisionsResponse, unknown> = struct({
  decisions: listOf(Decision),
})

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

/** There is no decision on this resource: the MVPD does not gate it, or asking failed with `error`. */
export interface Unanswered<Error> {
  readonly _tag: "Unanswered"
  readonly resource: string
  readonly error?: Error
}
