/**
 * The error body that Adobe calls "enhanced": at the top of an answer or inside one decision, complete or in parts.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-standard/error-reporting/enhanced-error-codes
 */
import * as Schema from "effect/Schema"
import { optionalText } from "./HeaderText.js"

/** Any field may be missing. */
export interface EnhancedError {
  readonly code?: string
  readonly action?: string
  readonly status?: number
  readonly message?: string
  readonly details?: string
  readonly helpUrl?: string
  readonly trace?: string
}

/** The fields that every failure of this library has, as far as the wire gave them. */
export const failureFields = {
  /** What happened, for a developer or, where Adobe or the MVPD wrote it, for the viewer. */
  message: Schema.String,
  /** The endpoint that was called, by the name of its service. */
  endpoint: optionalText,
  /** The published or unpublished error code. */
  code: optionalText,
  /** none, configuration, application-registration, authentication, authorization, retry, or a newer word. */
  action: optionalText,
  /** The status inside the error where there is one, else that of the HTTP answer. */
  status: Schema.optionalWith(Schema.Number, { exact: true }),
  /** The MVPD's own words for the viewer, kept to the letter. */
  details: optionalText,
  /** A page of Adobe's about the error. */
  helpUrl: optionalText,
  /** The identifier Adobe's support asks for. */
  trace: optionalText,
  /** Whether the same request may succeed when sent again. */
  retryable: Schema.optionalWith(Schema.Boolean, { default: () => false }),
} as const

/** A failure with no field of its own. */
export const Failure = Schema.Struct(failureFields)
