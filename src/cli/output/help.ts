/** Help texts, in 80 columns. */
import type { Entry, Explained, Shown } from "../command.js"
import { version } from "../version.js"
import { exitCodesExplained } from "./exitCodes.js"
import { definitions, wrap } from "./text.js"

const columns = 80

const rows = (all: ReadonlyArray<Shown>) =>
  definitions(
    all.map(({ about, name }) => [name, about] as const),
    columns,
  )

const section = (title: string, lines: ReadonlyArray<string>) =>
  lines.length === 0 ? [] : ["", title, ...lines]

/** The whole command: what there is to do. */
export const overview = (
  groups: ReadonlyArray<readonly [group: Entry["group"], title: string]>,
  catalogue: ReadonlyArray<Entry>,
): string =>
  [
    `adobe-pass ${version}: Adobe Pass Authentication at the command line, on Adobe's`,
    "environments or on a sandbox of this machine.",
    "",
    "  adobe-pass COMMAND [ARGUMENTS] [FLAGS]",
    "  adobe-pass COMMAND --help",
    ...groups.flatMap(([group, title]) =>
      section(
        title,
        definitions(
          catalogue.filter((one) => one.group === group).map(({ about, name }) => [name, about] as const),
          columns,
        ),
      ),
    ),
    ...section("First steps", [
      "  adobe-pass sandbox        in one terminal, and in another:",
      "  adobe-pass login          as basic, with the password password",
      "  adobe-pass authorize newsline",
    ]),
    ...section(
      "Exit codes",
      definitions(
        exitCodesExplained.map(([code, about]) => [String(code), about] as const),
        columns,
      ),
    ),
  ].join("\n")

/** One command. */
export const commandHelp = ({ about, name }: Entry, explained: Explained): string => {
  const { common, details, examples, flags, settings, takesCommand } = explained
  const behind = takesCommand ? ["[FLAGS] -- COMMAND [ARG...]"] : ["[FLAGS]"]
  const typed = ["adobe-pass", name, ...explained.arguments.map((one) => one.name), ...behind].join(" ")
  return [
    ...wrap(about, columns),
    "",
    `  ${typed}`,
    ...(details === "" ? [] : ["", ...details.split("\n").flatMap((line) => wrap(line, columns))]),
    ...section("Arguments", rows(explained.arguments)),
    ...section("Flags", rows(flags)),
    ...section("Output", rows(common)),
    ...section("Settings, also as ADOBE_PASS_* or in adobe-pass.json (see adobe-pass env)", rows(settings)),
    ...section(
      "Examples",
      examples.flatMap(([typed, about]) => [
        `  ${typed}`,
        ...wrap(about, columns - 6).map((line) => `      ${line}`),
      ]),
    ),
  ].join("\n")
}
