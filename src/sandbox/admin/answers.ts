/**
 * How a command's result goes over HTTP, and comes back out of it.
 */
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import type * as ParseResult from "effect/ParseResult"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

export interface Answer<in out A> {
  /** For the OpenAPI document. */
  readonly schema: Schema.Schema.Any
  readonly respond: (value: A) => Effect.Effect<HttpServerResponse.HttpServerResponse>
  /** The value of a body, which is parsed if it is JSON; undefined if the answer goes on and on. */
  readonly read: ((body: unknown) => Effect.Effect<A, ParseResult.ParseError>) | undefined
}

export const asJson = <A, I>(schema: Schema.Schema<A, I>): Answer<A> => {
  const encode = Schema.encode(schema)
  return {
    schema,
    respond: (value) => Effect.map(Effect.orDie(encode(value)), HttpServerResponse.unsafeJson),
    read: Schema.decodeUnknown(schema),
  }
}

/** The same for a value that is as large as it is plain: JSON as it stands, so that nothing is checked on the way out. */
export const asPlainJson = <A, I>(schema: Schema.Schema<A, I>): Answer<A> => ({
  ...asJson(schema),
  respond: (value) => Effect.succeed(HttpServerResponse.unsafeJson(value)),
})

/** The value as the only field of an object. */
export const asField = <Name extends string, A, I>(name: Name, schema: Schema.Schema<A, I>): Answer<A> => {
  const whole = Schema.Struct({ value: Schema.propertySignature(schema).pipe(Schema.fromKey(name)) })
  const { respond, read } = asJson(whole)
  return {
    schema: whole,
    respond: (value) => respond({ value }),
    read: (body) => Effect.map(read?.(body) ?? Effect.never, ({ value }) => value),
  }
}

/** No body. */
export const empty: Answer<void> = {
  schema: HttpApiSchema.NoContent,
  respond: () => Effect.succeed(HttpServerResponse.empty({ status: 204 })),
  read: () => Effect.void,
}

export const asText = (contentType: string): Answer<string> => ({
  schema: HttpApiSchema.Text({ contentType }),
  respond: (text) => Effect.succeed(HttpServerResponse.text(text, { contentType })),
  read: Schema.decodeUnknown(Schema.String),
})

/** Server-sent events of this name, with a comment at once and every 15 seconds that shows that the line is open. */
export const asEvents = <A extends { readonly id: number }>(event: string): Answer<Stream.Stream<A>> => ({
  schema: HttpApiSchema.Text({ contentType: "text/event-stream" }),
  respond: (values) => {
    const events = Stream.map(
      values,
      (value) => `id: ${value.id}\nevent: ${event}\ndata: ${JSON.stringify(value)}\n\n`,
    )
    const comments = Stream.concat(
      Stream.succeed(": open\n\n"),
      Stream.as(Stream.fromSchedule(Schedule.spaced("15 seconds")), ": still open\n\n"),
    )
    return Effect.succeed(
      HttpServerResponse.stream(Stream.encodeText(Stream.merge(events, comments)), {
        contentType: "text/event-stream",
        headers: { "cache-control": "no-store" },
      }),
    )
  },
  read: undefined,
})
