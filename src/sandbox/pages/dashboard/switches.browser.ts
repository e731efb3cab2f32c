/** What makes things go another way: clock, faults, degradation, TempPass. */
import type { PendingFault } from "../../server/faultKinds.js"
import type { Snapshot } from "../../admin/snapshot.js"
import type { Dashboard } from "./shared.js"

export const switches = ({ config, list, mvpdName, row, steer, ui, until }: Dashboard) => {
  const { button, byId } = ui

  for (const jump of document.querySelectorAll<HTMLElement>("[data-advance]")) {
    const by = jump.dataset["advance"]
    jump.addEventListener("click", () =>
      steer(`The clock moved ahead by ${by}.`, "POST", "clock/advance", { by }),
    )
  }

  const onSubmit = (id: string, act: (text: (name: string) => string) => unknown) =>
    byId(id).addEventListener("submit", (event) => {
      event.preventDefault()
      const form = new FormData(byId(id, HTMLFormElement))
      act((name) => String(form.get(name) ?? ""))
    })
  const zone = byId("clock-zone", HTMLSelectElement)
  zone.append(...ui.zones().map((name) => ui.make("option", { value: name }, name)))
  onSubmit("set-clock", (text) =>
    steer(`The clock is set to ${text("at").replace("T", " ")} ${zone.value}.`, "PUT", "clock", {
      now: ui.atWall(text("at"), zone.value),
    }),
  )
  onSubmit("degrade", (text) =>
    steer("Degradation applied.", "POST", "degradations", {
      mvpd: text("mvpd"),
      rule: text("rule"),
      ...(text("minutes") === "" ? {} : { for: `${text("minutes")} minutes` }),
    }),
  )
  const kind = byId("fault-kind", HTMLSelectElement)
  const showSettings = () => {
    for (const label of document.querySelectorAll<HTMLElement>("[data-setting]"))
      label.hidden = config.settingsOf[kind.value]?.includes(label.dataset["setting"] ?? "") !== true
  }
  kind.addEventListener("change", showSettings)
  showSettings()

  /** JSON where it is that, else the text itself. */
  const bodyOf = (text: string): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      return text
    }
  }
  const headersOf = (text: string) =>
    Object.fromEntries(
      text
        .split("\n")
        .filter((line) => line.includes(":"))
        .map((line) => [line.slice(0, line.indexOf(":")).trim(), line.slice(line.indexOf(":") + 1).trim()]),
    )
  onSubmit("fault", (text) => {
    const has = (name: string) => config.settingsOf[kind.value]?.includes(name) === true && text(name) !== ""
    const all = ["endpoint", "path"].filter((name) => text(name) !== "")
    const numbers = ["probability", "delay"].filter((name) => text(name) !== "")
    const times = text("times") === "" ? {} : { times: Number(text("times")) }
    return steer("Fault ordered.", "POST", "faults", {
      kind: kind.value,
      ...(text("always") === "" ? times : { times: "always" }),
      ...Object.fromEntries(all.map((name) => [name, text(name)])),
      ...Object.fromEntries(numbers.map((name) => [name, Number(text(name))])),
      ...Object.fromEntries(["code", "action", "details"].filter(has).map((name) => [name, text(name)])),
      ...Object.fromEntries(["status", "retryAfter"].filter(has).map((name) => [name, Number(text(name))])),
      ...(has("headers") ? { headers: headersOf(text("headers")) } : {}),
      ...(has("body") ? { body: bodyOf(text("body")) } : {}),
    })
  })
  onSubmit("temp-pass", (text) =>
    steer("TempPass set.", "PATCH", `temp-pass/${encodeURIComponent(text("mvpd"))}`, {
      ttl: Number(text("minutes")) * 60_000,
      misconfigured: text("misconfigured") !== "",
    }),
  )

  return (degradations: Snapshot["degradations"], faults: ReadonlyArray<PendingFault>) => {
    list("degradations", degradations, ({ mvpd, rule, until: end }) =>
      row(
        [mvpdName(mvpd)],
        [rule, ...(end === undefined ? [] : [", ", until(end, "for")])],
        button(
          "End",
          () => steer("Degradation ended.", "DELETE", `degradations?mvpd=${encodeURIComponent(mvpd)}`),
          { "aria-label": `End degradation of ${mvpdName(mvpd)}` },
        ),
      ),
    )
    list("faults", faults, ({ endpoint, id, kind, left, path, probability, status }) =>
      row(
        [status === undefined ? kind : `${kind} ${status}`],
        [
          path ?? endpoint ?? "whatever comes next",
          left === undefined ? ", always" : `, ${left} left`,
          probability === undefined ? "" : `, at ${Math.round(probability * 100)} %`,
        ],
        button("Remove", () => steer("Fault removed.", "DELETE", `faults/${id}`), {
          "aria-label": `Remove the fault ${kind}`,
        }),
      ),
    )
  }
}
