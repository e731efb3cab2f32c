import * as Schema from "effect/Schema"

/** Fit for a header: visible ASCII, nothing that could end the line. */
export const HeaderText = Schema.String.pipe(
  Schema.pattern(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, { description: "visible ASCII" }),
)
