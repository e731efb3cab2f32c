import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { LoggedExchange, mask, RequestLog } from "../../server/requestLog.js"
import { asEvents, asJson, empty } from "../answers.js"
import { command, plain, stream } from "../command.js"
import { RequestFilter } from "../payloads.js"

const wanted =
  ({ endpoint }: RequestFilter) =>
  (entry: LoggedExchange) =>
    endpoint === undefined || entry.endpoint === endpoint

const shown = ({ secrets }: RequestFilter) => (secrets === true ? (entry: LoggedExchange) => entry : mask)

/** The request log, the newest last; secrets are masked unless asked for. */
export const requests = command({
  summary: "The request log, the newest last; secrets masked unless asked for",
  http: ["GET", "/requests"],
  takes: RequestFilter,
  answer: asJson(Schema.Array(LoggedExchange)),
  run: (filter) =>
    Effect.flatMap(RequestLog, ({ entries }) =>
      Effect.map(entries, (all) => all.filter(wanted(filter)).map(shown(filter))),
    ),
})

/** Empties the request log. */
export const clearRequests = plain({
  summary: "Empty the request log",
  http: ["DELETE", "/requests"],
  answer: empty,
  run: Effect.flatMap(RequestLog, ({ clear }) => clear),
})

/** Every exchange from now on. */
export const requestStream = stream({
  summary: "Every exchange from now on, as server-sent events named `exchange`",
  http: ["GET", "/requests/stream"],
  takes: RequestFilter,
  answer: asEvents<LoggedExchange>("exchange"),
  run: (filter) =>
    Effect.map(RequestLog, (log) =>
      log.stream.pipe(Stream.filter(wanted(filter)), Stream.map(shown(filter))),
    ),
})
