/**
 * What is wrong with something given, in words: each thing once, with where it is and what was probably meant.
 */
import * as Arr from "effect/Array"
import * as ParseResult from "effect/ParseResult"
import { meant } from "../world/nearest.js"

type Issue = ParseResult.ArrayFormatterIssue

const where = ({ path }: Issue): string => path.map(String).join(".")

/** What a value should have been, and what it is, where an issue says so. */
const expectation = ({ message }: Issue) => {
  const [, wanted, actual] = /^Expected ([^]*), actual ([^]*)$/.exec(message) ?? []
  return wanted === undefined || actual === undefined ? undefined : { wanted, actual }
}

const quoted = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/"([^"]+)"/g)].flatMap(([, word]) => word ?? [])

const isBelow = (issue: Issue, other: Issue): boolean =>
  other.path.length > issue.path.length && issue.path.every((part, at) => other.path[at] === part)

/**
 * Said by a member of a union that was not meant: another one fits but for something further down, has words of its own, or
 * is something at least.
 */
const isBesideThePoint = (issue: Issue, all: ReadonlyArray<Issue>): boolean => {
  const { wanted } = expectation(issue) ?? {}
  if (wanted === undefined) return false
  const place = where(issue)
  return all.some(
    (other) =>
      isBelow(issue, other) ||
      (other !== issue &&
        where(other) === place &&
        (wanted === "undefined" || expectation(other) === undefined)),
  )
}

/** The issues of one place, in one message. */
const together = (issues: Arr.NonEmptyReadonlyArray<Issue>): string => {
  const [{ message, path }, ...others] = issues
  const [, fields] = /^is unexpected, expected: ([^]*)$/.exec(message) ?? []
  if (fields !== undefined) return `${message}${meant(path.at(-1), quoted(fields))}`
  const expectations = issues.flatMap((issue) => expectation(issue) ?? [])
  const [first] = expectations
  if (first === undefined || others.length === 0) return issues.map((issue) => issue.message).join(", ")
  const wanted = expectations.map((each) => each.wanted.replace(/^\{[^]*\}$/, "an object"))
  const [word = ""] = quoted(first.actual)
  return `Expected ${wanted.join(" or ")}, actual ${first.actual}${meant(word, wanted.flatMap(quoted))}`
}

/** All that is wrong, one issue a place. */
export const issuesOf = (error: ParseResult.ParseError): ReadonlyArray<Issue> => {
  const all = ParseResult.ArrayFormatter.formatErrorSync(error)
  const issues = all.filter((issue) => !isBesideThePoint(issue, all))
  return Object.values(Arr.groupBy(issues, where)).map((group) => ({ ...group[0], message: together(group) }))
}

/** The same in one text. */
export const wordsOf = (error: ParseResult.ParseError): string =>
  issuesOf(error)
    .map((issue) => (issue.path.length === 0 ? issue.message : `${where(issue)}: ${issue.message}`))
    .join("; ")
