/** JSON that people write: where it breaks off is told by line and column. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { reason } from "../../domain/wire/Reason.js"

const blank = /[ \t\n\r]*/y
const text = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const [brace, braceEnd, bracket, bracketEnd, colon, comma] = [/\{/y, /\}/y, /\[/y, /\]/y, /:/y, /,/y]

/** The position behind which a text is no JSON any more. */
const breakOf = (source: string): number => {
  let at = 0
  const eat = (token: RegExp): boolean => {
    for (const one of [blank, token]) {
      one.lastIndex = at
      if (!one.test(source)) return false
      at = one.lastIndex
    }
    return true
  }
  const list = (end: RegExp, item: () => boolean): boolean => {
    if (eat(end)) return true
    do if (!item()) return false
    while (eat(comma))
    return eat(end)
  }
  const field = () => eat(text) && eat(colon) && value()
  const value = (): boolean =>
    eat(brace) ? list(braceEnd, field) : eat(bracket) ? list(bracketEnd, value) : eat(text) || eat(scalar)
  // behind a value nothing follows but blanks, and before a token that is wrong they are passed over, too
  if (value()) eat(blank)
  return at
}

const parse = Schema.decodeUnknown(Schema.parseJson())

/** What a text says; fails with where and why it is no JSON. */
export const parseJson = (source: string): Effect.Effect<unknown, string> =>
  Effect.mapError(parse(source), ({ issue }) => {
    const lines = source.slice(0, breakOf(source)).split("\n")
    return `line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}: ${reason(issue).message}`
  })
