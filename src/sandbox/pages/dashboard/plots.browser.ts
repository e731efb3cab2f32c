/** What a minute looked like: requests a second and those that were answered 429. */
import type { LoggedExchange } from "../../server/requestLog.js"
import type { Dashboard } from "./shared.js"

export const plots = ({ ui }: Dashboard) => {
  const { byId, draw, now, say } = ui
  const span = 60
  const seconds = new Map<number, { all: number; refused: number }>()
  const second = () => Math.floor(now() / 1000)

  const plot = (id: string, values: ReadonlyArray<number>, kind: string, what: string) => {
    const svg = byId(id, SVGSVGElement)
    const top = Math.max(1, ...values)
    const bars = values.flatMap((value, x) =>
      value === 0
        ? []
        : [
            draw("rect", {
              x: String(x + 0.1),
              y: String(10 - (value / top) * 10),
              width: "0.8",
              height: String((value / top) * 10),
              class: kind,
            }),
          ],
    )
    svg.replaceChildren(...bars)
    const total = values.reduce((sum, value) => sum + value, 0)
    svg.setAttribute("aria-label", `${total} ${what} in the last minute, ${top} a second at most`)
  }

  const show = () => {
    const until = second()
    for (const at of seconds.keys()) if (at <= until - span) seconds.delete(at)
    const of = (value: "all" | "refused") =>
      Array.from({ length: span }, (_, index) => seconds.get(until - span + 1 + index)?.[value] ?? 0)
    const [all, refused] = [of("all"), of("refused")]
    plot("plot-requests", all, "", "requests")
    plot("plot-429", refused, "refused", "answers of 429")
    say("rate", String(all.at(-2) ?? 0))
    say("rate-429", String(refused.at(-2) ?? 0))
  }

  return {
    show,
    count: ({ status }: LoggedExchange) => {
      const at = second()
      const known = seconds.get(at) ?? { all: 0, refused: 0 }
      seconds.set(at, { all: known.all + 1, refused: known.refused + (status === 429 ? 1 : 0) })
      show()
    },
  }
}
