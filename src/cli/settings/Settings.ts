/** Where each setting comes from: a flag, else a variable of the environment, else `adobe-pass.json`, else a default. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import { flagName } from "../flags.js"
import { UsageError } from "../UsageError.js"
import type { SettingsFile } from "./file.js"
import { fileName, read } from "./file.js"
import type { SelectorName, Setting, SettingName } from "./table.js"
import { settings, variableName } from "./table.js"

/** A value, and where it was taken from. */
export interface Resolved {
  readonly value: string
  readonly from: string
}

export type Given = Readonly<Partial<Record<SettingName | SelectorName, string | undefined>>>

export interface AllSettings {
  readonly file: Option.Option<SettingsFile>
  readonly values: ReadonlyMap<SettingName, Resolved>
}

/** The settings of this run; what is wrong with them shows when a command asks for one. */
export class Settings extends Context.Tag("effect-adobe-pass/cli/Settings")<
  Settings,
  Effect.Effect<AllSettings, UsageError>
>() {}

const names = Record.keys(settings)

/** The sandbox where `adobe-pass sandbox` puts it. */
export const sandboxUrl = "http://127.0.0.1:4010"

/** What there is without any setting, for a first try against the sandbox. */
const defaults = { environment: "sandbox", serviceProvider: "REF30" }

const variable = (name: SettingName | SelectorName) =>
  Effect.map(
    Effect.orDie(Config.option(Config.string(variableName(name)))),
    Option.filter((value) => value !== ""),
  )

const contents = Effect.fn(function* (name: SettingName, file: string, relativeTo: string | undefined) {
  const fs = yield* FileSystem.FileSystem
  const { dirname, resolve } = yield* Path.Path
  const path = relativeTo === undefined ? file : resolve(dirname(relativeTo), file)
  return yield* Effect.mapBoth(fs.readFileString(path), {
    onFailure: () => new UsageError({ message: `${flagName(name)}: ${path} cannot be read.` }),
    onSuccess: (text) => text.trim(),
  })
})

/** Finds every setting, given those that were typed as flags. */
export const resolve = Effect.fn(function* (flags: Given) {
  const selector = (name: SelectorName) =>
    Effect.map(variable(name), (found) => flags[name] ?? Option.getOrUndefined(found))
  const file = yield* read(yield* selector("config"), yield* selector("profile"))
  const values = new Map<SettingName, Resolved>()

  for (const name of names) {
    const { fromFile }: Setting = settings[name]
    const fromVariable = yield* variable(name)
    const inFile = Option.flatMapNullable(file, ({ values }) => values.get(name))
    const found =
      flags[name] !== undefined
        ? { value: flags[name], from: `--${flagName(name)}` }
        : Option.isSome(fromVariable)
          ? { value: fromVariable.value, from: variableName(name) }
          : Option.isSome(inFile) && Option.isSome(file)
            ? { ...inFile.value, path: file.value.path }
            : undefined
    if (found === undefined) continue
    values.set(
      name,
      fromFile === true && found.value.startsWith("@")
        ? {
            value: yield* contents(name, found.value.slice(1), "path" in found ? found.path : undefined),
            from: `${found.from}, ${found.value}`,
          }
        : { value: found.value, from: found.from },
    )
  }
  if (!values.has("environment")) values.set("environment", { value: defaults.environment, from: "default" })
  if (isSandbox(values.get("environment")?.value ?? "") && !values.has("serviceProvider")) {
    values.set("serviceProvider", { value: defaults.serviceProvider, from: "default, for a sandbox" })
  }
  return { file, values } satisfies AllSettings
})

/** Whether an environment is on this machine, where nothing but a sandbox is. */
export const isSandbox = (environment: string): boolean =>
  environment === "sandbox" || /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/.test(environment)

/** A setting that may be absent. */
export const setting = (name: SettingName): Effect.Effect<string | undefined, UsageError, Settings> =>
  Effect.map(Effect.flatten(Settings), ({ values }) => values.get(name)?.value)

/** A setting that the command cannot do without. */
export const required = (name: SettingName): Effect.Effect<string, UsageError, Settings> =>
  Effect.flatMap(setting(name), (value) =>
    value === undefined
      ? new UsageError({
          message: `${flagName(name)} is missing.`,
          next: `Give --${flagName(name)} ${settings[name].value}, set ${variableName(name)}, or write "${name}" into ${fileName}.`,
        })
      : Effect.succeed(value),
  )
