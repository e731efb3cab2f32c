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
import { didYouMean } from "../world/nearest.js"
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

const refused = <A, I>(schema: Schema.Schema<A, I>, error: A, status = 400) =>
  Effect.map(Effect.orDie(Schema.encode(schema)(error)), (body) =>
    HttpServerResponse.unsafeJson(body, { status }),
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

/** The path of a remote, with what was typed in place of its fields. */
const pathLike = ({ http: [, path] }: Remote, typed: ReadonlyArray<string>) =>
  `/sandbox${path}`
    .split("/")
    .map((segment, at) => (segment.startsWith(":") ? (typed[at] ?? segment) : segment))
    .join("/")

/** Tells of a path that there is not, or not with this method, what was probably meant. */
const notFound = Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ method, url }) => {
  const [path = ""] = url.split("?")
  const known = remotes.map((remote) => ({ path: pathLike(remote, path.split("/")), method: remote.http[0] }))
  const methods = known.filter((one) => one.path === path).map((one) => one.method)
  const what =
    methods.length > 0
      ? `${path} takes ${methods.join(" or ")}, not ${method}.`
      : `There is no ${path}. ${didYouMean(
          path,
          known.map((one) => one.path),
        )}`
  const message = `${what.trim()} /sandbox/openapi.json lists what there is.`
  return refused(AdminError, new AdminError({ message }), 404)
})

/** Answers everything under `/sandbox`. */
export const admin = Effect.catchTag(router, "RouteNotFound", () => notFound)
