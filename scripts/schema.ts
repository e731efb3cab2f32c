/** The JSON Schema of what sets a sandbox up, by which editors complete the file. Part of `npm run build`. */
import * as JSONSchema from "effect/JSONSchema"
import * as Fs from "node:fs"
import * as Path from "node:path"
import ts from "typescript"
import { SandboxOptions } from "../src/sandbox/options.js"
import { root } from "./bundles.js"

const files = [
  "options.ts",
  "admin/buckets.ts",
  "admin/payloads.ts",
  "server/faultKinds.ts",
  "server/answer.ts",
  "server/requestLog.ts",
  "service/rules/mediaTokenVerdict.ts",
  "world/catalogue.ts",
  "world/limits.ts",
  "world/degradation.ts",
  "world/variant.ts",
]

/** The doc comment of each field, by the name of what declares it and its own, in the files that declare schemas. */
const comments = (): ReadonlyMap<string, ReadonlyMap<string, string>> => {
  const found = new Map<string, Map<string, string>>()
  for (const file of files) {
    const text = Fs.readFileSync(Path.join(root, "src/sandbox", file), "utf8")
    const visit = (owner: string) => (node: ts.Node) => {
      const isDeclared = ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)
      const name = isDeclared ? node.name.text : owner
      if (ts.isPropertyAssignment(node)) {
        const docs = ts.getJSDocCommentsAndTags(node).map(({ comment }) => ts.getTextOfJSDocComment(comment))
        const told = docs.join(" ").replaceAll(/\s+/g, " ").trim()
        const fields = found.get(name) ?? new Map<string, string>()
        if (told !== "") found.set(name, fields.set(node.name.getText(source), told))
      }
      ts.forEachChild(node, visit(name))
    }
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true)
    ts.forEachChild(source, visit(""))
  }
  return found
}

interface Node {
  readonly [name: string]: unknown
  readonly properties?: Readonly<Record<string, Node>>
  readonly anyOf?: ReadonlyArray<Node>
  readonly items?: Node
  readonly $defs?: Readonly<Record<string, Node>>
}

const mapValues = <A>(values: Readonly<Record<string, A>>, f: (value: A, name: string) => A) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, f(value, name)]))

/** What the comments of several declarations say of the fields of one. */
const also: Readonly<Record<string, ReadonlyArray<string>>> = {
  Bucket: ["BucketSnapshot"],
  Degradation: ["DegradationOrder"],
  Fault: ["AnyFault", "order", "settings", "answerFields"],
  PendingFault: ["AnyFault", "order", "settings", "answerFields"],
}

/** What the sources say of a field of a schema, by the names of both. */
export const fieldComments = () => {
  const known = comments()
  return (owner: string, field: string): string | undefined =>
    [owner, ...(also[owner] ?? [])].flatMap((name) => known.get(name)?.get(field) ?? [])[0]
}

/** The schema with what the sources say of each field. */
const described = (node: Node, owner: string, commentOf: ReturnType<typeof fieldComments>): Node => {
  const text = (field: string) => commentOf(owner, field)
  const { $defs, anyOf, items, properties } = node
  return {
    ...node,
    ...(properties && {
      properties: mapValues(properties, (property, field) => ({
        // a struct without a name of its own has that of the field
        ...described(
          property,
          field.replace(/^./, (letter) => letter.toUpperCase()),
          commentOf,
        ),
        ...(text(field) !== undefined && { description: text(field) }),
      })),
    }),
    ...(anyOf && { anyOf: anyOf.map((one) => described(one, owner, commentOf)) }),
    ...(items && { items: described(items, owner.replace(/s$/, ""), commentOf) }),
    ...($defs && { $defs: mapValues($defs, (definition, name) => described(definition, name, commentOf)) }),
  }
}

/** As the file `sandbox.schema.json` has it. */
export const sandboxSchema = (): string => {
  const made: Node = JSON.parse(JSON.stringify(JSONSchema.make(SandboxOptions)))
  const schema = described(made, "", fieldComments())
  // editors read the last two: the file may have comments, and commas at the end
  return `${JSON.stringify({ ...schema, allowComments: true, allowTrailingCommas: true }, undefined, 2)}\n`
}
