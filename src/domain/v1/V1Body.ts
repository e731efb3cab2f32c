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

/** The two refusals that are told by the name of an element, and what they say in words elsewhere. */
const refusals = new Map([
  ["notauthorized", "User not authorized"],
  ["notauthenticated", "User not authenticated"],
])

const refusal = (name: string, details: unknown) => {
  const message = refusals.get(name.toLowerCase())
  return message === undefined ? undefined : { error: { status: "403", message, details } }
}

const childrenOf = (element: XmlElement): ReadonlyArray<XmlElement> =>
  element.children.filter((child) => child instanceof XmlElement)

const withAllInside = (element: XmlElement): ReadonlyArray<XmlElement> => [
  element,
  ...childrenOf(element).flatMap(withAllInside),
]

/** A refusal by the name of an element, with its details from wherever they stand. */
const refusalIn = (root: XmlElement) => {
  const elements = withAllInside(root)
  const details = elements.find(({ name }) => name === "details")
  return elements
    .map((element) => refusal(element.name, (details ?? element).text || undefined))
    .find((found) => found !== undefined)
}

/** The texts of a flat document by the names of their elements; undefined where there is a DTD. */
const readXml = (text: string) => {
  // XML reads line ends alike, and it is cheaper to tell the parser so
  const { children, root } = parseXml(text.replace(/\r\n?/g, "\n"), { preserveDocumentType: true })
  if (root === null || children.some(({ type }) => type === "doctype")) return undefined
  const texts = Object.fromEntries(
    childrenOf(root).flatMap((child) => {
      if (!child.children.every((node) => node instanceof XmlText)) return []
      const text = verbatim.has(child.name) ? child.text : child.text.trim()
      return text === "" ? [] : [[child.name, text] as const]
    }),
  )
  if (root.name === "authorization") return texts
  return refusalIn(root) ?? (root.name === "error" ? { error: texts } : undefined)
}

const parseDocument = Option.liftThrowable(readXml)

const parseXmlAnswer = (body: string): Option.Option<unknown> => {
  const text = body.trim()
  if (!text.startsWith("<") || text.length > maxXmlLength) return Option.none()
  if (text.split("<", maxMarkup).length === maxMarkup) return Option.none()
  return Option.filter(parseDocument(text), (answer) => answer !== undefined).pipe(
    Option.orElse(() =>
      // details may follow as a second element, which makes two documents of them
      /<not(?:Authorized|Authenticated)\b/i.test(text)
        ? parseDocument(`<answer>${text.replace(/^<\?xml[^>]*\?>/, "")}</answer>`)
        : Option.none(),
    ),
  )
}

/** The same in JSON: the name as a key, or for an error. */
const refusalInJson = (body: unknown) => {
  if (!isObject(body)) return undefined
  const { error } = body
  const inside = isObject(error) ? error : {}
  const names = [...Object.keys(body), ...Object.keys(inside), ...(typeof error === "string" ? [error] : [])]
  return names
    .map((name) => refusal(name, body["details"] ?? inside["details"]))
    .find((found) => found !== undefined)
}

const parseJsonAnswer = Option.liftThrowable((body: string): unknown => {
  const answer: unknown = JSON.parse(body)
  return refusalInJson(answer) ?? answer
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
