/**
 * The tables of `docs/guides/sandbox-http.md`, each made of what the sandbox declares: its calls, the kinds of fault, and
 * the fields of what goes in and comes out. In the page each is between `<!-- table: NAME -->` and `<!-- end -->`.
 */
import * as Fs from "node:fs"
import * as Path from "node:path"
import ts from "typescript"
import { fieldComments, sandboxSchema } from "../../scripts/schema.js"
import { startSandbox } from "../../src/sandbox/index.js"
import { FaultKind, settingsOf } from "../../src/sandbox/server/faultKinds.js"
import { reference } from "../../src/sandbox/world/variant.js"
import { root } from "../../scripts/bundles.js"

interface Node {
  readonly $ref?: string
  readonly additionalProperties?: boolean | Node
  readonly anyOf?: ReadonlyArray<Node>
  readonly description?: string
  readonly enum?: ReadonlyArray<unknown>
  readonly items?: Node
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: ReadonlyArray<string>
  readonly type?: string
}

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: ReadonlyArray<{ readonly in: string; readonly name: string; readonly schema: Node }>
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Node }>> }
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Node }>> }>
  >
}

/** Schemas that the page has a table of; the others are told by their type. */
const told: ReadonlySet<string> = new Set([
  "Account",
  "Bucket",
  "Channel",
  "Degradation",
  "Fault",
  "LoggedExchange",
  "MediaTokenVerdict",
  "Mvpd",
  "PlatformBoarding",
  "Program",
  "ServiceProvider",
  "TempPass",
  "Throttle",
  "Variant",
])

const words: Readonly<Record<string, string>> = {
  Rating: "`TV-Y`, `TV-Y7`, `TV-G`, `TV-PG`, `TV-14`, `TV-MA`, `G`, `PG`, `PG-13`, `R` or `NC-17`",
  EndpointName: "an endpoint",
  ErrorCode: "an error code",
  NonEmptyString: "string",
  NonNegative: "number",
  Int: "whole number",
  NumberFromString: "number",
  PendingFault: "[Fault](#fault) with its `id` and how many times are `left`",
  Snapshot: "a state",
  Span: "span",
}

const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf("/") + 1)
const linked = (name: string) => `[${name}](#${name.toLowerCase()})`
const cell = (text: string) => text.replaceAll("|", String.raw`\|`)

/** What a value is, in a word or two. */
const typeOf = (node: Node): string => {
  if (node.$ref !== undefined) {
    const name = nameOf(node.$ref)
    return told.has(name) ? linked(name) : (words[name] ?? name)
  }
  if ((node.enum?.length ?? 0) > 10) return "one of [the kinds](#faults)"
  if (node.enum !== undefined) return node.enum.map((one) => `\`${String(one)}\``).join(" or ")
  if (node.anyOf !== undefined) return node.anyOf.map(typeOf).join(" or ")
  if (node.items !== undefined) return `list of ${typeOf(node.items)}`
  if (typeof node.additionalProperties === "object") return "strings by name"
  if (node.properties !== undefined) return fieldsIn(node)
  return node.type ?? "anything"
}

/** Schemas any part of which may be given, by a field that only they have. */
const partial: Readonly<Record<string, string>> = {
  burst: "Throttle",
  misconfigured: "TempPass",
  v1Status: "Variant",
}

/** The fields of an object that has no name. */
const fieldsIn = ({ properties = {}, required = [] }: Node): string => {
  const [whole] = Object.keys(properties).flatMap((name) => partial[name] ?? [])
  if (whole !== undefined)
    return `${"enabled" in properties ? "`enabled?` boolean, " : ""}any of ${linked(whole)}`
  return Object.entries(properties)
    .map(([name, node]) => {
      const type = typeOf(node)
      return `\`${name}${required.includes(name) ? "" : "?"}\`${type === "string" ? "" : ` ${type}`}`
    })
    .join(", ")
}

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "-"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n")

const fieldsTable = (
  name: string,
  { properties = {}, required = [] }: Node,
  comments: ReturnType<typeof fieldComments>,
  defaults: Readonly<Record<string, unknown>> = {},
): string =>
  table(
    ["field", "type", "what it is"],
    Object.entries(properties).map(([field, node]) => [
      `\`${field}${required.includes(field) ? "" : "?"}\``,
      typeOf(node),
      [
        comments(name, field) ?? node.description ?? "",
        field in defaults ? `Default \`${String(defaults[field])}\`.` : "",
      ]
        .filter((text) => text !== "")
        .join(" "),
    ]),
  )

/** Each kind of fault with the comment above its declaration. */
const faultKinds = (): ReadonlyArray<readonly [name: string, about: string]> => {
  const text = Fs.readFileSync(Path.join(root, "src/sandbox/server/faultKinds.ts"), "utf8")
  const source = ts.createSourceFile("faultKinds.ts", text, ts.ScriptTarget.ES2022, true)
  const found: Array<readonly [string, string]> = []
  const visit = (node: ts.Node): void => {
    const [first] =
      ts.isCallExpression(node) && node.expression.getText(source) === "kind" ? node.arguments : []
    if (first !== undefined && ts.isStringLiteral(first)) {
      const above = ts.getLeadingCommentRanges(text, node.getFullStart())?.at(-1)
      const comment = above === undefined ? "" : text.slice(above.pos, above.end)
      found.push([
        first.text,
        comment
          .replaceAll(/^\/\*\*|\*\/$|^\s*\*/gm, "")
          .replaceAll(/\s+/g, " ")
          .trim(),
      ])
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Every table by its name. */
export const tables = async (): Promise<ReadonlyMap<string, string>> => {
  const sandbox = await startSandbox({ listen: false })
  const document = await sandbox.fetch(new Request("http://sandbox/sandbox/openapi.json"))
  const {
    components,
    paths,
  }: {
    readonly components: { readonly schemas: Readonly<Record<string, Node>> }
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  } = await document.json()
  await sandbox.close()
  const comments = fieldComments()
  const about = new Map(faultKinds())
  const { $defs }: { readonly $defs: Readonly<Record<string, Node>> } = JSON.parse(sandboxSchema())
  const options = $defs["SandboxOptions"] ?? {}

  const groups = new Map<string, Array<ReadonlyArray<string>>>()
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, { operationId, parameters = [], requestBody, responses, summary }] of Object.entries(
      operations,
    )) {
      const [group = "", name = ""] = operationId.split(".")
      const body = requestBody?.content["application/json"]?.schema
      const query = parameters.filter((one) => one.in === "query").map((one) => `\`?${one.name}=\``)
      const takes = [...query, ...(body === undefined ? [] : [typeOf(body)])].join(", ")
      const [status = "", answer] = Object.entries(responses).find(([code]) => code.startsWith("2")) ?? []
      const [[type = "", content] = []] = Object.entries(answer?.content ?? {})
      const answers =
        content === undefined ? status : type === "application/json" ? typeOf(content.schema) : `\`${type}\``
      const rows = groups.get(group) ?? []
      groups.set(group, rows)
      const member = group === "documents" ? "" : `\`${name}\``
      rows.push([`\`${method.toUpperCase()} ${path}\``, summary, takes, answers, member])
    }
  }
  const head = ["call", "what it does", "takes", "answers", "`sandbox.admin`"]
  return new Map([
    ...[...groups].map(([group, rows]) => [`calls ${group}`, table(head, rows)] as const),
    [
      "faults",
      table(
        ["kind", "takes", "what happens"],
        FaultKind.literals.map((name) => [
          `\`${name}\``,
          settingsOf(name)
            .map((setting) => `\`${setting}?\``)
            .join(", "),
          about.get(name) ?? "",
        ]),
      ),
    ],
    ["options", fieldsTable("SandboxOptions", options, comments)],
    ...Object.entries(components.schemas)
      .filter(([name]) => told.has(name))
      .map(
        ([name, schema]) =>
          [name, fieldsTable(name, schema, comments, name === "Variant" ? { ...reference } : {})] as const,
      ),
  ])
}

/** The page with its tables as they must be; a table that the page lacks is an error. */
export const filled = async (page: string): Promise<string> => {
  const all = new Map(await tables())
  const text = page.replaceAll(/<!-- table: (.+?) -->[^]*?<!-- end -->/g, (_, name: string) => {
    const made = all.get(name)
    if (made === undefined) throw new Error(`there is no table ${name}`)
    all.delete(name)
    return `<!-- table: ${name} -->\n\n${made}\n\n<!-- end -->`
  })
  if (all.size > 0) throw new Error(`the page lacks ${[...all.keys()].join(", ")}`)
  return text
}
