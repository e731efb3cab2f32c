/** Texts in lines, and tables, that fit a terminal. */
import { stripVTControlCharacters } from "node:util"
import { dim } from "./style.js"

/** The columns a text takes, colours aside. */
export const widthOf = (text: string): number => [...stripVTControlCharacters(text)].length

const pad = (text: string, width: number) => text + " ".repeat(Math.max(0, width - widthOf(text)))

/** Words in lines of so many columns. */
export const wrap = (text: string, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const word of text.split(" ")) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line)
      line = word
    } else line = line === "" ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** Names, and behind each its text, which may take several lines. */
export const definitions = (
  rows: ReadonlyArray<readonly [name: string, text: string]>,
  columns: number,
  indent = 2,
): ReadonlyArray<string> => {
  const longest = Math.max(0, ...rows.map(([name]) => widthOf(name)))
  const names = Math.min(longest, 30) + 2
  return rows.flatMap(([name, text]) => {
    const lines = wrap(text, Math.max(columns - indent - names, 20))
    const fits = widthOf(name) + 2 <= names
    const first = fits ? [pad(name, names) + (lines[0] ?? "")] : [name, " ".repeat(names) + (lines[0] ?? "")]
    return [...first, ...lines.slice(1).map((line) => " ".repeat(names) + line)].map((line) =>
      (" ".repeat(indent) + line).trimEnd(),
    )
  })
}

/** No wider than so many columns. */
export const cut = (text: string, width: number) =>
  widthOf(text) <= width
    ? text
    : `${[...stripVTControlCharacters(text)].slice(0, Math.max(width - 1, 0)).join("")}…`

/** Rows under their headings; where it is too wide, the widest columns give way. */
export const table = (
  headings: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  columns: number,
): string => {
  const widths = headings.map((heading, at) =>
    Math.max(widthOf(heading), ...rows.map((row) => widthOf(row[at] ?? ""))),
  )
  const gaps = 2 * (headings.length - 1)
  let excess = widths.reduce((sum, width) => sum + width, gaps) - columns
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths))
    widths[widest] = (widths[widest] ?? 0) - 1
    excess -= 1
  }
  const line = (cells: ReadonlyArray<string>) =>
    widths
      .map((width, at) => pad(cut(cells[at] ?? "", width), at === widths.length - 1 ? 0 : width))
      .join("  ")
      .trimEnd()
  return [dim(line(headings)), ...rows.map(line)].join("\n")
}
