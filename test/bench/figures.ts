/** What the benches measure: rounds of figures, their medians and spread, and ratios within one run. */

/** The figures of one subject in one round, each by its name. */
export type Sample = Readonly<Record<string, number>>

/** What is measured in one run, side by side. */
export interface Table {
  readonly title: string
  /** The subject that the others are held against. */
  readonly base: string
  /** The unit of each figure. */
  readonly units: Readonly<Record<string, string>>
  /** The figures that are held against the last result: those that a busy machine changes little. */
  readonly held: ReadonlyArray<string>
  /** What a ratio may be at most, whatever the last result was. */
  readonly most?: Readonly<Record<string, number>> | undefined
  /** Each subject's samples, round by round. */
  readonly rounds: Readonly<Record<string, ReadonlyArray<Sample>>>
}

export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

export interface Figure extends Spread {
  /** To the base, round by round. */
  readonly ratio: Spread
}

/** Figures by table, subject and name: what is kept of a run. */
export type Result = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Figure>>>>>>

export const spread = (numbers: ReadonlyArray<number>): Spread => {
  const sorted = numbers.toSorted((one, other) => one - other)
  const at = (index: number) => sorted[index] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    least: at(0),
    most: at(sorted.length - 1),
  }
}

/** Three digits are more than a bench can tell. */
const rounded = ({ least, median, most }: Spread): Spread => {
  const round = (number: number) => Number(number.toPrecision(3))
  return { median: round(median), least: round(least), most: round(most) }
}

const figuresOf = ({ base, rounds, units }: Table, subject: string): Readonly<Record<string, Figure>> =>
  Object.fromEntries(
    Object.keys(units).flatMap((name) => {
      const numbers = (rounds[subject] ?? []).map((sample) => sample[name] ?? Number.NaN)
      if (numbers.some(Number.isNaN)) return []
      const ratios = numbers.map((number, round) => number / (rounds[base]?.[round]?.[name] ?? Number.NaN))
      return [[name, { ...rounded(spread(numbers)), ratio: rounded(spread(ratios)) }]]
    }),
  )

export const resultOf = (tables: ReadonlyArray<Table>): Result =>
  Object.fromEntries(
    tables.map((table) => [
      table.title,
      Object.fromEntries(Object.keys(table.rounds).map((subject) => [subject, figuresOf(table, subject)])),
    ]),
  )

/** A ratio may be so much above the committed one, for machines and rounds differ. */
export const tolerance = 4 / 3

/** Each held figure whose ratio is further above the committed one than the tolerance, or above what it may be at most. */
export const regressions = (
  tables: ReadonlyArray<Table>,
  result: Result,
  committed: Result,
): ReadonlyArray<string> =>
  tables.flatMap(({ held, most, title }) =>
    Object.entries(result[title] ?? {}).flatMap(([subject, figures]) =>
      held.flatMap((name) => {
        const now = figures[name]?.ratio.median
        const limit = most?.[name]
        if (now !== undefined && limit !== undefined && now > limit) {
          return [
            `${title}: ${subject}: ${name} is ${now} times the base's, and may be ${limit.toFixed(2)} times`,
          ]
        }
        // by the most of its rounds, for the medians of a machine that shares its cores differ by half
        const before = committed[title]?.[subject]?.[name]?.ratio.most
        return now === undefined || before === undefined || now <= before * tolerance
          ? []
          : [`${title}: ${subject}: ${name} is ${now} times the base's, and was ${before} times at most`]
      }),
    ),
  )

const cell = ({ least, median, most }: Spread) => `${median} (${least}–${most})`

/** A page with a text in place of what stood in a section of it, or in a new one at its end. */
export const inSection = (page: string, name: string, text: string): string => {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`]
  const [before = "", rest] = page.split(begin)
  const after = rest?.split(end)[1] ?? "\n"
  return `${before.trimEnd()}\n\n${begin}\n\n${text}\n\n${end}${after}`
}

/** A table in Markdown; where a result is committed, its ratios stand beside those of this run. */
export const markdown = ({ base, rounds, title, units }: Table, result: Result, committed: Result) => {
  const before = committed[title]
  const names = Object.entries(units)
  const head = names.flatMap(([name, unit]) => [
    `${name}, ${unit}`,
    `to ${base}`,
    ...(before === undefined ? [] : ["committed"]),
  ])
  const rows = Object.keys(rounds).map((subject) => [
    subject,
    ...names.flatMap(([name]) => {
      const figure = result[title]?.[subject]?.[name]
      return [
        figure === undefined ? "" : cell(figure),
        figure === undefined ? "" : cell(figure.ratio),
        ...(before === undefined ? [] : [String(before[subject]?.[name]?.ratio.median ?? "")]),
      ]
    }),
  ])
  const lines = [["", ...head], ["---", ...head.map(() => "---:")], ...rows]
  return [`### ${title}`, "", ...lines.map((cells) => `| ${cells.join(" | ")} |`), ""].join("\n")
}
