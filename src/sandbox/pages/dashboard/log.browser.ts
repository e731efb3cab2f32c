/** The request log: the newest on top, each with what was said by both sides. */
import type { LoggedExchange } from "../../requestLog.js"
import type { Dashboard } from "./shared.js"

export const log = ({ badge, steer, ui }: Dashboard) => {
  const { byId, make, moment, onClick } = ui
  const container = byId("log")
  const filter = byId("filter", HTMLSelectElement)
  const shown: Array<{ readonly endpoint: string; readonly node: HTMLElement }> = []
  const most = 200

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
      )
    details.addEventListener("toggle", open, { once: true })
    return make("li", {}, details)
  }

  const hide = ({ endpoint, node }: (typeof shown)[number]) => {
    node.hidden = filter.value !== "" && filter.value !== endpoint
  }
  filter.addEventListener("change", () => shown.forEach(hide))

  const clear = () => {
    shown.length = 0
    container.replaceChildren()
    byId("log-none").hidden = false
    return steer("The log is empty.", "DELETE", "requests")
  }
  onClick("log-clear", clear)

  return {
    most,
    clear,
    add: (one: LoggedExchange) => {
      if (one.method === "OPTIONS") return
      const item = { endpoint: one.endpoint, node: entry(one) }
      if (![...filter.options].some(({ value }) => value === one.endpoint)) {
        filter.append(make("option", { value: one.endpoint }, one.endpoint))
      }
      hide(item)
      shown.unshift(item)
      container.prepend(item.node)
      for (const { node } of shown.splice(most)) node.remove()
      byId("log-none").hidden = true
    },
  }
}
