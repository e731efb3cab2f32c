/** Throttling: its switch, and the bucket of each address as it fills and drains. */
import type { Throttle } from "../../world/limits.js"
import type { BucketSnapshot } from "../../admin/buckets.js"
import type { Dashboard } from "./shared.js"

export const buckets = ({ list, steer, ui }: Dashboard) => {
  const { byId, draw, make, say } = ui
  const samples = 60
  const levels = new Map<string, ReadonlyArray<number>>()
  const onOff = byId("throttle", HTMLInputElement)
  const meters = new Map<
    string,
    { readonly meter: HTMLElement; readonly text: HTMLElement; readonly line: SVGElement }
  >()

  onOff.addEventListener("change", () => {
    const enabled = onOff.checked
    void steer(enabled ? "Throttling is on." : "Throttling is off.", "PUT", "throttle", { enabled })
  })

  const begin = (address: string) => {
    const meter = make("div", {
      class: "bucket",
      role: "meter",
      "aria-label": `Bucket of ${address}`,
      "aria-valuemin": "0",
    })
    const text = make("p", { class: "soft" })
    const line = draw("polyline", {})
    const level = draw("svg", {
      class: "level",
      viewBox: "0 0 59 10",
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    })
    level.append(line)
    meters.set(address, { meter, text, line })
    return make(
      "li",
      { class: "wide" },
      make("p", { class: "title" }, make("code", {}, address)),
      meter,
      level,
      text,
    )
  }

  return (throttle: Throttle | null, buckets: ReadonlyArray<BucketSnapshot>) => {
    onOff.checked = throttle !== null
    say(
      "throttle-about",
      throttle === null
        ? "Off: any number of requests is answered."
        : `On: ${throttle.requestsPerSecond} request${throttle.requestsPerSecond === 1 ? "" : "s"} a second and a burst of ${throttle.burst} for each address.`,
    )
    list(
      "buckets",
      buckets.map(({ address }) => address),
      begin,
    )
    const full = throttle === null ? 1 : Math.ceil(throttle.requestsPerSecond) + throttle.burst
    for (const { address, burst, left, limit, refused } of buckets) {
      const shown = meters.get(address)
      if (shown === undefined) continue
      const { line, meter, text } = shown
      const passed = [...(levels.get(address) ?? []), Math.min(1, left / full)].slice(-samples)
      levels.set(address, passed)
      const points = passed.map((share, index) => `${samples - passed.length + index},${10 - share * 10}`)
      line.setAttribute("points", points.join(" "))
      meter.style.setProperty("--share", `${Math.min(100, (left / full) * 100)}%`)
      meter.classList.toggle("low", left < 1)
      meter.setAttribute("aria-valuemax", String(full))
      meter.setAttribute("aria-valuenow", String(Math.min(full, left)))
      say(
        text,
        `${Math.floor(left)} of ${full} left. By the limit ${limit}, by the burst ${burst}, refused ${refused}.`,
      )
    }
  }
}
