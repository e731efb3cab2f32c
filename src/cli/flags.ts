/** What a command takes: flags and arguments, each with the help that was written for it. */
import * as Args from "@effect/cli/Args"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Options from "@effect/cli/Options"
import * as ValidationError from "@effect/cli/ValidationError"
import * as Either from "effect/Either"
import * as Option from "effect/Option"

/** A flag, by the name that the command gives it. */
export interface Flag<A> {
  readonly about: string
  /** What stands for its value in a help text; absent where it has none. */
  readonly value?: string
  readonly parser: (name: string) => Options.Options<A>
}

/** What stands behind the command's name. */
export interface Argument<A> {
  readonly about: string
  /** As it stands in a help text, such as `RESOURCE...`. */
  readonly shown: string
  readonly parser: Args.Args<A>
}

const flag = <A>(about: string, value: string, parser: (name: string) => Options.Options<A>): Flag<A> => ({
  about,
  value,
  parser: (name) => Options.withDescription(parser(name), about),
})

/** On where it is given. */
export const on = (about: string): Flag<boolean> => ({
  about,
  parser: (name) => Options.withDescription(Options.boolean(name), about),
})

export const text = (value: string, about: string): Flag<string | undefined> =>
  flag(about, value, (name) => Options.map(Options.optional(Options.text(name)), Option.getOrUndefined))

/** May be given more than once. */
export const texts = (value: string, about: string): Flag<ReadonlyArray<string>> =>
  flag(`${about} May be repeated.`, value, (name) => Options.repeated(Options.text(name)))

export const textOr = (value: string, fallback: string, about: string): Flag<string> =>
  flag(`${about} Default: ${fallback}.`, value, (name) => Options.withDefault(Options.text(name), fallback))

/** A whole number of a range; anything else is refused by the name of its flag. */
const wholeNumber = (name: string, range?: readonly [least: number, most: number]) =>
  Options.mapEffect(Options.text(name), (text) => {
    const number = text.trim() === "" ? Number.NaN : Number(text)
    const [least, most] = range ?? [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
    if (Number.isInteger(number) && number >= least && number <= most) return Either.right(number)
    const wanted = range === undefined ? "a whole number" : `a whole number from ${least} to ${most}`
    return Either.left(ValidationError.invalidValue(HelpDoc.p(`--${name} takes ${wanted}, not ${text}.`)))
  })

export const integer = (value: string, about: string): Flag<number | undefined> =>
  flag(about, value, (name) => Options.map(Options.optional(wholeNumber(name)), Option.getOrUndefined))

export const integerOr = (value: string, fallback: number, about: string): Flag<number> =>
  flag(`${about} Default: ${fallback}.`, value, (name) => Options.withDefault(wholeNumber(name), fallback))

export const port = (about: string): Flag<number | undefined> =>
  flag(about, "PORT", (name) =>
    Options.map(Options.optional(wholeNumber(name, [0, 65_535])), Option.getOrUndefined),
  )

export const choice = <const A extends string>(
  choices: ReadonlyArray<A>,
  about: string,
): Flag<A | undefined> =>
  flag(`${about} One of ${choices.join(", ")}.`, "NAME", (name) =>
    Options.map(Options.optional(Options.choice(name, choices)), Option.getOrUndefined),
  )

export const choiceOr = <const A extends string>(
  choices: ReadonlyArray<A>,
  fallback: A,
  about: string,
): Flag<A> =>
  flag(`${about} One of ${choices.join(", ")}. Default: ${fallback}.`, "NAME", (name) =>
    Options.withDefault(Options.choice(name, choices), fallback),
  )

/** A mistyped flag must not pass for an argument. */
const isNoFlag = (text: string) => !text.startsWith("--")
const argumentText = (name: string, about: string) =>
  Args.text({ name }).pipe(
    Args.withDescription(about),
    Args.mapEffect((text) =>
      isNoFlag(text) ? Either.right(text) : Either.left(HelpDoc.p(`There is no flag ${text}.`)),
    ),
  )

export const argument = (name: string, about: string): Argument<string> => ({
  about,
  shown: name,
  parser: argumentText(name, about),
})

export const optionalArgument = (name: string, about: string): Argument<string | undefined> => ({
  about,
  shown: `[${name}]`,
  parser: Args.map(Args.optional(argumentText(name, about)), Option.getOrUndefined),
})

/** One or more. */
export const argumentList = (name: string, about: string): Argument<ReadonlyArray<string>> => ({
  about,
  shown: `${name}...`,
  parser: Args.atLeast(argumentText(name, about), 1),
})

/** `domainName` as one types it: `--domain-name`. */
export const flagName = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
