import * as Schema from "effect/Schema"

/** Not empty. */
export const NonEmptyText = Schema.String.pipe(
  Schema.filter((text) => text !== "", { description: "a text that is not empty" }),
)

/** Not empty, and without half a character. */
export const Text = NonEmptyText.pipe(
  Schema.filter((text) => !/\p{Cs}/u.test(text) || "expected well-formed text"),
)

/** Fit for a header: visible ASCII, nothing that could end the line. */
export const HeaderText = NonEmptyText.pipe(
  Schema.filter((text) => /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text) || "expected visible ASCII"),
)

/** A text that may be missing. */
export const optionalText = Schema.optionalWith(Schema.String, { exact: true })
