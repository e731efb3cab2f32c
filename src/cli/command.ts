/**
 * A command, said once: what it takes, what it does. Here, in one place, its words become flags, its settings are found
 * and its exchanges shown and recorded.
 */
import * as Args from "@effect/cli/Args"
import * as CliConfig from "@effect/cli/CliConfig"
import * as Descriptor from "@effect/cli/CommandDescriptor"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Options from "@effect/cli/Options"
import type { ValidationError } from "@effect/cli/ValidationError"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as Path from "@effect/platform/Path"
import type * as Terminal from "@effect/platform/Terminal"
import * as Effect from "effect/Effect"
import * as Record from "effect/Record"
import { stripVTControlCharacters } from "node:util"
import type { Argument, Flag } from "./flags.js"
import { flagName, on, text } from "./flags.js"
import { recorded } from "./http/recorded.js"
import { didYouMean } from "../sandbox/world/nearest.js"
import type { Output } from "./output/Output.js"
import { resolve, Settings } from "./settings/Settings.js"
import type { SettingName } from "./settings/table.js"
import { selectors, settings } from "./settings/table.js"
import { UsageError } from "./UsageError.js"

/** What every command finds. */
export type Environment =
  FileSystem.FileSystem | HttpClient.HttpClient | Output | Path.Path | Settings | Terminal.Terminal

type Values<F> = { readonly [Name in keyof F]: F[Name] extends Flag<infer A> | Argument<infer A> ? A : never }

type Flags = Readonly<Record<string, Flag<unknown>>>
type Arguments = Readonly<Record<string, Argument<unknown>>>

/** A command as its file says it. */
export interface Spec<F, A, E> {
  /** What one should know before using it, beyond the line that the list of commands has. */
  readonly details?: string
  /** Each with what it does. */
  readonly examples: ReadonlyArray<readonly [typed: string, about: string]>
  readonly arguments: A
  readonly flags: F
  /** The settings that it is about, which come first in its help. Without this it takes no settings at all. */
  readonly uses?: ReadonlyArray<SettingName>
  /** What its help says of a setting, where it means more or else than for others. */
  readonly says?: Partial<Readonly<Record<SettingName, string>>>
  /** It takes a command of its own behind `--`, which is not looked into. */
  readonly takesCommand?: true
  readonly run: (
    given: Values<F> & Values<A>,
    command: ReadonlyArray<string>,
  ) => Effect.Effect<unknown, E, Environment>
}

/** What is shown of a flag or an argument. */
export interface Shown {
  readonly name: string
  readonly about: string
}

/** What is shown of a command. */
export interface Explained {
  readonly details: string
  readonly examples: ReadonlyArray<readonly [typed: string, about: string]>
  readonly arguments: ReadonlyArray<Shown>
  /** Its own, and the settings that it is about. */
  readonly flags: ReadonlyArray<Shown>
  /** The other settings; empty where it takes no settings at all. */
  readonly settings: ReadonlyArray<Shown>
  /** Those of every command. */
  readonly common: ReadonlyArray<Shown>
  readonly takesCommand: boolean
}

/** A command, ready to run. */
export interface Command extends Explained {
  /** For completions. */
  readonly descriptor: (name: string, about: string) => Descriptor.Command<unknown>
  /** Runs it with what was typed behind its name. */
  readonly execute: (
    typed: ReadonlyArray<string>,
  ) => Effect.Effect<unknown, unknown, Exclude<Environment, Settings>>
}

/** A command in the list of all. */
export interface Entry {
  /** As it is typed; it may have two words. */
  readonly name: string
  readonly group: "viewer" | "app" | "tools"
  /** One line. */
  readonly about: string
  /** It runs until it is told to end, so that a signal is how it ends well. */
  readonly isService?: true
  readonly load: () => Promise<Command>
}

/** What every command takes. */
const common = {
  json: on("Write JSON, one object a line, and nothing else to the standard output."),
  verbose: on("Show each request and answer on the standard error, secrets masked."),
  har: text("FILE", "Record each request and answer into a HAR file, secrets masked."),
}

const settingFlags = Record.map({ ...settings, ...selectors }, ({ about, value }) => text(value, about))

// as: a mapped type that TypeScript cannot follow
const optionsOf = <F extends Flags>(flags: F) =>
  (Record.isEmptyRecord(flags)
    ? Options.map(Options.none, () => ({}))
    : Options.all(Record.map(flags, ({ parser }, name) => parser(flagName(name))))) as Options.Options<
    Values<F>
  >

// as: likewise
const argsOf = <A extends Arguments>(args: A) =>
  (Record.isEmptyRecord(args)
    ? Args.map(Args.none, () => ({}))
    : Args.all(Record.map(args, ({ parser }) => parser))) as Args.Args<Values<A>>

const shown = (flags: Flags): ReadonlyArray<Shown> =>
  Object.entries(flags).map(([name, { about, value }]) => ({
    name: `--${flagName(name)}${value === undefined ? "" : ` ${value}`}`,
    about,
  }))

const config = { ...CliConfig.defaultConfig, isCaseSensitive: true }

const seeHelp = "Add --help to see what the command takes."

const misused = ({ error }: ValidationError) =>
  new UsageError({
    message: stripVTControlCharacters(HelpDoc.toAnsiText(error)).trim().replace(/\s+/g, " "),
    next: seeHelp,
  })

/** Declares a command. */
export const command = <const F extends Flags, const A extends Arguments, E>(
  spec: Spec<F, A, E>,
): Command => {
  const { details = "", examples, run, says = {}, uses } = spec
  const of = (name: string) =>
    Descriptor.make(
      name,
      Options.all({
        own: optionsOf(spec.flags),
        common: optionsOf(common),
        settings: optionsOf(uses === undefined ? {} : settingFlags),
      }),
      argsOf(spec.arguments),
    )
  const said: ReadonlyMap<string, string> = new Map(Object.entries(says))
  const isUsed = (name: string) => uses?.some((one) => one === name) ?? false

  const flagNames = [spec.flags, common, uses === undefined ? {} : settingFlags].flatMap((flags) =>
    Object.keys(flags).map((name) => `--${flagName(name)}`),
  )

  const parse = (typed: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      const directive = yield* Effect.mapError(
        Descriptor.parse(of("command"), ["command", ...typed], config),
        misused,
      )
      if (directive._tag === "BuiltIn")
        return yield* new UsageError({ message: "There is no such flag.", next: seeHelp })
      const [extra] = directive.leftover
      if (extra !== undefined) {
        if (spec.takesCommand === true && !extra.startsWith("-")) {
          return yield* new UsageError({
            message: `There is no -- before ${extra}.`,
            next: "The command stands behind --, so that its flags are its own.",
          })
        }
        const [name = extra] = extra.split("=")
        if (flagNames.includes(name) && typed.filter((one) => one.split("=")[0] === name).length > 1) {
          return yield* new UsageError({ message: `${name} is given twice.`, next: seeHelp })
        }
        if (flagNames.includes(extra)) {
          return yield* new UsageError({ message: `${extra} lacks its value.`, next: seeHelp })
        }
        return yield* extra.startsWith("-")
          ? new UsageError({
              message: `There is no flag ${extra}.`,
              next: didYouMean(extra, flagNames) + seeHelp,
            })
          : new UsageError({ message: `There is no use for ${extra}.`, next: seeHelp })
      }
      return directive.value
    })

  return {
    details,
    examples,
    takesCommand: spec.takesCommand === true,
    arguments: Object.values(spec.arguments).map(({ about, shown }) => ({ name: shown, about })),
    flags: [
      ...shown(spec.flags),
      ...shown(
        Record.map(
          Record.filter(settingFlags, (_, name) => isUsed(name)),
          (flag, name) => ({ ...flag, about: said.get(name) ?? flag.about }),
        ),
      ),
    ],
    settings: uses === undefined ? [] : shown(Record.filter(settingFlags, (_, name) => !isUsed(name))),
    common: shown(common),
    descriptor: (name, about) => Descriptor.withDescription(of(name), about),
    execute: (typed) =>
      Effect.gen(function* () {
        const end = spec.takesCommand === true ? typed.indexOf("--") : -1
        const { args, options } = yield* parse(end === -1 ? typed : typed.slice(0, end))
        const context = yield* Effect.context<FileSystem.FileSystem | Path.Path>()
        const all = yield* Effect.cached(Effect.provide(resolve(options.settings), context))
        return yield* Effect.scoped(
          Effect.flatMap(recorded(options.common), (client) =>
            run({ ...options.own, ...args }, end === -1 ? [] : typed.slice(end + 1)).pipe(
              Effect.provideService(HttpClient.HttpClient, client),
              Effect.provideService(Settings, all),
            ),
          ),
        )
      }),
  }
}
