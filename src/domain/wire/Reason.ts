import type { ParseIssue } from "effect/ParseResult"
import * as AST from "effect/SchemaAST"

interface Reason {
  readonly path: ReadonlyArray<PropertyKey>
  readonly message: string
  /** How near the value came to its schema: not there, of another kind, of the kind but not good. */
  readonly rank: 0 | 1 | 2
}

const isMany = (issues: unknown): issues is ReadonlyArray<ParseIssue> => Array.isArray(issues)

/** Good but for one rule, else found wrong the deepest inside, else of the right kind. */
const nearness = ({ path, rank }: Reason) => (rank === 2 ? Infinity : path.length * 2 + rank)

const nearest = (one: Reason, other: Reason) => (nearness(other) > nearness(one) ? other : one)

const kind = (ast: AST.AST): string =>
  AST.isUnion(ast)
    ? [...new Set(ast.types.filter((type) => !AST.isUndefinedKeyword(type)).map(kind))].join(" | ")
    : AST.isTransformation(ast) || (AST.isRefinement(ast) && AST.isRefinement(ast.from))
      ? kind(ast.from)
      : AST.isTypeLiteral(ast)
        ? ["an object", ...needed(ast)].join(" ")
        : String(ast)

const needed = ({ propertySignatures }: AST.TypeLiteral) => {
  const names = propertySignatures.filter(({ isOptional }) => !isOptional).map(({ name }) => String(name))
  return names.length === 0 ? [] : [`with ${names.join(", ")}`]
}

const expected = (ast: AST.AST) => `expected ${kind(ast)}`

/** The first thing wrong; where a union offers several, that of the member the value came nearest to. */
const leaf = (issue: ParseIssue, path: ReadonlyArray<PropertyKey>): Reason => {
  switch (issue._tag) {
    case "Pointer":
      return leaf(issue.issue, path.concat(issue.path))
    case "Composite": {
      const { ast, issues } = issue
      const best = (isMany(issues) ? issues : [issues]).map((one) => leaf(one, path)).reduce(nearest)
      const isNone = AST.isUnion(ast) && best.path.length === path.length && best.rank === 1
      return isNone ? { path, message: expected(ast), rank: 1 } : best
    }
    case "Transformation":
      return leaf(issue.issue, path)
    case "Refinement":
      if (issue.kind === "From") return leaf(issue.issue, path)
      return { path, message: spoken(issue.issue) ?? expected(issue.ast), rank: 2 }
    case "Missing":
      return { path, message: "is missing", rank: 0 }
    case "Unexpected":
      return { path, message: "is not expected", rank: 1 }
    default:
      return { path, message: issue.message ?? expected(issue.ast), rank: 1 }
  }
}

const spoken = (issue: ParseIssue) => ("message" in issue ? issue.message : undefined)

/** Where a value first failed its schema and why; never the value itself, which may be a secret. */
export const reason = (issue: ParseIssue): Pick<Reason, "path" | "message"> => leaf(issue, [])
