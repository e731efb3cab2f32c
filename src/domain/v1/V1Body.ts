/** The body of an answer of REST API V1, which may be JSON or XML. */
import { parseXml, XmlElement, XmlText } from "@rgrove/parse-xml"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { isObject } from "../wire/Lenient.js"

/** An answer holds one resource and a few texts; an MRSS resource in CDATA has some markup too. */
const maxXmlLength = 262_144
const maxMarkup = 1000

/** Texts for people, and what must stay as it was asked for; all others are words without blanks. */
const verbatim: ReadonlySet<string> = new Set(["message", "details", "resource"])

/** The two refusals that are told by a name alone, and what they say in words elsewhere. */
const refusals = new Map([
  ["notauthorized", "User not authorized"],
  ["notauthenticated", "User not authenticated"],
])

const refusalNamed = (name: unknown) =>
  typeof name === "string" && name.length < 100
    ? refusals.get(name.toLowerCase().replace(/[^a-z]/g, ""))
    : undefined

/** No refusal is wrapped deeper. */
const deepest = 5

/** All fields of a value, whatever they are wrapped in, but for the resource, which the app named. */
const fieldsIn = (value: unknown, depth = 0): ReadonlyArray<readonly [name: string, value: unknown]> =>
  typeof value !== "object" || value === null || depth > deepest
    ? []
    : Object.entries(value)
        .filter(([name]) => name !== "resource")
        .flatMap(([name, inner]) => [[name, inner] as const, ...fieldsIn(inner, depth + 1)])

const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== ""

/** A refusal by the name of a field or by its text, with its details from wherever they stand. */
const refusalIn = (body: unknown) => {
  const fields = fieldsIn(body)
  const isPermit = isObject(body) && isText(body["resource"])
  for (const [name, value] of fields) {
    const isTold = value !== false && value !== "false" && !(isPermit && value === null)
    const message = refusalNamed(value) ?? (isTold ? refusalNamed(name) : undefined)
    if (message === undefined) continue
    const [, details] = fields.find(([other, text]) => /^details$/i.test(other) && isText(text)) ?? [
      name,
      value,
    ]
    return {
      error: {
        status: "403",
        message,
        ...(isText(details) && refusalNamed(details) === undefined && { details }),
      },
    }
  }
  return undefined
}

const childrenOf = (element: XmlElement): ReadonlyArray<XmlElement> =>
  element.children.filter((child) => child instanceof XmlElement)

/** A name without its namespace. */
const localName = ({ name }: XmlElement) => name.slice(name.indexOf(":") + 1)

/** An element as JSON would have it: its text, or what is inside. */
const valueOf = (element: XmlElement): unknown => {
  const children = childrenOf(element)
  return children.length + Object.keys(element.attributes).length === 0
    ? element.text
    : {
        ...element.attributes,
        text: children.length === 0 ? element.text : undefined,
        ...Object.fromEntries(children.map((child) => [localName(child), valueOf(child)])),
      }
}

/** The texts of a flat document by the names of their elements; undefined where there is a DTD. */
const readXml = (text: string) => {
  // XML reads line ends alike, and it is cheaper to tell the parser so
  const { children, root } = parseXml(text.replace(/\r\n?/g, "\n"), { preserveDocumentType: true })
  if (root === null || children.some(({ type }) => type === "doctype")) return undefined
  const texts = Object.fromEntries(
    childrenOf(root).flatMap((child) => {
      if (!child.children.every((node) => node instanceof XmlText)) return []
      const name = localName(child)
      const text = verbatim.has(name) ? child.text : child.text.trim()
      return text === "" ? [] : [[name, text] as const]
    }),
  )
  const name = localName(root)
  if (name === "authorization") return texts
  return refusalIn({ [name]: valueOf(root) }) ?? (name === "error" ? { error: texts } : undefined)
}

const parseDocument = Option.liftThrowable(readXml)

/** Such as that of AT&T, which is no entity. */
const looseAmpersand = /&(?![\w#]+;)/g

const parseXmlAnswer = (body: string): Option.Option<unknown> => {
  const text = body.trim()
  if (!text.startsWith("<") || text.length > maxXmlLength) return Option.none()
  if (text.split("<", maxMarkup).length === maxMarkup) return Option.none()
  return Option.filter(parseDocument(text), (answer) => answer !== undefined).pipe(
    // texts for people are not always escaped
    Option.orElse(() => parseDocument(text.replace(looseAmpersand, "&amp;"))),
    Option.filter((answer) => answer !== undefined),
    Option.orElse(() =>
      // details may follow as a second element, which makes two documents of them
      /<not(?:Authorized|Authenticated)\b/i.test(text)
        ? parseDocument(`<answer>${text.replace(/^<\?xml[^>]*\?>/, "")}</answer>`)
        : Option.none(),
    ),
  )
}

const parseJsonAnswer = Option.liftThrowable((body: string): unknown => {
  const answer: unknown = JSON.parse(body)
  return refusalIn(answer) ?? answer
})

/** Any answer of REST API V1, JSON or XML, whatever its content type says. */
export const V1Body = Schema.transformOrFail(Schema.String, Schema.Unknown, {
  strict: true,
  decode: (body, _, ast) =>
    Either.fromOption(
      Option.orElse(parseJsonAnswer(body), () => parseXmlAnswer(body)),
      () => new ParseResult.Type(ast, body, "expected an answer in JSON or XML"),
    ),
  encode: (answer, _, ast) => Either.left(new ParseResult.Forbidden(ast, answer, "answers are only read")),
})
