/**
 * What a viewer asks for: a text that the MVPD knows, either an identifier such as that of a channel, or an MRSS
 * document that tells the title and the rating too.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-standard/entitlements/decisions
 */
import * as Either from "effect/Either"
import { InvalidRequest } from "./InvalidRequest.js"

/** A parental rating, such as `{ scheme: "urn:v-chip", value: "TV-PG" }`; some MVPDs take an empty value. */
export interface Rating {
  readonly scheme: "urn:v-chip" | "urn:mpaa" | (string & {})
  readonly value: string
}

/** What an MRSS document tells. */
export interface Mrss {
  /** The identifier of the channel, as agreed with the MVPD. */
  readonly title: string
  readonly ratings?: ReadonlyArray<Rating> | undefined
  /** What of the channel is to be played. */
  readonly item?:
    | {
        readonly title?: string | undefined
        readonly guid?: string | undefined
        readonly ratings?: ReadonlyArray<Rating> | undefined
      }
    | undefined
}

/** An MRSS document, well-formed whatever the texts in it; they are given plain, and escaped here. */
export const mrss = ({ item, ratings, title }: Mrss): Either.Either<string, InvalidRequest> =>
  Either.gen(function* () {
    if (title === "") yield* invalid("title", "is empty")
    const parts = [
      `<title>${yield* escape("title", title)}</title>`,
      yield* ratingElements("ratings", ratings),
    ]
    if (item !== undefined) {
      parts.push("<item>")
      if (item.title !== undefined) parts.push(`<title>${yield* escape("item.title", item.title)}</title>`)
      if (item.guid !== undefined) parts.push(`<guid>${yield* escape("item.guid", item.guid)}</guid>`)
      parts.push(yield* ratingElements("item.ratings", item.ratings), "</item>")
    }
    return `<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>${parts.join("")}</channel></rss>`
  })

const ratingElements = (parameter: string, ratings: ReadonlyArray<Rating> = []) =>
  Either.gen(function* () {
    let elements = ""
    for (const { scheme, value } of ratings) {
      if (scheme === "") yield* invalid(parameter, "a scheme is empty")
      elements += `<media:rating scheme="${yield* escape(parameter, scheme)}">${yield* escape(parameter, value)}</media:rating>`
    }
    return elements
  })

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
}

/** What XML cannot carry, and control characters, which no title has. */
const forbidden = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u

const escape = (parameter: string, text: string): Either.Either<string, InvalidRequest> => {
  if (typeof text !== "string") return invalid(parameter, "expected a text")
  return forbidden.test(text)
    ? invalid(parameter, "has control characters or is not well-formed")
    : Either.right(text.replace(/[&<>"']/g, (character) => entities[character] ?? character))
}

const invalid = (name: string, message: string) => {
  const parameter = `resource.${name}`
  return Either.left(new InvalidRequest({ parameter, message: `${parameter}: ${message}` }))
}

/** Whether an answer belongs to a question: servers may echo a resource with blanks around it. */
export const sameResource = (asked: string, echoed: string): boolean => asked.trim() === echoed.trim()

/**
 * The decision on each asked resource, in the asked order; undefined where there is none.
 *
 * A resource echoed to the letter is matched before one that differs in blanks. A decision answers one question; the
 * same text asked twice is one question, whose answer both get.
 */
export const match = <Decision extends { readonly resource: string }>(
  asked: ReadonlyArray<string>,
  decisions: ReadonlyArray<Decision>,
): ReadonlyArray<Decision | undefined> => {
  const answers = new Map<string, Decision>()
  const left = new Set(decisions)
  for (const key of [(resource: string) => resource, (resource: string) => resource.trim()]) {
    const waiting = new Map<string, Array<Decision>>()
    for (const decision of left) {
      const name = key(decision.resource)
      const others = waiting.get(name)
      if (others === undefined) waiting.set(name, [decision])
      else others.push(decision)
    }
    for (const question of new Set(asked)) {
      const decision = answers.has(question) ? undefined : waiting.get(key(question))?.shift()
      if (decision === undefined) continue
      answers.set(question, decision)
      left.delete(decision)
    }
  }
  return asked.map((question) => answers.get(question))
}
