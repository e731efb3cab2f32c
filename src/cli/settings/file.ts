/** `adobe-pass.json`: settings for all, and named profiles of them. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import { reason } from "../../domain/wire/Reason.js"
import { UsageError } from "../UsageError.js"
import { parseJson } from "./json.js"
import { settings } from "./table.js"

const Text = Schema.optionalWith(Schema.String, { exact: true })
/** A text, or JSON that is written out. */
const TextOrJson = Schema.optionalWith(
  Schema.Union(
    Schema.String,
    Schema.transform(Schema.Record({ key: Schema.String, value: Schema.Unknown }), Schema.String, {
      strict: true,
      decode: (value) => JSON.stringify(value),
      encode: () => ({}),
    }),
  ),
  { exact: true },
)
const fields = Record.map(settings, ({ value }) => (value === "JSON" ? TextOrJson : Text))
const Profile = Schema.Struct(fields)

const Contents = Schema.Struct({
  $schema: Text,
  ...fields,
  /** The one that is meant where no other is asked for. */
  profile: Text,
  profiles: Schema.optionalWith(Schema.Record({ key: Schema.String, value: Profile }), {
    default: () => ({}),
  }),
})

const decode = Schema.decodeUnknown(Contents, { onExcessProperty: "error" })

export const fileName = "adobe-pass.json"

export interface SettingsFile {
  readonly path: string
  /** Each with where in the file it stands. */
  readonly values: ReadonlyMap<string, { readonly value: string; readonly from: string }>
}

const nearest = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  for (let folder = path.resolve("."); ; folder = path.dirname(folder)) {
    const file = path.join(folder, fileName)
    if (yield* Effect.orElseSucceed(fs.exists(file), () => false)) return Option.some(file)
    if (path.dirname(folder) === folder) return Option.none()
  }
})

/** Reads a file of settings, the nearest one unless another is asked for, and picks the profile. */
export const read = Effect.fn(function* (config: string | undefined, asked: string | undefined) {
  const path = config === undefined ? yield* nearest : Option.some(config)
  if (Option.isNone(path)) {
    if (asked !== undefined) {
      return yield* new UsageError({
        message: `There is no profile ${asked}, as there is no ${fileName}.`,
        next: `Write a ${fileName} with {"profiles": {"${asked}": {...}}}, here or in a folder above.`,
      })
    }
    return Option.none<SettingsFile>()
  }
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.mapError(
    fs.readFileString(path.value),
    () => new UsageError({ message: `${path.value} cannot be read.` }),
  )
  const wrong = (message: string) => new UsageError({ message: `${path.value}: ${message}` })
  const given = yield* Effect.mapError(parseJson(text), wrong)
  const {
    $schema: _,
    profile: usual,
    profiles,
    ...all
  } = yield* Effect.mapError(decode(given), ({ issue }) => {
    const { message, path: at } = reason(issue)
    return wrong(`${at.length === 0 ? "" : `${at.join(".")}: `}${message}`)
  })
  const profile = asked ?? usual
  const chosen = profile === undefined ? {} : profiles[profile]
  if (chosen === undefined) {
    const names = Object.keys(profiles)
    return yield* new UsageError({
      message: `${path.value} has no profile ${profile}.`,
      next: names.length === 0 ? "It has no profiles at all." : `It has ${names.join(", ")}.`,
    })
  }
  const values = new Map(
    [
      [all, fileName] as const,
      // the profile's own go before those of all profiles
      [chosen, `${fileName}, profile ${profile}`] as const,
    ].flatMap(([some, from]) =>
      Object.entries(some).map(([name, value]) => [name, { value, from }] as const),
    ),
  )
  return Option.some<SettingsFile>({ path: path.value, values })
})
