/** What makes things go another way: clock, faults, degradation, TempPass. */
import type { PendingFault } from "../../server/faultKinds.js"
import type { Snapshot } from "../../admin/snapshot.js"
import type { Dashboard } from "./shared.js"

export const switches = ({ list, mvpdName, row, steer, ui, until }: Dashboard) => {
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
  onSubmit("degrade", (text) =>
    steer("Degradation applied.", "POST", "degradations", {
      mvpd: text("mvpd"),
      rule: text("rule"),
      ...(text("minutes") === "" ? {} : { for: `${text("minutes")} minutes` }),
    }),
  )
  onSubmit("fault", (text) => {
    const endpoint = text("endpoint")
    const kind = text("kind")
    return steer("Fault ordered.", "POST", "faults", {
      kind,
      times: Number(text("times")),
      ...(endpoint === "" ? {} : { endpoint }),
      ...(kind === "delay" || kind === "slow-body" ? { delay: 3000 } : {}),
      ...(kind === "error" || kind === "item-error"
        ? { code: "network_connection_timeout", action: "retry", status: 403 }
        : {}),
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
    list("faults", faults, ({ endpoint, id, kind, left, probability }) =>
      row(
        [kind],
        [
          endpoint ?? "whatever comes next",
          left === undefined ? "" : `, ${left} left`,
          probability === undefined ? "" : `, at ${Math.round(probability * 100)} %`,
        ],
        button("Remove", () => steer("Fault removed.", "DELETE", `faults/${id}`), {
          "aria-label": `Remove the fault ${kind}`,
        }),
      ),
    )
  }
}
