/** What backends export for Prometheus, and what a dashboard asks for. */
import * as Fs from "node:fs"

/** The labels of each series. */
export type Exported = ReadonlyMap<string, ReadonlySet<string>>

/** Takes note of all series of a text of metrics, and gives the values by series. */
export const readMetrics = (text: string, exported: Map<string, Set<string>>): ReadonlyMap<string, number> =>
  new Map(
    text.split("\n").flatMap((line) => {
      const [, series = "", name, labels = "", value] = /^((\w+)(?:\{(.*)\})?) (\S+)$/.exec(line) ?? []
      if (name === undefined) return []
      const known = exported.get(name) ?? new Set()
      for (const [, label = ""] of labels.matchAll(/(\w+)="/g)) known.add(label)
      exported.set(name, known)
      return [[series, Number(value)]]
    }),
  )

interface Panel {
  readonly title: string
  readonly targets?: ReadonlyArray<{ readonly expr: string }>
}

/** The queries of a dashboard, by panel. */
export const queriesOf = (file: string): ReadonlyArray<readonly [title: string, query: string]> => {
  const { panels }: { panels: ReadonlyArray<Panel> } = JSON.parse(Fs.readFileSync(file, "utf8"))
  return panels.flatMap(({ targets = [], title }) => targets.map(({ expr }) => [title, expr] as const))
}

/** The series and labels of a query that are not exported; a query without a series is wrong as a whole. */
export const unknownIn = (query: string, exported: Exported): ReadonlyArray<string> => {
  const series = [...query.matchAll(/(\w+)(?:\{([^}]*)\})?\[/g)]
  if (series.length === 0) return [query]
  const grouped = [...query.matchAll(/by \(([^)]*)\)/g)].flatMap(([, labels = ""]) => labels.split(", "))
  return series.flatMap(([, name = "", matchers = ""]) => {
    const labels = exported.get(name)
    const asked = [...grouped, ...[...matchers.matchAll(/(\w+)[=!~]+"/g)].map(([, label = ""]) => label)]
    return labels === undefined ? [name] : asked.filter((label) => !labels.has(label))
  })
}
