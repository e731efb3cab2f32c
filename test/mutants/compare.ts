/** What a run of mutants came to, beside the survivors that are explained. */

/** A small change of the source, and what the tests made of it: a part of Stryker's report. */
export interface Mutant {
  readonly mutatorName: string
  readonly replacement?: string
  readonly status: string
  readonly location: Record<"start" | "end", { readonly line: number; readonly column: number }>
}

/** Stryker's report, as far as it is read. */
export interface Report {
  readonly files: Readonly<
    Record<string, { readonly source: string; readonly mutants: ReadonlyArray<Mutant> }>
  >
}

/** A mutant that no test kills, and why none should: one mutant, or each of a text where `to` is not given. */
export interface Survivor {
  /** Below `src`. */
  readonly file: string
  /** What stands in the source, or how it begins where `to` is not given. */
  readonly from: string
  /** What the mutant has in its place; whatever it is, unless given. */
  readonly to?: string
  readonly why: string
}

/** A text with its white space made equal. */
export const inOneLine = (text: string) => text.replaceAll(/\s+/g, " ").trim()

/** What a mutant replaces. */
const original = (source: string, { end, start }: Mutant["location"]) => {
  const lines = source.split("\n").slice(start.line - 1, end.line)
  const last = lines.length - 1
  lines[last] = lines[last]!.slice(0, end.column - 1)
  lines[0] = lines[0]!.slice(start.column - 1)
  return inOneLine(lines.join("\n"))
}

/** The share of mutants that were killed, the survivors that are not explained, and explanations without a survivor. */
export const compare = (report: Report, survivors: ReadonlyArray<Survivor>) => {
  let [killed, survived] = [0, 0]
  const unexplained: Array<string> = []
  const found = new Set<Survivor>()
  const files = new Set<string>()
  for (const [path, { mutants, source }] of Object.entries(report.files)) {
    const file = path.replace(/^src\//, "")
    files.add(file)
    for (const { location, mutatorName, replacement = "", status } of mutants) {
      if (status === "Killed" || status === "Timeout") killed += 1
      if (status !== "Survived" && status !== "NoCoverage") continue
      survived += 1
      const from = original(source, location)
      const to = inOneLine(replacement)
      const known = survivors.find(
        (one) =>
          one.file === file &&
          (one.to === undefined
            ? from.startsWith(one.from)
            : one.from === from && one.to === to && !found.has(one)),
      )
      if (known !== undefined) found.add(known)
      else {
        unexplained.push(`${path}:${location.start.line} ${status}, ${mutatorName}: ${from} => ${to}`)
      }
    }
  }
  const stale = survivors.filter((one) => files.has(one.file) && !found.has(one))
  return { killed, survived, score: killed / (killed + survived), unexplained, stale }
}
