import * as Options from "@effect/cli/Options"

/** Gives an option a default, and names it in the option's help. */
export const withDefault =
  <const B extends string | number>(fallback: B, description: string) =>
  <A>(option: Options.Options<A>): Options.Options<A | B> =>
    option.pipe(
      Options.withDescription(`${description} Default: ${fallback}.`),
      Options.withDefault(fallback),
    )
