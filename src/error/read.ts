/** From what the wire gave to the error it means. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { EnhancedError } from "../domain/EnhancedError.js"
import type { DecisionError } from "./AdobePassError.js"
import type { Failure } from "./codes.js"
import { fromFailure } from "./codes.js"

/** The fields of a failure; `status` is that of the HTTP answer, used where the error names none. */
export const toFailure = (endpoint: string, error: EnhancedError, status: number): Failure => {
  const known = { ...error, endpoint, status: Number.isInteger(error.status) ? Number(error.status) : status }
  return { ...known, message: error.message ?? `${endpoint} failed with ${error.code ?? known.status}` }
}

/** The error inside one decision. */
export const fromDecision = (endpoint: string, error: EnhancedError): DecisionError =>
  fromFailure(toFailure(endpoint, error, 403))

const decodeError = Schema.decodeUnknownEither(EnhancedError)
const Wrapped = Schema.Struct({ error: EnhancedError })
const decodeWrapped = Schema.decodeUnknownEither(Wrapped)

/** An enhanced error at the top of a body, bare or inside `error`; empty when the body is neither. */
export const fromBody = (body: unknown): EnhancedError =>
  decodeWrapped(body).pipe(
    Either.map(({ error }) => error),
    Either.orElse(() => decodeError(body)),
    Either.getOrElse(() => ({})),
  )

const secret = /("[^"]*(?:token|secret|saml|request|identi|statement|userid|value)[^"]*"\s*:\s*)"[^"]*"?/gi
const opaque = /[\w+/=.~%-]{20,}/g

/** The start of a body, fit for a log: what may be a secret is struck out. */
export const excerpt = (body: string): string =>
  body.slice(0, 2000).replace(secret, '$1"***"').replace(opaque, "***").slice(0, 200)
