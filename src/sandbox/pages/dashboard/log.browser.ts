/** The request log: the newest on top, each with what was said by both sides. */
import type { LoggedExchange } from "../../server/requestLog.js"
import type { exporter } from "./exporter.browser.js"
import type { Dashboard } from "./shared.js"

export const log = ({ badge, steer, ui }: Dashboard, { copyCurl, saveHar }: ReturnType<typeof exporter>) => {
  const { button, byId, make, moment, onClick } = ui
  const container = byId("log")
  const find = byId("find", HTMLInputElement)
  const filter = byId("filter", HTMLSelectElement)
  const status = byId("filter-status", HTMLSelectElement)
  const device = byId("filter-device", HTMLSelectElement)
  let shown: ReadonlyArray<{
    readonly id: number
    readonly key: string
    readonly exchange: LoggedExchange
    readonly node: HTMLElement
  }> = []
  let looks = 0
  const most = 200

  /** Ids begin anew when the sandbox does. */
  const keyOf = ({ id, monotonic }: LoggedExchange) => `${id} ${monotonic}`

  const pretty = (body: string): string => {
    try {
      return JSON.stringify(JSON.parse(body), null, 2)
    } catch {
      return body
    }
  }

  const side = (title: string, headers: Readonly<Record<string, string>>, body: string) =>
    make(
      "div",
      { class: "side" },
      make("h3", {}, title),
      ...(body === ""
        ? []
        : [make("pre", { tabindex: "0", role: "region", "aria-label": `Body: ${title}` }, pretty(body))]),
      make(
        "dl",
        {},
        ...Object.entries(headers).map(([name, value]) =>
          make("div", {}, make("dt", {}, name), make("dd", {}, value)),
        ),
      ),
    )

  const entry = (one: LoggedExchange) => {
    const { at, duration, endpoint, fault, method, path, status } = one
    const kind = status === 0 || status >= 500 ? "bad" : status >= 400 ? "warn" : "good"
    const details = make(
      "details",
      {},
      make(
        "summary",
        {},
        make("span", { class: "soft time" }, moment(at).slice(11)),
        badge(status === 0 ? "reset" : String(status), kind),
        make("span", { class: "name" }, endpoint),
        make(
          "span",
          { class: "soft path" },
          `${method} ${path}${fault === undefined ? "" : ` · fault: ${fault}`}`,
        ),
        make("span", { class: "soft took" }, `${duration.toFixed(1)} ms`),
      ),
    )
    const open = () =>
      details.append(
        make("p", { class: "soft full" }, `${method} ${path}, from ${one.address}`),
        make(
          "div",
          { class: "sides" },
          side("Request", one.requestHeaders, one.requestBody),
          side("Answer", one.responseHeaders, one.responseBody),
        ),
        make(
          "div",
          { class: "actions" },
          button("Copy as curl", () => copyCurl(one)),
          button("Save as HAR", () => saveHar(`${one.endpoint}-${one.id}`, [one])),
        ),
      )
    details.addEventListener("toggle", open, { once: true })
    return make("li", {}, details)
  }

  const isWanted = (one: LoggedExchange) => {
    const words = find.value.trim().toLowerCase()
    const isOfStatus =
      status.value.length === 1 && status.value !== "0" ? Math.floor(one.status / 100) : one.status
    return (
      (filter.value === "" || filter.value === one.endpoint) &&
      (device.value === "" || device.value === one.address) &&
      (status.value === "" || Number(status.value) === isOfStatus) &&
      (words === "" || JSON.stringify(one).toLowerCase().includes(words))
    )
  }
  const hide = ({ exchange, node }: (typeof shown)[number]) => {
    node.hidden = !isWanted(exchange)
  }
  for (const one of [filter, status, device]) one.addEventListener("change", () => shown.forEach(hide))
  find.addEventListener("input", () => shown.forEach(hide))

  /** One more to choose from. */
  const offer = (list: HTMLSelectElement, value: string) => {
    if (![...list.options].some((option) => option.value === value))
      list.append(make("option", { value }, value))
  }
  const begin = (one: LoggedExchange) => {
    offer(filter, one.endpoint)
    offer(device, one.address)
    const item = { id: one.id, key: keyOf(one), exchange: one, node: entry(one) }
    hide(item)
    return item
  }

  const draw = (items: typeof shown) => {
    const before = shown
    shown = items.toSorted((a, b) => b.id - a.id).slice(0, most)
    const after = new Set(shown)
    for (const item of before) if (!after.has(item)) item.node.remove()
    for (const [index, { node }] of shown.entries()) {
      const there = container.children[index] ?? null
      if (there !== node) container.insertBefore(node, there)
    }
    byId("log-none").hidden = shown.length > 0
  }

  const add = (all: ReadonlyArray<LoggedExchange>, kept: typeof shown) => {
    const known = new Set(kept.map(({ key }) => key))
    const more = all.filter((one) => one.method !== "OPTIONS" && !known.has(keyOf(one)))
    draw([...kept, ...more.slice(-most).map(begin)])
  }

  const clear = () => {
    looks += 1
    draw([])
    return steer("The log is empty.", "DELETE", "requests")
  }
  onClick("log-clear", clear)
  onClick("log-har", () =>
    saveHar(
      "sandbox",
      shown
        .map(({ exchange }) => exchange)
        .filter(isWanted)
        .toReversed(),
    ),
  )

  return {
    clear,
    add: (one: LoggedExchange) => add([one], shown),
    /** Shows what the sandbox has and nothing else, but for what came in meanwhile. */
    look: async (ask: () => Promise<ReadonlyArray<LoggedExchange>>) => {
      looks += 1
      const mine = looks
      const before = new Set(shown)
      const all = await ask()
      if (mine !== looks) return
      const there = new Set(all.map(keyOf))
      add(
        all,
        shown.filter((item) => !before.has(item) || there.has(item.key)),
      )
    },
  }
}
