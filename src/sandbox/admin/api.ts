/**
 * The admin over HTTP, under `/sandbox`: every command, for any language, and what an application or a page fetches
 * beside them. The server and its OpenAPI document are derived from what is declared.
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import type * as HttpApiError from "@effect/platform/HttpApiError"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import { logo as draw } from "../wire/html.js"
import { World } from "../world/World.js"
import { AdminError } from "./AdminError.js"
import { asField, asJson, asText } from "./answers.js"
import type { Remote } from "./command.js"
import { command, plain } from "./command.js"
import { groups } from "./commands/index.js"

export const documents = {
  softwareStatement: plain({
    summary: "The statement to register with, for all service providers of this sandbox",
    http: ["GET", "/software-statement"],
    answer: asField("softwareStatement", Schema.String),
    run: Effect.map(World, ({ softwareStatement }) => softwareStatement),
  }),
  openapi: plain({
    summary: "The OpenAPI document of these calls",
    http: ["GET", "/openapi.json"],
    answer: asJson(Schema.Unknown),
    run: Effect.sync((): unknown => OpenApi.fromApi(api)),
  }),
  logo: command({
    summary: "The logo of an MVPD, by its id and .svg",
    http: ["GET", "/logos/:file"],
    takes: Schema.Struct({ file: Schema.String }),
    answer: asText("image/svg+xml"),
    run: ({ file }) =>
      Effect.map(World, ({ state }) => {
        const id = file.replace(/\.svg$/, "")
        return draw(state.mvpds.get(id)?.displayName ?? id)
      }),
  }),
}

/** The names of the fields in a path. */
export const pathFields = (path: string): ReadonlyArray<string> =>
  [...path.matchAll(/:(\w+)/g)].flatMap(([, name]) => name ?? [])

type Api = HttpApi.HttpApi<
  "sandbox",
  HttpApiGroup.HttpApiGroup.Any,
  AdminError | HttpApiError.HttpApiDecodeError
>

const endpointOf = (name: string, { answers, http, summary, takes }: Remote) => {
  const [method, path] = http
  const inPath = pathFields(path)
  const given = inPath.length === 0 ? takes : Schema.make<unknown>(AST.omit(takes.ast, inPath))
  const endpoint = HttpApiEndpoint.make(method)(name, path)
    .setPath(Schema.make<Readonly<Record<string, string>>>(AST.pick(takes.ast, inPath)))
    .addSuccess(answers)
    .annotateContext(OpenApi.annotations({ summary }))
  return AST.getPropertySignatures(given.ast).length === 0 ? endpoint : endpoint.setPayload(given)
}

const groupOf = (name: string, commands: Readonly<Record<string, { readonly remote: Remote }>>) =>
  Object.entries(commands).reduce<
    HttpApiGroup.HttpApiGroup<string, HttpApiEndpoint.HttpApiEndpoint.Any, never>
  >((group, [command, { remote }]) => group.add(endpointOf(command, remote)), HttpApiGroup.make(name))

const everything = { ...groups, documents }

export const remotes: ReadonlyArray<Remote> = Object.values(everything).flatMap((group) =>
  Object.values<{ readonly remote: Remote }>(group).map(({ remote }) => remote),
)

const api: Api = Object.entries(everything)
  .reduce<Api>(
    (api, [name, commands]) => api.add(groupOf(name, commands)),
    HttpApi.make("sandbox").addError(AdminError),
  )
  .prefix("/sandbox")
  .annotate(OpenApi.Title, "The sandbox's admin")
  .annotate(OpenApi.Version, "1")
  .annotate(OpenApi.Description, "Looks into an emulated Adobe Pass service and steers it.")
