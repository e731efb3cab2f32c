/**
 * Why a media token is refused. `outcome` is what Adobe's Java verifier calls it, where that has a word for it. None of
 * them carries the token.
 */
import * as Schema from "effect/Schema"

/** This text is no media token, or one in a format that is newer than this library. */
export class InvalidTokenFormat extends Schema.TaggedError<InvalidTokenFormat>()("InvalidTokenFormat", {
  message: Schema.String,
}) {
  readonly outcome = "INVALID_TOKEN_FORMAT"
}

/** Adobe did not sign this token, or it was changed since. */
export class InvalidSignature extends Schema.TaggedError<InvalidSignature>()("InvalidSignature", {
  message: Schema.String,
}) {
  readonly outcome = "INVALID_SIGNATURE"
}

/** The token is older than it may become, or was issued that long after now. */
export class TokenExpired extends Schema.TaggedError<TokenExpired>()("TokenExpired", {
  message: Schema.String,
  issuedAt: Schema.DateTimeUtcFromNumber,
  expiresAt: Schema.DateTimeUtcFromNumber,
}) {
  readonly outcome = "TOKEN_EXPIRED"
}

/** The token is for another `resource`. */
export class InvalidResourceId extends Schema.TaggedError<InvalidResourceId>()("InvalidResourceId", {
  message: Schema.String,
  /** What the token is for. */
  resource: Schema.String,
}) {
  readonly outcome = "INVALID_RESOURCE_ID"
}

/** The platform could not verify anything, for lack of WebCrypto. */
export class ErrorUnknown extends Schema.TaggedError<ErrorUnknown>()("ErrorUnknown", {
  message: Schema.String,
}) {
  readonly outcome = "ERROR_UNKNOWN"
}

/** The token is for another `serviceProvider`. */
export class InvalidServiceProvider extends Schema.TaggedError<InvalidServiceProvider>()(
  "InvalidServiceProvider",
  {
    message: Schema.String,
    /** Whom the token was issued for. */
    serviceProvider: Schema.String,
  },
) {}

/** The token was used before. */
export class TokenUsed extends Schema.TaggedError<TokenUsed>()("TokenUsed", { message: Schema.String }) {}

/** Every way a media token can be refused. */
export type MediaTokenRefused =
  | InvalidTokenFormat
  | InvalidSignature
  | TokenExpired
  | InvalidResourceId
  | ErrorUnknown
  | InvalidServiceProvider
  | TokenUsed
