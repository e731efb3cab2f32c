/**
 * A bad night for a fleet of servers, simulated: `npm run night [-- --devices 1000000]`. Prints a table and draws it into
 * `build/night.svg`, or where `--svg` says.
 */
import * as Fs from "node:fs"
import * as Path from "node:path"
import { parseArgs } from "node:util"
import type { Night } from "../test/night/night.js"
import * as BadNight from "../test/night/night.js"
import { numberGiven } from "../test/support/given.js"
import { root } from "./bundles.js"

const { values } = parseArgs({
  options: {
    devices: { type: "string" },
    svg: { type: "string", default: Path.join(root, "build/night.svg") },
  },
})
const devices = numberGiven("devices", values.devices, 100_000, 1)
const nodes = Math.max(1, Math.round(devices / 5000))

const nights = Object.entries(BadNight.kinds).map(([name, kind]) => {
  const night = BadNight.night(kind, { devices, nodes, seed: "a bad night" })
  console.error(`${name}: done`)
  return { name, night, figures: BadNight.summary(night) }
})

const thousands = (count: number) => count.toLocaleString("en-US")
const share = (part: number) => `${(100 * part).toFixed(0)} %`
const rows = nights.map(({ figures, name }) => [
  name,
  thousands(figures.requests),
  share(figures.retriesInTrouble),
  thousands(figures.peak),
  `${thousands(figures.lostLogins)} of ${thousands(figures.logins)}`,
  share(figures.lostViewers / devices),
  `${figures.recovery} s`,
])
const headings = ["policies", "requests", "retries", "peak/s", "logins lost", "viewers lost", "recovery"]
const line = (cells: ReadonlyArray<string>) => `| ${cells.join(" | ")} |`
console.log([headings, headings.map(() => "---"), ...rows].map(line).join("\n"))

/** Requests a second, so many seconds to a point. */
const pointsOf = ({ firsts, retries }: Night, step: number) =>
  Array.from({ length: Math.floor(firsts.length / step) }, (_, at) => {
    const mean = (list: ReadonlyArray<number>) =>
      list.slice(at * step, (at + 1) * step).reduce((sum, one) => sum + one, 0) / step
    return { first: mean(firsts), all: mean(firsts) + mean(retries) }
  })

const [left, width, height, gap] = [20, 760, 92, 44]
const shown = 45 * 60
const step = 5
const top = Math.max(...nights.flatMap(({ night }) => pointsOf(night, step).map(({ all }) => all)))
const x = (second: number) => left + (second / shown) * width
const draw = ({ name, night }: (typeof nights)[number], index: number) => {
  const base = 70 + index * (height + gap) + height
  const y = (rate: number) => base - (rate / top) * height
  const points = pointsOf(night, step).slice(0, shown / step)
  const area = (rate: (point: (typeof points)[number]) => number, colour: string) =>
    `<path fill="${colour}" d="M${left} ${base}${points
      .map((point, at) => `L${x(at * step).toFixed(1)} ${y(rate(point)).toFixed(1)}`)
      .join("")}V${base}Z"/>`
  const band = (from: number, to: number, colour: string) =>
    `<rect x="${x(from / 1000)}" y="${base - height}" width="${x(to / 1000) - x(from / 1000)}" height="${height}" fill="${colour}"/>`
  const capacity = y(BadNight.capacityOf(devices) * 1000)
  return [
    `<text x="${left}" y="${base - height - 8}" font-weight="600">${name}</text>`,
    band(BadNight.slowFrom, BadNight.downFrom, "#fff3d6"),
    band(BadNight.downFrom, BadNight.backAt, "#fbdede"),
    area(({ all }) => all, "#d2691e"),
    area(({ first }) => first, "#1f5fc4"),
    `<path d="M${left} ${capacity.toFixed(1)}H${left + width}" stroke="#333" stroke-dasharray="4 4"/>`,
    `<path d="M${left} ${base}H${left + width}" stroke="#999"/>`,
  ].join("\n")
}
const bottom = 70 + nights.length * (height + gap)
Fs.mkdirSync(Path.dirname(values.svg), { recursive: true })
Fs.writeFileSync(
  values.svg,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 ${bottom + 20}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="Requests a second in a bad night, by policy">
<rect width="800" height="${bottom + 20}" fill="#fff"/>
<text x="${left}" y="24" font-size="15" font-weight="600">Requests a second that ${thousands(devices)} devices offer, through ${nodes} servers</text>
<text x="${left}" y="44" fill="#555">blue: first tries; orange: retries; dashed: what the service can do; yellow: it is slow; red: it is down; 45 minutes</text>
${nights.map(draw).join("\n")}
</svg>
`,
)
