import * as Schema from "effect/Schema"

/** Not empty. */
export const NonEmptyText = Schema.String.pipe(
  Schema.filter((text) => text !== "", { description: "a text" }),
)

/** Not empty, and without half a character. */
export const Text = NonEmptyText.pipe(
  Schema.filter((text) => !/\p{Cs}/u.test(text) || "expected well-formed text"),
)

/** Fit for a header: visible ASCII, nothing that could end the line. */
export const HeaderText = Schema.String.pipe(
  Schema.pattern(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, { description: "visible ASCII" }),
)

/** A text that may be missing. */
export const optionalText = Schema.optionalWith(Schema.String, { exact: true })
