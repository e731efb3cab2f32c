/**
 * The error body that Adobe calls "enhanced": at the top of an answer or inside one decision, complete or in parts.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-standard/error-reporting/enhanced-error-codes
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { lenient, optionalText } from "./Lenient.js"

/** The JSON of what is no text; nothing where it is nested too deep to be written. */
const written = Option.liftThrowable((value: unknown) => JSON.stringify(value) ?? "")

/** Anything but null, which {@link lenient} takes for absent. */
const Given = Schema.Unknown.pipe(Schema.filter((value) => value !== null))

const Text = Schema.transform(Given, Schema.String, {
  strict: true,
  decode: (value) => (typeof value === "string" ? value : Option.getOrElse(written(value), () => "")),
  encode: (text) => text,
})

const text = lenient(Text)

const Status = Schema.transform(Given, Schema.Number, {
  strict: true,
  decode: (value) => (typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN),
  encode: (status) => status,
})

/** Read tolerantly: any field may be missing or null, `status` may be a string, a text may be anything. */
export const EnhancedError = Schema.Struct({
  code: text,
  action: text,
  status: lenient(Status),
  message: text,
  details: text,
  helpUrl: text,
  trace: text,
})
export interface EnhancedError extends Schema.Schema.Type<typeof EnhancedError> {}

/** The fields every failure of this library has, as far as the wire gave them. */
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
  helpUrl: optionalText,
  /** The identifier Adobe's support asks for. */
  trace: optionalText,
  /** Whether the same request may succeed when sent again. */
  retryable: Schema.optionalWith(Schema.Boolean, { default: () => false }),
} as const
