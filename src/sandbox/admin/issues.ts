/**
 * What is wrong with something given, in words: each thing once, with where it is and what was probably meant.
 */
import * as Arr from "effect/Array"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as AST from "effect/SchemaAST"
import { meant } from "../world/nearest.js"

type Issue = ParseResult.ArrayFormatterIssue

/** What stands at the end of a branch of the issues: one message. */
interface Leaf extends Issue {
  readonly actual: unknown
  /** What a value should have been, where the message says no more than that. */
  readonly wanted?: AST.AST | undefined
  /** The fields that there are instead of this one, which there is not. */
  readonly fields?: ReadonlyArray<string> | undefined
}

const isMany = (
  issues: ParseResult.SingleOrNonEmpty<ParseResult.ParseIssue>,
): issues is Arr.NonEmptyReadonlyArray<ParseResult.ParseIssue> => Array.isArray(issues)

/** Whether a schema's own message stands for all that is wrong below. */
const isSummedUp = (issue: ParseResult.Composite | ParseResult.Refinement | ParseResult.Transformation) =>
  Option.exists(AST.getMessageAnnotation(issue.ast), (message) => {
    const said: unknown = message(issue)
    return Predicate.hasProperty(said, "override") && said.override === true
  })

const fieldsOf = (ast: AST.AST): ReadonlyArray<string> | undefined =>
  AST.isTypeLiteral(ast) ? ast.propertySignatures.map(({ name }) => String(name)) : undefined

/** Every leaf; `within` is the schema whose fields the path ends in, `tag` what the leaf counts as. */
const leaves = (
  issue: ParseResult.ParseIssue,
  path: ReadonlyArray<PropertyKey>,
  within?: AST.AST,
  tag: Issue["_tag"] = issue._tag,
): ReadonlyArray<Leaf> => {
  const leaf = (more: Pick<Leaf, "fields" | "wanted">): ReadonlyArray<Leaf> =>
    ParseResult.ArrayFormatter.formatIssueSync(issue).map(({ message }) => ({
      _tag: tag,
      path,
      message,
      actual: issue.actual,
      ...more,
    }))
  switch (issue._tag) {
    case "Pointer":
      return leaves(issue.issue, path.concat(issue.path), within)
    case "Composite": {
      if (isSummedUp(issue)) return leaf({})
      const { ast, issues } = issue
      return (isMany(issues) ? issues : [issues]).flatMap((one) => leaves(one, path, ast))
    }
    case "Refinement":
    case "Transformation": {
      if (isSummedUp(issue)) return leaf({})
      const isOwn = issue.kind === "Predicate" || issue.kind === "Transformation"
      return leaves(issue.issue, path, within, isOwn ? issue._tag : undefined)
    }
    case "Type": {
      const hasWords = issue.message !== undefined || Option.isSome(AST.getMessageAnnotation(issue.ast))
      return leaf({ wanted: hasWords ? undefined : issue.ast })
    }
    case "Unexpected":
      return leaf({ fields: within && fieldsOf(within) })
    default:
      return leaf({})
  }
}

const where = ({ path }: Issue): string => path.map(String).join(".")

/** Tells a place from every other, whatever dots and names are in it. */
const keyOf = ({ path }: Issue): string => JSON.stringify(path.map(String))

const isBelow = (leaf: Leaf, other: Leaf): boolean =>
  other.path.length > leaf.path.length && leaf.path.every((part, at) => other.path[at] === part)

/**
 * Said by a member of a union that was not meant: another one fits but for something further down, has words of its own, or
 * is something at least.
 */
const isBesideThePoint = (leaf: Leaf, all: ReadonlyArray<Leaf>): boolean => {
  const { wanted } = leaf
  if (wanted === undefined) return false
  const place = keyOf(leaf)
  return all.some(
    (other) =>
      isBelow(leaf, other) ||
      (other !== leaf &&
        keyOf(other) === place &&
        (AST.isUndefinedKeyword(wanted) || other.wanted === undefined)),
  )
}

/** A schema in words, as the messages of Effect name it. */
const named = (ast: AST.AST): string =>
  Option.firstSomeOf([
    ...(AST.isRefinement(ast) ? [AST.getDescriptionAnnotation(ast), AST.getTitleAnnotation(ast)] : []),
    AST.getIdentifierAnnotation(ast),
  ]).pipe(
    Option.getOrElse(() =>
      AST.isTypeLiteral(AST.isRefinement(ast) ? ast.from : ast) ? "an object" : String(ast),
    ),
  )

const literals = (ast: AST.AST): ReadonlyArray<string> =>
  AST.isUnion(ast)
    ? ast.types.flatMap(literals)
    : AST.isLiteral(ast) && typeof ast.literal === "string"
      ? [ast.literal]
      : []

const shown = (actual: unknown): string =>
  typeof actual === "string" ? JSON.stringify(actual) : Inspectable.toStringUnknown(actual, 0)

/** The leaves of one place, in one message. */
const together = (all: Arr.NonEmptyReadonlyArray<Leaf>): string => {
  const [{ fields, message, path }, ...others] = all
  if (fields !== undefined) return `${message}${meant(path.at(-1), fields)}`
  const expectations = all.flatMap(({ actual, wanted }) => (wanted === undefined ? [] : [{ actual, wanted }]))
  const [first] = expectations
  if (first === undefined || others.length === 0) return all.map((leaf) => leaf.message).join(", ")
  const wanted = expectations.map((each) => each.wanted)
  return `Expected ${wanted.map(named).join(" or ")}, actual ${shown(first.actual)}${meant(first.actual, wanted.flatMap(literals))}`
}

/** All that is wrong, one issue a place. */
export const issuesOf = ({ issue }: ParseResult.ParseError): ReadonlyArray<Issue> => {
  const all = leaves(issue, [])
  const issues = all.filter((leaf) => !isBesideThePoint(leaf, all))
  return Object.values(Arr.groupBy(issues, keyOf)).map((group) => {
    const [{ _tag, path }] = group
    return { _tag, path, message: together(group) }
  })
}

/** The same in one text. */
export const wordsOf = (error: ParseResult.ParseError): string =>
  issuesOf(error)
    .map((issue) => (issue.path.length === 0 ? issue.message : `${where(issue)}: ${issue.message}`))
    .join("; ")
