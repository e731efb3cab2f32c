import { describe, expect, it } from "@effect/vitest"
import { parseXml, XmlElement } from "@rgrove/parse-xml"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import { InvalidRequest } from "../../src/domain/InvalidRequest.js"
import * as Resource from "../../src/domain/Resource.js"

const build = (document: Resource.Mrss) => Either.getOrThrow(Resource.mrss(document))

const elements = (parent: XmlElement) => parent.children.filter((child) => child instanceof XmlElement)

interface Read {
  title?: string
  guid?: string
  ratings: Array<{ scheme: string | undefined; value: string }>
  item?: Read
}

const readElement = (parent: XmlElement): Read => {
  const read: Read = { ratings: [] }
  for (const child of elements(parent)) {
    if (child.name === "title") read.title = child.text
    if (child.name === "guid") read.guid = child.text
    if (child.name === "media:rating") {
      read.ratings.push({ scheme: child.attributes["scheme"], value: child.text })
    }
    if (child.name === "item") read.item = readElement(child)
  }
  return read
}

/** Reads a document back with a parser that knows nothing of the builder. */
const readBack = (document: string): Read => {
  const { root } = parseXml(document)
  expect(root?.name).toBe("rss")
  const [channel, ...others] = elements(root!)
  expect(channel?.name).toBe("channel")
  expect(others).toEqual([])
  return readElement(channel!)
}

const telling = (text: string) => text !== "" && !/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(text)
const awkward = FastCheck.constantFrom(
  "&",
  "<",
  ">",
  '"',
  "'",
  "]]>",
  "&amp;",
  "<![CDATA[",
  "-->",
  "é",
  "中",
  "😀",
)
const text = FastCheck.array(FastCheck.oneof(awkward, FastCheck.string({ unit: "grapheme" })))
  .map((parts) => parts.join(""))
  .filter(telling)
const ratings = FastCheck.array(
  FastCheck.record({ scheme: text, value: FastCheck.oneof(FastCheck.constant(""), text) }),
  { maxLength: 3 },
)
const document = FastCheck.record(
  {
    title: text,
    ratings,
    item: FastCheck.record({ title: text, guid: text, ratings }, { requiredKeys: [] }),
  },
  { requiredKeys: ["title"] },
)

describe("an MRSS document", () => {
  it("tells the channel's title", () => {
    expect(build({ title: "REF30" })).toBe(
      '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>REF30</title></channel></rss>',
    )
  })

  it("tells the item with its rating", () => {
    expect(
      readBack(
        build({
          title: "NOVA",
          item: { title: "The Deep", guid: "ep-7", ratings: [{ scheme: "urn:v-chip", value: "TV-14" }] },
        }),
      ),
    ).toEqual({
      title: "NOVA",
      ratings: [],
      item: { title: "The Deep", guid: "ep-7", ratings: [{ scheme: "urn:v-chip", value: "TV-14" }] },
    })
  })

  it("reads back as what it was built from, whatever the texts", () => {
    FastCheck.assert(
      FastCheck.property(document, (given) => {
        const read = readBack(build(given))
        expect(read).toEqual({
          ...given,
          ratings: given.ratings ?? [],
          ...(given.item && { item: { ...given.item, ratings: given.item.ratings ?? [] } }),
        })
      }),
    )
  })

  it("keeps text that is not ASCII as it is", () => {
    expect(build({ title: "Télé 中文 😀" })).toContain("<title>Télé 中文 😀</title>")
  })

  it("takes an empty rating", () => {
    expect(build({ title: "fx", ratings: [{ scheme: "urn:v-chip", value: "" }] })).toContain(
      '<media:rating scheme="urn:v-chip"></media:rating>',
    )
  })

  it.each([
    ["resource.title", { title: "" }],
    ["resource.title", { title: "a\u0000b" }],
    ["resource.title", { title: "a\nb" }],
    ["resource.title", { title: "a\uFFFE" }],
    ["resource.title", JSON.parse("{}")],
    ["resource.item.guid", JSON.parse('{"title":"fx","item":{"guid":5}}')],
    ["resource.ratings", { title: "fx", ratings: [{ scheme: "", value: "TV-G" }] }],
    ["resource.ratings", { title: "fx", ratings: [{ scheme: "urn:mpaa", value: "\u0085" }] }],
    ["resource.item.title", { title: "fx", item: { title: "\uD800" } }],
    ["resource.item.guid", { title: "fx", item: { guid: "\u001B[2J" } }],
    ["resource.item.ratings", { title: "fx", item: { ratings: [{ scheme: "urn:mpaa", value: "\u007F" }] } }],
  ])("is refused where %s cannot be carried", (parameter, given) => {
    const refusal = Either.getOrThrow(Either.flip(Resource.mrss(given)))
    expect(refusal).toBeInstanceOf(InvalidRequest)
    expect(refusal.parameter).toBe(parameter)
  })
})

describe("an answer", () => {
  const blanks = FastCheck.string({ unit: FastCheck.constantFrom(" ", "\t", "\n", "\r"), maxLength: 3 })
  const resource = FastCheck.constantFrom("A", "B", "C", "<rss/>").chain((name) =>
    FastCheck.tuple(blanks, blanks).map(([before, after]) => before + name + after),
  )
  const asked = FastCheck.array(resource, { maxLength: 8 })
  const decisions = FastCheck.array(resource, { maxLength: 8 }).map((resources) =>
    resources.map((resource, number) => ({ resource, number })),
  )

  it("belongs to its question whatever blanks the server put around it", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.string(), blanks, blanks, (asked, before, after) => {
        expect(Resource.sameResource(asked, before + asked + after)).toBe(true)
      }),
    )
    expect(Resource.sameResource("A B", "A  B")).toBe(false)
    expect(Resource.sameResource("A", "a")).toBe(false)
  })

  it("is given to each question in the asked order, and only where it belongs", () => {
    FastCheck.assert(
      FastCheck.property(asked, decisions, (asked, decisions) => {
        const matched = Resource.match(asked, decisions)
        expect(matched).toHaveLength(asked.length)
        for (const [at, decision] of matched.entries()) {
          expect(decision === undefined || Resource.sameResource(asked[at]!, decision.resource)).toBe(true)
        }
      }),
    )
  })

  it("answers one question only", () => {
    FastCheck.assert(
      FastCheck.property(asked, decisions, (asked, decisions) => {
        const questions = [...new Set(asked)]
        const used = Resource.match(questions, decisions).filter((decision) => decision !== undefined)
        expect(new Set(used).size).toBe(used.length)
      }),
    )
  })

  it("is never left over while a question of its own goes without", () => {
    FastCheck.assert(
      FastCheck.property(asked, decisions, (asked, decisions) => {
        const matched = Resource.match(asked, decisions)
        const left = decisions.filter((decision) => !matched.includes(decision))
        for (const [at, decision] of matched.entries()) {
          if (decision !== undefined) continue
          expect(left.filter(({ resource }) => Resource.sameResource(asked[at]!, resource))).toEqual([])
        }
      }),
    )
  })

  it("to the letter goes before one that differs in blanks", () => {
    expect(Resource.match(["A", "A "], [{ resource: " A" }, { resource: "A " }, { resource: "A" }])).toEqual([
      { resource: "A" },
      { resource: "A " },
    ])
    FastCheck.assert(
      FastCheck.property(asked, decisions, (asked, decisions) => {
        const exact = asked.map((question) => decisions.find(({ resource }) => resource === question))
        const matched = Resource.match(asked, decisions)
        expect(exact.map((decision, at) => decision ?? matched[at])).toEqual(matched)
      }),
    )
  })

  it("is the same wherever the same text is asked", () => {
    FastCheck.assert(
      FastCheck.property(asked, decisions, (asked, decisions) => {
        const matched = Resource.match([...asked, ...asked], decisions)
        expect(matched.slice(asked.length)).toEqual(matched.slice(0, asked.length))
      }),
    )
  })

  it("does not depend on the order of the decisions, where each resource is decided once", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.uniqueArray(FastCheck.string(), { selector: (s) => s.trim() }),
        (asked) => {
          const decisions = asked.map((resource) => ({ resource: ` ${resource} ` }))
          expect(Resource.match(asked, decisions.toReversed())).toEqual(decisions)
        },
      ),
    )
  })
})
