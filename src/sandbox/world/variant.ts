/**
 * Where the reference's table, its samples and the OpenAPI document differ, which of them is served.
 */
import * as Schema from "effect/Schema"

/** Which of the shapes are served, where the reference has several. */
export const Variant = Schema.Struct({
  /** The shape of the configuration. */
  configuration: Schema.Literal("sample", "table", "openapi"),
  /** Timestamps: as the reference's samples have them (sessions as strings, the rest as numbers), or all alike. */
  timestamps: Schema.Literal("sample", "numbers", "strings"),
  /** The device's address in session information: the samples' string or OpenAPI's object. */
  ipAddress: Schema.Literal("string", "object"),
  /** What the missing or existing domain parameter is called. */
  domain: Schema.Literal("domain", "domainName"),
  /**
   * Which `domainName` and `redirectUrl` a session takes: a domain of the service provider and a URL that can be opened, or
   * whatever is given, as the service did before 2026.
   */
  parameters: Schema.Literal("strict", "lenient"),
  /** Whether URLs that the service gives to follow carry its origin. */
  url: Schema.Literal("relative", "absolute"),
  /** Whether decisions echo a resource with a trailing blank: as the MVPD does, always or never. */
  echo: Schema.Literal("mvpd", "trailing-blank", "exact"),
  /** The element of media tokens: as public ones have it, or as the SDKs' pages call it. */
  mediaToken: Schema.Literal("authToken", "shortAuthorizationToken"),
  /** What a text that no header can hold does, in a denial or as a device's identifier: nothing, or a 500 as it was once. */
  headerTexts: Schema.Literal("any", "fault"),
  /** The answer to an access token that expired: the published error, or OAuth's as it was once. */
  expiredToken: Schema.Literal("enhanced", "oauth"),
  /** The answer to more resources than the MVPD allows: the published error, or no decisions as it was once. */
  tooManyResources: Schema.Literal("error", "empty"),
  /** How user metadata is encrypted, which the reference leaves open: RSA-OAEP, or what Java does unless told. */
  metadataPadding: Schema.Literal("oaep", "pkcs1"),
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
  parameters: "strict",
  url: "relative",
  echo: "mvpd",
  mediaToken: "authToken",
  headerTexts: "any",
  expiredToken: "enhanced",
  tooManyResources: "error",
  metadataPadding: "oaep",
  trace: true,
  v1Errors: "plain",
  v1Format: "accept",
  v1Status: "number",
}
