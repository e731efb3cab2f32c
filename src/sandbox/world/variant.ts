/**
 * Where the reference's table, its samples and the OpenAPI document differ, which of them is served.
 */
import * as Schema from "effect/Schema"

/** Which of the shapes are served, where the reference has several. */
export const Variant = Schema.Struct({
  /** The shape of the configuration (default `sample`). */
  configuration: Schema.Literal("sample", "table", "openapi"),
  /** Timestamps: as the reference's samples have them (sessions as strings, the rest as numbers), or all alike. */
  timestamps: Schema.Literal("sample", "numbers", "strings"),
  /** The device's address in session information: the samples' string or OpenAPI's object. */
  ipAddress: Schema.Literal("string", "object"),
  /** What the missing or existing domain parameter is called. */
  domain: Schema.Literal("domain", "domainName"),
  /** Whether URLs that the service gives to follow carry its origin. */
  url: Schema.Literal("relative", "absolute"),
  /** Whether decisions echo a resource with a trailing blank: as the MVPD does, always or never. */
  echo: Schema.Literal("mvpd", "trailing-blank", "exact"),
  /** Whether enhanced errors carry a trace; the samples of TempPass and degradation leave it out. */
  trace: Schema.Boolean,
  /** Whether V1 answers with enhanced errors; they are off unless an integration asked for them. */
  v1Errors: Schema.Literal("plain", "enhanced"),
  /** The format of V1's answers: as the Accept header asks, or one of them whatever it says. */
  v1Format: Schema.Literal("accept", "json", "xml"),
  /** How V1's plain errors give their status. */
  v1Status: Schema.Literal("number", "string"),
}).annotations({ identifier: "Variant" })
export interface Variant extends Schema.Schema.Type<typeof Variant> {}

/** What is served unless something else is asked for. */
export const reference: Variant = {
  configuration: "sample",
  timestamps: "sample",
  ipAddress: "string",
  domain: "domain",
  url: "relative",
  echo: "mvpd",
  trace: true,
  v1Errors: "plain",
  v1Format: "accept",
  v1Status: "number",
}
