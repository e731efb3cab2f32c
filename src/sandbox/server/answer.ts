/**
 * An answer that somebody makes up, in place of the service's.
 */
import * as Schema from "effect/Schema"
import type { Reply } from "../wire/exchange.js"
import { optional } from "../world/optional.js"

/** The two that say how a body is written are the sandbox's own. */
const isHeaderName = (name: string) =>
  /^[!#$%&'*+.^`|~\w-]+$/.test(name) && !/^(content-length|transfer-encoding)$/i.test(name)

const HeaderValue = Schema.String.pipe(
  Schema.pattern(/^[\t\x20-\x7e\x80-\xff]*$/, { message: () => "no header can have this value" }),
)

const Headers = Schema.Record({ key: Schema.String, value: HeaderValue }).pipe(
  Schema.filter((headers) =>
    Object.keys(headers)
      .filter((name) => !isHeaderName(name))
      .map((name) => ({ path: [name], message: "no header of this name can be set" })),
  ),
)

export const answerFields = {
  /** 200 unless given; of the fault `status` 500, and of `error` and `item-error` that of the code. */
  status: optional(Schema.Int.pipe(Schema.between(200, 599))),
  /** By name, beside a content type that follows from the body; `content-length` and `transfer-encoding` cannot be set. */
  headers: optional(Headers),
  /** A text as it is, anything else as JSON; none unless given. */
  body: optional(Schema.Unknown),
}

/** An answer of one's own: 200 without a body unless given. */
export const Answer = Schema.Struct(answerFields).annotations({ identifier: "Answer" })
export interface Answer extends Schema.Schema.Type<typeof Answer> {}

export const replyOf = ({ body, headers = {}, status = 200 }: Answer): Reply => {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  const type =
    body === undefined
      ? {}
      : { "content-type": `${typeof body === "string" ? "text/plain" : "application/json"};charset=UTF-8` }
  return {
    status,
    headers: { ...type, ...Object.fromEntries(given) },
    body: body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body),
  }
}
