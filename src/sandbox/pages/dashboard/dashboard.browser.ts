/** The dashboard, all of it through the admin over HTTP and its event stream. */
import type { PendingFault } from "../../server/faultKinds.js"
import type { LoggedExchange } from "../../server/requestLog.js"
import type { Throttle } from "../../world/limits.js"
import type { BucketSnapshot } from "../../admin/buckets.js"
import type { Snapshot } from "../../admin/snapshot.js"
import type { Kit } from "../kit.browser.js"
import type * as Parts from "./parts.js"
import type { Dashboard, DashboardConfig } from "./shared.js"

export const dashboard = (ui: Kit, config: DashboardConfig, parts: typeof Parts) => {
  const { byId, every, later, onClick, say } = ui

  const get = async <A>(path: string): Promise<A> => (await fetch(`/sandbox/${path}`)).json()

  const steer: Dashboard["steer"] = async (done, method, path, body) => {
    const response = await fetch(`/sandbox/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    }).catch(() => undefined)
    const isDone = response?.ok === true
    const problem: { readonly message?: string } = isDone ? {} : await response?.json().catch(() => ({}))
    say("status", isDone ? done : `That did not work: ${problem?.message ?? "the sandbox does not answer"}`)
    byId("status").classList.toggle("bad", !isDone)
    await refresh()
  }

  /** How far the service's clock is ahead of this device's. */
  let offset = 0
  const now = () => ui.now() + offset
  const rows = parts.rows(ui, now)
  const tick = () => {
    const zone = byId("clock-zone", HTMLSelectElement).value || "UTC"
    say("now", `${ui.wall(now(), zone)} ${zone}`)
    plots.show()
    rows.tick()
  }

  const shared: Dashboard = {
    ...rows,
    ui,
    config,
    mvpdName: (id) => config.mvpds.find((mvpd) => mvpd.id === id)?.name ?? id ?? "no provider yet",
    steer,
  }
  const showState = parts.state(shared)
  const showBuckets = parts.buckets(shared)
  const showSwitches = parts.switches(shared)
  const showCatalogue = parts.catalogue(shared)
  const plots = parts.plots(shared)
  const log = parts.log(shared, parts.exporter(shared))

  const refresh = async (withLog = false) => {
    try {
      const [state, faults, throttle, buckets] = await Promise.all([
        get<Snapshot>("state"),
        get<ReadonlyArray<PendingFault>>("faults"),
        get<Throttle | null>("throttle"),
        get<ReadonlyArray<BucketSnapshot>>("buckets"),
        withLog ? log.look(() => get("requests")) : undefined,
        showCatalogue(),
      ])
      offset = state.now - ui.now()
      showState(state)
      showSwitches(state.degradations, faults)
      showBuckets(throttle, buckets)
      tick()
      if (stream.readyState === stream.OPEN) connection("Live", true)
    } catch {
      connection("The sandbox does not answer.", false)
    }
  }

  const connection = (text: string, isGood: boolean) => {
    say("connection", text)
    byId("connection").className = `badge ${isGood ? "good" : "bad"}`
  }
  let dismiss = () => {}
  const stream = new EventSource("/sandbox/requests/stream")
  stream.addEventListener("exchange", (event) => {
    const exchange: LoggedExchange = JSON.parse(event.data)
    log.add(exchange)
    plots.count(exchange)
    dismiss()
    dismiss = later(150, () => refresh())
  })
  stream.addEventListener("open", () => refresh(true))
  stream.addEventListener("error", () => connection("Connection lost, trying again", false))

  const sure = byId("sure", HTMLDialogElement)
  onClick("reset", () => {
    sure.returnValue = ""
    sure.showModal()
  })
  sure.addEventListener("close", async () => {
    if (sure.returnValue !== "yes") return
    await log.clear()
    await steer("Everything is forgotten.", "POST", "reset")
  })

  every(1000, tick)
  every(1000, () => document.hidden || !byId("throttle", HTMLInputElement).checked || refresh())
  // the stream does not tell when somebody empties the log
  every(5000, () => document.hidden || refresh(true))
  void refresh()
}
