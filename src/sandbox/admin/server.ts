/**
 * Serves the admin over HTTP.
 */
import * as HttpApiError from "@effect/platform/HttpApiError"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { Connection } from "../server/receiving.js"
import { AdminError } from "./AdminError.js"
import { remotes } from "./api.js"
import type { Remote } from "./command.js"
import { issuesOf, wordsOf } from "./issues.js"

const parse = Schema.decodeUnknown(Schema.parseJson())

/** How long a body may be: that of a state, with the most that a sandbox remembers. */
const STATE_LIMIT = 200 * 1024 * 1024

/** The fields of a request: of its query, its body and its path. */
const fieldsOf = ({ fieldsOf }: Remote) =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const query = yield* HttpServerRequest.ParsedSearchParams
    const params = yield* HttpRouter.params
    const text = (yield* (yield* Connection).bodyOf(request, STATE_LIMIT)) ?? ""
    const body = text === "" ? {} : yield* parse(text)
    const fields = Predicate.isRecord(body) ? body : fieldsOf(body)
    return Predicate.isRecord(fields) ? { ...query, ...fields, ...params } : fields
  })

const refused = <A, I>(schema: Schema.Schema<A, I>, error: A) =>
  Effect.map(Effect.orDie(Schema.encode(schema)(error)), (body) =>
    HttpServerResponse.unsafeJson(body, { status: 400 }),
  )

const answer = (remote: Remote) =>
  fieldsOf(remote).pipe(
    Effect.flatMap(remote.respond),
    Effect.catchTags({
      AdminError: (error) => refused(AdminError, error),
      ParseError: (error) =>
        refused(
          HttpApiError.HttpApiDecodeError,
          new HttpApiError.HttpApiDecodeError({
            issues: issuesOf(error),
            message: wordsOf(error),
          }),
        ),
    }),
  )

const router = HttpRouter.fromIterable(
  remotes.map((remote) => {
    const [method, path] = remote.http
    return HttpRouter.makeRoute(method, `/sandbox${path}`, answer(remote))
  }),
)

/** Answers everything under `/sandbox`. */
export const admin = Effect.catchTag(router, "RouteNotFound", () =>
  Effect.succeed(HttpServerResponse.empty({ status: 404 })),
)
