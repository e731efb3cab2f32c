import type { ParseError, ParseIssue } from "effect/ParseResult"

interface Reason {
  readonly path: ReadonlyArray<PropertyKey>
  readonly message: string
}

const isMany = (issues: unknown): issues is ReadonlyArray<ParseIssue> => Array.isArray(issues)

/** The first thing wrong; where a union offers several, one that is there and wrong before one that is missing. */
const leaf = (issue: ParseIssue, path: ReadonlyArray<PropertyKey>): Reason => {
  switch (issue._tag) {
    case "Pointer":
      return leaf(issue.issue, path.concat(issue.path))
    case "Composite": {
      const reasons = (isMany(issue.issues) ? issue.issues : [issue.issues]).map((one) => leaf(one, path))
      return reasons.find(({ message }) => message !== missing) ?? reasons[0] ?? { path, message: wrong }
    }
    case "Transformation":
      return leaf(issue.issue, path)
    case "Refinement":
      return issue.kind === "From"
        ? leaf(issue.issue, path)
        : { path, message: spoken(issue.issue, issue.ast) }
    case "Missing":
      return { path, message: missing }
    case "Unexpected":
      return { path, message: "is not expected" }
    default:
      return { path, message: spoken(issue, issue.ast) }
  }
}

const missing = "is missing"
const wrong = "is not valid"
const spoken = (issue: ParseIssue, ast: unknown): string =>
  "message" in issue && issue.message !== undefined ? issue.message : `expected ${String(ast)}`

/** Where a value first failed its schema and why; never the value itself, which may be a secret. */
export const reason = (error: ParseError): Reason => leaf(error.issue, [])
