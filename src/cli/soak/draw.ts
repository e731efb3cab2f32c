/** Latencies as a picture: a bar from nothing to the median, on to the 90th and to the 99th percentile. */
import { dim, red } from "../output/style.js"
import { table } from "../output/text.js"
import { version } from "../version.js"
import type { Summary } from "./Latencies.js"

const scaleOf = (all: ReadonlyArray<Summary>) => Math.max(1, ...all.map(({ p99 }) => p99))

const bar = ({ p50, p90, p99 }: Summary, scale: number, width: number): string => {
  const cells = (millis: number) => Math.max(0, Math.round((millis / scale) * width))
  const [median, most, nearly] = [Math.max(1, cells(p50)), cells(p90), cells(p99)]
  return (
    "█".repeat(median) +
    "▓".repeat(Math.max(0, most - median)) +
    "░".repeat(Math.max(0, nearly - Math.max(median, most)))
  )
}

/** For a terminal of so many columns. */
export const drawing = (all: ReadonlyArray<Summary>, columns: number): string => {
  const scale = scaleOf(all)
  const width = Math.max(8, Math.min(columns, 100) - 76)
  return [
    table(
      ["ENDPOINT", "CALLS", "FAILED", "P50", "P90", "P99", "MAX", "MS"],
      all.map((one) => [
        one.endpoint,
        String(one.count),
        one.failures === 0 ? "" : red(String(one.failures)),
        one.p50.toFixed(0),
        one.p90.toFixed(0),
        one.p99.toFixed(0),
        one.max.toFixed(0),
        bar(one, scale, width),
      ]),
      columns,
    ),
    dim(`█ half of the calls, ▓ nine of ten, ░ 99 of 100; the longest bar is ${scale.toFixed(0)} ms`),
  ].join("\n")
}

const escape = (text: string) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)

const row = (one: Summary, at: number, scale: number) => {
  const y = 60 + at * 34
  const width = (millis: number) => ((millis / scale) * 460).toFixed(1)
  const rect = (millis: number, colour: string) =>
    `<rect x="260" y="${y}" width="${width(millis)}" height="16" fill="${colour}"/>`
  return [
    `<text x="250" y="${y + 13}" text-anchor="end">${escape(one.endpoint)}</text>`,
    rect(one.p99, "#c6d9f7"),
    rect(one.p90, "#7ba7ea"),
    rect(one.p50, "#1f5fc4"),
    `<text x="730" y="${y + 13}">${one.p50.toFixed(0)} / ${one.p90.toFixed(0)} / ${one.p99.toFixed(0)} ms, ${one.count} call${one.count === 1 ? "" : "s"}${one.failures === 0 ? "" : `, ${one.failures} failed`}</text>`,
  ].join("")
}

/** For a browser or a ticket. */
export const svg = (all: ReadonlyArray<Summary>, title: string): string => {
  const scale = scaleOf(all)
  const height = 90 + all.length * 34
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 ${height}" width="1000" height="${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="${escape(title)}">
<rect width="1000" height="${height}" fill="#fff"/>
<text x="20" y="30" font-size="17" font-weight="600">${escape(title)}</text>
${all.map((one, at) => row(one, at, scale)).join("\n")}
<text x="20" y="${height - 14}" fill="#555">Median, 90th and 99th percentile; adobe-pass ${version}</text>
</svg>
`
}

/** One line, for while it goes on. */
export const progress = (all: ReadonlyArray<Summary>, rounds: number, left: string): string => {
  const calls = all.reduce((sum, { count }) => sum + count, 0)
  const failures = all.reduce((sum, one) => sum + one.failures, 0)
  return `${rounds} rounds, ${calls} calls, ${failures} failed, ${left} to go`
}
