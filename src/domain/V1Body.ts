/** The body of an answer of REST API V1, which may be JSON or XML. */
import { parseXml, XmlElement, XmlText } from "@rgrove/parse-xml"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"

/** An answer holds one resource and a few texts; an MRSS resource in CDATA has some markup too. */
const longest = 262_144
const mostMarkup = 1000

/** Texts for people, and what must stay as it was asked for; all others are words without blanks. */
const verbatim: ReadonlySet<string> = new Set(["message", "details", "resource"])

/** The texts of a flat document by the names of their elements; undefined where there is a DTD. */
const read = (text: string) => {
  // XML reads line ends alike, and it is cheaper to tell the parser so
  const { children, root } = parseXml(text.replace(/\r\n?/g, "\n"), { preserveDocumentType: true })
  if (root === null || children.some(({ type }) => type === "doctype")) return undefined
  const texts = Object.fromEntries(
    root.children.flatMap((child) => {
      if (!(child instanceof XmlElement) || !child.children.every((node) => node instanceof XmlText))
        return []
      const text = verbatim.has(child.name) ? child.text : child.text.trim()
      return text === "" ? [] : [[child.name, text] as const]
    }),
  )
  if (root.name === "authorization") return texts
  return root.name === "error" ? { error: texts } : undefined
}

/** `<authorization>` as the object that JSON has, `<error>` with its object in `error`; no other document. */
const Xml = Schema.transformOrFail(Schema.String, Schema.Unknown, {
  strict: true,
  decode: (body, _, ast) => {
    const failed = new ParseResult.Type(ast, body, "expected an answer in XML")
    const text = body.trim()
    if (!text.startsWith("<") || text.length > longest || text.split("<", mostMarkup).length === mostMarkup) {
      return Either.left(failed)
    }
    return Either.try({ try: () => read(text), catch: () => failed }).pipe(
      Either.filterOrLeft(
        (answer) => answer !== undefined,
        () => failed,
      ),
    )
  },
  encode: (answer, _, ast) =>
    ParseResult.fail(new ParseResult.Forbidden(ast, answer, "answers are not written in XML")),
})

/** Any answer of REST API V1, JSON or XML, whatever its content type says. */
export const V1Body = Schema.Union(Schema.parseJson(), Xml)
