import { expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { V1Authorization } from "../../src/domain/v1/V1Authorization.js"
import { V1Body } from "../../src/domain/v1/V1Body.js"

const V1AuthorizationResponse = Schema.compose(V1Body, V1Authorization)
const read = Schema.decodeOption(V1AuthorizationResponse)
const parse = Schema.decodeOption(V1Body)

const escape = (text: string) => text.replace(/[&<>\r]/g, (character) => `&#${character.codePointAt(0)};`)

/** Any text that XML can carry. */
const text = FastCheck.string({ unit: "binary" }).filter(
  // oxlint-disable-next-line no-control-regex
  (text) => !/[\x00-\x08\x0B\x0C\x0E-\x1F\p{Cs}\uFFFE\uFFFF]/u.test(text),
)
const word = text.map((text) => text.trim()).filter((text) => text !== "")
const permit = FastCheck.record(
  {
    mvpd: word,
    resource: text.filter((text) => text !== ""),
    requestor: word,
    proxyMvpd: word,
    expires: FastCheck.nat().map(DateTime.unsafeMake),
  },
  { requiredKeys: ["resource"] },
)

it("a permit reads the same from XML as from JSON", () => {
  FastCheck.assert(
    FastCheck.property(permit, (permit) => {
      const fields = Object.entries(permit).map(([name, value]): readonly [string, string] => [
        name,
        typeof value === "string" ? value : String(DateTime.toEpochMillis(value)),
      ])
      const elements = fields.map(([name, value]) => `<${name}>${escape(value)}</${name}>`).join("")
      expect(read(`<authorization>${elements}</authorization>`)).toEqual(Option.some(permit))
      expect(read(JSON.stringify(Object.fromEntries(fields)))).toEqual(Option.some(permit))
    }),
  )
})

it("an error's texts read the same from XML as from JSON", () => {
  FastCheck.assert(
    FastCheck.property(word, word, (message, details) => {
      const xml = `<error><status>403</status><message>${escape(message)}</message><details>${escape(details)}</details></error>`
      expect(parse(xml)).toEqual(Option.some({ error: { status: "403", message, details } }))
    }),
  )
})

const markup = FastCheck.constantFrom(
  "<error>",
  "</error>",
  "<authorization>",
  "</authorization>",
  "<status>",
  "</status>",
  "<__proto__>",
  "</__proto__>",
  "<?xml version='1.0'?>",
  "<!DOCTYPE error>",
  "<!DOCTYPE error [<!ENTITY x 'y'>]>",
  "<![CDATA[",
  "]]>",
  "<!--",
  "-->",
  "&x;",
  "&#0;",
  "&#xD800;",
  "&#x110000;",
  "\uD800",
  "\r\n",
  "<a b='",
  "'/>",
)
const hostile = FastCheck.array(
  FastCheck.oneof(markup, FastCheck.string({ unit: "binary" }), FastCheck.string16bits()),
  {
    maxLength: 30,
  },
).map((parts) => parts.join(""))

it("whatever a server sends is read or refused, and never throws", () => {
  FastCheck.assert(
    FastCheck.property(hostile, (body) => {
      expect(Option.isOption(parse(body))).toBe(true)
      expect(Option.isOption(read(`<authorization>${body}</authorization>`))).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

it("a DTD is refused, whatever follows it", () => {
  FastCheck.assert(
    FastCheck.property(hostile, (body) => {
      expect(parse(`<!DOCTYPE error><error>${body}</error>`)).toEqual(Option.none())
    }),
  )
})

it("an element of any name leaves other objects alone", () => {
  expect(parse("<error><__proto__>x</__proto__><constructor>y</constructor></error>")).toEqual(
    Option.some({
      error: Object.fromEntries([
        ["__proto__", "x"],
        ["constructor", "y"],
      ]),
    }),
  )
  expect({}).not.toHaveProperty("x")
})

it("much of anything costs no time", () => {
  for (const [few, part] of [250_000, 1_000_000].flatMap((size) =>
    ["\r", "\r\n", "a", "]", "😀", "\uD800", "&", "&#13;", "&amp;]", "<!---->", "<a>"].map(
      (part) => [Math.floor(size / part.length), part] as const,
    ),
  )) {
    expect(Option.isOption(parse(`<error><message>${part.repeat(few)}</message></error>`))).toBe(true)
  }
}, 3_000)
