/** How much of what Adobe's throttle allows is left after this. */
import type { Exchange } from "../http/Exchanges.js"
import type { Outcome } from "./Finding.js"
import { ok, problem } from "./Finding.js"

/** Adobe takes so many at once, and one more each second. */
const burst = 10

export const pace = (all: ReadonlyArray<Exchange>): Outcome<void> => {
  const calls = all.filter(({ endpoint }) => endpoint !== "")
  const refused = calls.filter(({ response }) => response?.status === 429).length
  const [first] = calls
  const last = calls.at(-1)
  const seconds = first === undefined || last === undefined ? 0 : (last.startedAt - first.startedAt) / 1000
  const left = Math.max(0, Math.min(burst, Math.floor(burst - calls.length + seconds)))
  const told = `${calls.length} request${calls.length === 1 ? "" : "s"} in ${seconds.toFixed(1)} s`
  return [
    undefined,
    [
      refused > 0
        ? problem(
            `${told}, ${refused} of them refused as too many from this address`,
            "Other devices share the address, or a server sends no X-Forwarded-For: see --forwarded-for.",
            "Throttling",
          )
        : ok(`${told}; Adobe takes ${burst} at once and then one a second, so ${left} more would go at once`),
    ],
  ]
}
