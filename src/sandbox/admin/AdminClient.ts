/**
 * The admin of a sandbox that runs elsewhere, over HTTP: the same methods as `Admin`.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import type { Admin } from "./Admin.js"
import { AdminError } from "./AdminError.js"
import { documents, pathFields } from "./api.js"
import type { Remote } from "./command.js"
import { commands } from "./commands/index.js"

/** The sandbox's admin could not be reached, or did not answer as one does. */
export class Unreachable extends Schema.TaggedError<Unreachable>()("Unreachable", {
  message: Schema.String,
}) {}

export type Failure = AdminError | Unreachable

type Reached<Member> =
  Member extends Effect.Effect<infer A, unknown>
    ? Effect.Effect<A, Failure>
    : Member extends (...args: infer Args) => Effect.Effect<infer A, unknown>
      ? (...args: Args) => Effect.Effect<A, Failure>
      : never

type Members = { readonly [Name in Exclude<keyof Admin, "requestStream">]: Reached<Admin[Name]> }

/** `Admin` over HTTP, without the stream of exchanges. */
export interface AdminClient extends Members {}

const unreachable = (why: string) => new Unreachable({ message: `the sandbox's admin: ${why}` })

const parse = Schema.decodeUnknown(Schema.parseJson())
const refusalIn = Schema.decodeUnknownOption(Schema.Struct({ message: Schema.String }))

const send = <A>(
  client: HttpClient.HttpClient,
  baseUrl: string,
  { encode, http, read }: Remote<A>,
  given?: unknown,
): Effect.Effect<A, Failure> =>
  Effect.gen(function* () {
    const [method, path] = http
    const fields = yield* encode(given)
    const all: Readonly<Record<string, unknown>> = Predicate.isRecord(fields) ? fields : {}
    const inPath = pathFields(path)
    const target = inPath.reduce(
      (path, name) => path.replace(`:${name}`, encodeURIComponent(String(all[name]))),
      `${baseUrl}/sandbox${path}`,
    )
    const rest = Record.filter(all, (_, name) => !inPath.includes(name))
    const request = HttpClientRequest.make(method)(target)
    const response = yield* client.execute(
      method === "GET" || method === "DELETE"
        ? HttpClientRequest.setUrlParams(request, Record.map(rest, String))
        : HttpClientRequest.bodyUnsafeJson(request, rest),
    )
    const text = yield* response.text
    const isJson = response.headers["content-type"]?.includes("json") === true
    const body = text === "" ? undefined : isJson ? yield* parse(text) : text
    if (response.status === 400) {
      const { message } = Option.getOrElse(refusalIn(body), () => ({ message: text }))
      return yield* new AdminError({ message })
    }
    return response.status >= 200 && response.status < 300 && read !== undefined
      ? yield* read(body)
      : yield* unreachable(`${method} ${path} was answered ${response.status}`)
  }).pipe(
    Effect.mapError((error) =>
      error._tag === "AdminError" || error._tag === "Unreachable" ? error : unreachable(error._tag),
    ),
  )

/** A sandbox that runs elsewhere. */
export interface RemoteSandbox {
  readonly baseUrl: string
  /** For an application of all its service providers. */
  readonly softwareStatement: string
  readonly admin: AdminClient
}

/** The sandbox at this URL, which is asked for its statement. */
export const connect = (baseUrl: string): Effect.Effect<RemoteSandbox, Failure, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const client = yield* HttpClient.HttpClient
    const softwareStatement = yield* send(client, baseUrl, documents.softwareStatement.remote)
    return { baseUrl, softwareStatement, admin: clientOf(client, baseUrl) }
  })

function clientOf(client: HttpClient.HttpClient, baseUrl: string): AdminClient
function clientOf(client: HttpClient.HttpClient, baseUrl: string): unknown {
  return Record.map(commands, ({ call, remote }) =>
    Effect.isEffect(call)
      ? send<unknown>(client, baseUrl, remote)
      : (given?: unknown) => send<unknown>(client, baseUrl, remote, given),
  )
}
