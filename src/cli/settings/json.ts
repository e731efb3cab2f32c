/** JSON that people write: comments and commas at the end are welcome, and a mistake is told with its line and column. */
import * as Effect from "effect/Effect"
import JSON5 from "json5"

/** What a text says; fails with where and why it is no JSON. */
export const parseJson = (text: string): Effect.Effect<unknown, string> =>
  Effect.try({
    try: (): unknown => JSON5.parse(text),
    catch: (error) =>
      String(error).replace(/^SyntaxError: JSON5: (.*) at (\d+):(\d+)$/s, "line $2, column $3: $1"),
  })
