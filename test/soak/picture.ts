/** What a soak looked like over its time, as an SVG. */
import * as Os from "node:os"
import type { Sample } from "./worker.js"

/** How a process was. */
export interface Point extends Omit<Sample, "name"> {
  /** Minutes. */
  readonly at: number
}

/** What is to be seen of a soak. */
export interface Seen {
  readonly minutes: number
  /** By the name of the process. */
  readonly series: ReadonlyMap<string, ReadonlyArray<Point>>
  /** A line for each process. */
  readonly growth: ReadonlyArray<string>
  /** How many calls failed, by the tag of the error. */
  readonly failures: ReadonlyMap<string, number>
}

const colours = ["#1f5fc4", "#d2691e", "#2e8b57", "#8a2be2", "#555"]
const [left, width, height, gap] = [70, 720, 90, 46]

const panels: ReadonlyArray<readonly [title: string, of: (point: Point) => number | undefined]> = [
  ["heap after collection, MB", ({ heap }) => heap / 1e6],
  ["resident, MB", ({ resident }) => resident / 1e6],
  ["sockets", ({ sockets }) => sockets],
  ["timers", ({ timers }) => timers],
  ["median latency, ms", ({ calls, p50 }) => (calls > 0 ? p50 : undefined)],
  ["99th percentile, ms", ({ calls, p99 }) => (calls > 0 ? p99 : undefined)],
  [
    "failed calls, of a hundred",
    ({ calls, failed }) =>
      calls > 0 ? (100 * Object.values(failed).reduce((sum, one) => sum + one, 0)) / calls : undefined,
  ],
]

const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")

/** A panel for each thing that is measured, a line in it for each process. */
export const picture = ({ failures, growth, minutes, series }: Seen): string => {
  const x = (at: number) => left + (at / minutes) * width
  const drawn = panels.map(([title, of], panel) => {
    const base = 110 + panel * (height + gap) + height
    const lines = [...series.values()].map((all, colour) => {
      const points = all.flatMap((point) => {
        const value = of(point)
        return value === undefined ? [] : [[point.at, value] as const]
      })
      return { points, colour: colours[colour % colours.length] ?? "#000" }
    })
    const top = Math.max(1, ...lines.flatMap(({ points }) => points.map(([, value]) => value)))
    const y = (value: number) => base - (value / top) * height
    return [
      `<text x="${left}" y="${base - height - 8}" font-weight="600">${title}</text>`,
      `<text x="${left - 8}" y="${base - height + 10}" text-anchor="end" fill="#555">${top.toFixed(top < 10 ? 1 : 0)}</text>`,
      `<path d="M${left} ${base}H${left + width}" stroke="#999"/>`,
      ...lines
        .filter(({ points }) => points.length > 0)
        .map(
          ({ colour, points }) =>
            `<path fill="none" stroke="${colour}" d="M${points.map(([at, value]) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join("L")}"/>`,
        ),
    ].join("\n")
  })
  const legend = [...series.keys()]
    .map((name, at) => `<tspan fill="${colours[at % colours.length] ?? "#000"}">● ${name}</tspan>`)
    .join("  ")
  const bottom = 110 + panels.length * (height + gap)
  const [cpu] = Os.cpus()
  const machine = `${Os.cpus().length} × ${cpu?.model.trim() ?? "unknown"}, Node ${process.versions.node}, ${Os.platform()}`
  const tags = [...failures]
    .toSorted(([, one], [, other]) => other - one)
    .map(([tag, count]) => `${count} ${tag}`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 820 ${bottom + 40 + growth.length * 20}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="Memory, sockets, timers, latencies and failures over ${minutes} minutes">
<rect width="820" height="${bottom + 40 + growth.length * 20}" fill="#fff"/>
<text x="20" y="26" font-size="16" font-weight="600">${minutes} minutes of use, with faults</text>
<text x="20" y="48" fill="#555">${escape(machine)}</text>
<text x="20" y="70">${legend}</text>
${drawn.join("\n")}
<text x="20" y="${bottom}" font-weight="600">Slope of the heap after the first fifth, with its margin at 95 % confidence</text>
${growth.map((one, at) => `<text x="20" y="${bottom + 22 + at * 20}">${escape(one)}</text>`).join("\n")}
<text x="20" y="${bottom + 26 + growth.length * 20}" fill="#555" font-size="11">failed: ${escape(tags.join(", "))}</text>
</svg>
`
}
