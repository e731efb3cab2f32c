/** What is checked of requests and options, and the error that says what is wrong with them. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { reason } from "../../domain/wire/Reason.js"
import { InvalidRequest } from "../../error/AdobePassError.js"

/** A function of the app's. */
export const callback = <F extends (...args: never) => unknown>(): Schema.optional<Schema.declare<F>> =>
  Schema.optional(required<F>())

/** A function that the app must give. */
export const required = <F extends (...args: never) => unknown>(): Schema.declare<F> =>
  Schema.declare((value): value is F => typeof value === "function", { description: "a function" })

/** A number that a test takes; `description` says which it takes. */
export const number = (
  description: string,
  isGood: (value: number) => boolean,
): Schema.filter<typeof Schema.Number> => Schema.Number.pipe(Schema.filter(isGood, { description }))

/** A number above zero, or none. */
export const Positive = Schema.optional(number("a positive number", (value) => value > 0))

/** An absolute URL of the web. */
export const Url = Schema.String.pipe(
  Schema.pattern(/^https?:\/\/[^\s/\\?#@]+([/\\?#]|$)/, {
    // fetch refuses those, in words that tell the password
    description: 'a URL such as "https://example.com", without credentials',
  }),
)

/** What TypeScript would have told, for those who do not use it. */
export const invalid = (parameter: string, expected: string): InvalidRequest =>
  new InvalidRequest({ parameter, message: `${parameter}: ${expected}` })

/** Checks values by a schema, and refuses names that it does not have; `whole` stands for the value itself. */
export const checker =
  <A, I>(schema: Schema.Schema<A, I>, whole: string) =>
  (value: unknown): Either.Either<A, InvalidRequest> =>
    Either.mapLeft(Schema.decodeUnknownEither(schema, { onExcessProperty: "error" })(value), (error) => {
      const { message, path } = reason(error.issue)
      return invalid(path.length === 0 ? whole : path.join("."), message)
    })

/** What is right, or the error thrown. */
export const orThrow = <A, E>(either: Either.Either<A, E>): A =>
  Either.getOrThrowWith(either, (error) => error)
