/**
 * The dashboard, all of it through the admin over HTTP and its event stream. Runs in a browser, so it uses the
 * browser's own clock, timers and promises, and sees nothing outside of the function.
 */
/* oxlint-disable no-restricted-globals -- no Effect in here, see above */
import type { PendingFault } from "../faultKinds.js"
import type { Throttle } from "../options.js"
import type { LoggedExchange } from "../requestLog.js"
import type { BucketSnapshot, Snapshot } from "../snapshot.js"
import type { kit } from "./kit.browser.js"

export interface DashboardConfig {
  readonly mvpds: ReadonlyArray<{ readonly id: string; readonly name: string; readonly tempPass: boolean }>
  readonly accounts: ReadonlyArray<{ readonly username: string; readonly about: string }>
}

export const dashboard = (ui: ReturnType<typeof kit>, config: DashboardConfig) => {
  const { byId, button, make, say } = ui
  const status = byId("status", HTMLElement)

  // --- the admin
  const get = async <A>(path: string): Promise<A> => (await fetch(`/sandbox/${path}`)).json()
  const send = async (method: string, path: string, body?: unknown): Promise<void> => {
    const response = await fetch(`/sandbox/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    })
    if (!response.ok) {
      const problem: { readonly message?: string } = await response.json().catch(() => ({}))
      throw new Error(problem.message ?? `The admin answered ${response.status}.`)
    }
  }
  /** Does it, says so, and looks again. */
  const steer = async (done: string, ...request: Parameters<typeof send>) => {
    try {
      await send(...request)
      say(status, done)
      status.classList.remove("bad")
    } catch (error) {
      say(status, `That did not work: ${error instanceof Error ? error.message : String(error)}`)
      status.classList.add("bad")
    }
    await refresh()
  }

  // --- small parts
  let offset = 0
  const now = () => Date.now() + offset
  const until = (moment: number) =>
    make("span", { class: "until", "data-until": String(moment) }, ui.left(moment - now()))
  const tick = () => {
    say(byId("now", HTMLElement), new Date(now()).toISOString().replace("T", " ").slice(0, 19))
    for (const span of document.querySelectorAll<HTMLElement>("[data-until]")) {
      const rest = Number(span.dataset["until"]) - now()
      say(span, rest > 0 ? ui.left(rest) : "expired")
      span.classList.toggle("over", rest <= 0)
    }
  }

  /** What a device is called here: enough to tell it from others, too little to be it. */
  const label = (device: string): string => {
    const encoded = device.replace(/^fingerprint /, "")
    let plain = encoded
    try {
      plain = atob(encoded)
    } catch {
      // an identifier may be anything; it is only a name here
    }
    return `${plain.slice(0, 6)}…`
  }
  const mvpdName = (id: string | null) =>
    config.mvpds.find((mvpd) => mvpd.id === id)?.name ?? id ?? "no provider yet"

  const select = (name: string, options: ReadonlyArray<readonly [string, string]>) => {
    const made = make("select", { "aria-label": name })
    made.append(...options.map(([value, text]) => make("option", { value }, text)))
    return made
  }

  /** Keeps a list as it is where nothing has changed, so that focus and open parts stay. */
  const lists = new Map<string, Map<string, { readonly text: string; readonly node: HTMLLIElement }>>()
  const list = <A>(
    id: string,
    items: ReadonlyArray<A>,
    key: (item: A) => string,
    render: (item: A) => HTMLLIElement,
  ) => {
    const container = byId(id, HTMLElement)
    const before = lists.get(id) ?? new Map()
    const after = new Map(
      items.map((item) => {
        const text = JSON.stringify(item)
        const known = before.get(key(item))
        return [key(item), known?.text === text ? known : { text, node: render(item) }] as const
      }),
    )
    lists.set(id, after)
    const nodes = [...after.values()].map(({ node }) => node)
    const gone = [...container.children].filter((child) => !nodes.some((node) => node === child))
    for (const child of gone) child.remove()
    nodes.forEach((node, index) => {
      if (container.children[index] !== node) container.insertBefore(node, container.children[index] ?? null)
    })
    byId(`${id}-none`, HTMLElement).hidden = items.length > 0
  }

  const row = (
    title: ReadonlyArray<Node | string>,
    about: ReadonlyArray<Node | string>,
    ...actions: ReadonlyArray<Node>
  ) =>
    make(
      "li",
      {},
      make(
        "div",
        { class: "what" },
        make("p", { class: "title" }, ...title),
        make("p", { class: "soft" }, ...about),
      ),
      make("div", { class: "row-actions" }, ...actions),
    )
  const badge = (text: string, kind = "") => make("span", { class: `badge ${kind}` }, text)

  // --- what is there
  const showState = (state: Snapshot) => {
    offset = state.now - Date.now()
    const clientOf = new Map<string, string>()
    for (const { clientId, device } of [...state.sessions, ...state.profiles]) clientOf.set(device, clientId)
    const devices = [...clientOf].map(([device, clientId]) => ({
      device,
      clientId,
      sessions: state.sessions.filter((session) => session.device === device).length,
      profiles: state.profiles.filter((profile) => profile.device === device).length,
      token:
        state.accessTokens.findLast((token) => token.clientId === clientId && !token.revoked)?.expiresAt ??
        null,
      revoked: state.clients.find((client) => client.id === clientId)?.revoked === true,
    }))
    list(
      "devices",
      devices,
      ({ device }) => device,
      ({ clientId, device, profiles, revoked, sessions, token }) =>
        row(
          [make("code", {}, label(device)), " ", ...(revoked ? [badge("client revoked", "bad")] : [])],
          [
            `${sessions} session${sessions === 1 ? "" : "s"}, ${profiles} profile${profiles === 1 ? "" : "s"}, access token `,
            token === null ? "none" : until(token),
          ],
          button("Revoke token", () => steer("Token revoked.", "POST", "tokens/revoke", { clientId }), {
            "aria-label": `Revoke token of ${label(device)}`,
          }),
        ),
    )
    list(
      "sessions",
      state.sessions
        .filter(({ login, notAfter }) => login === "pending" || notAfter > state.now)
        .slice(-20)
        .toReversed()
        .map((session) => ({ ...session, isOver: session.notAfter <= state.now })),
      ({ code }) => code,
      ({ code, device, isOver, login, mvpd, notAfter, serviceProvider }) => {
        const about = [
          `${mvpdName(mvpd)}, device ${label(device)}, ${serviceProvider}, code `,
          until(notAfter),
        ]
        const kind = isOver ? "" : login === "complete" ? "good" : login === "cancelled" ? "bad" : "warn"
        const title = [
          make("code", { class: "big" }, code),
          " ",
          badge(isOver && login === "pending" ? "expired" : login, kind),
        ]
        if (login === "complete" || isOver) return row(title, about)
        const as = select(
          `Account for ${code}`,
          config.accounts.map(({ username }) => [username, username] as const),
        )
        const at = select(
          `Provider for ${code}`,
          config.mvpds.filter(({ tempPass }) => !tempPass).map(({ id, name }) => [id, name] as const),
        )
        return row(
          title,
          about,
          ...(mvpd === null ? [at] : []),
          as,
          button(
            "Sign in",
            () =>
              steer(`Signed in ${as.value} with ${code}.`, "POST", "logins", {
                code,
                username: as.value,
                ...(mvpd === null ? { mvpd: at.value } : {}),
              }),
            { class: "main", "aria-label": `Sign in with ${code}` },
          ),
        )
      },
    )
    list(
      "profiles",
      state.profiles.slice(-20).toReversed(),
      ({ clientId, device, mvpd, serviceProvider }) =>
        JSON.stringify([clientId, device, mvpd, serviceProvider]),
      ({ device, invalidated, mvpd, notAfter, origin, username }) =>
        row(
          [
            username,
            " ",
            ...(invalidated ? [badge("invalidated", "bad")] : []),
            ...(origin === "apple" ? [badge("Apple")] : []),
          ],
          [`${mvpdName(mvpd)}, device ${label(device)}, expires in `, until(notAfter)],
          ...(invalidated
            ? []
            : [
                button(
                  "Invalidate",
                  () => steer("Profile invalidated.", "POST", "profiles/invalidate", { mvpd, device }),
                  {
                    "aria-label": `Invalidate the profile of ${username}`,
                  },
                ),
              ]),
        ),
    )
    list(
      "trials",
      state.trials,
      ({ devices, mvpd }) => JSON.stringify([mvpd, devices]),
      ({ devices, expiresAt, mvpd, used }) =>
        row(
          [mvpdName(mvpd)],
          [`device ${devices.map(label).join(", ")}, used for ${used.length}, `, until(expiresAt)],
          button("Give back", () => steer("The trial begins anew.", "POST", "temp-pass/reset", { mvpd }), {
            "aria-label": `Give back the trial of ${mvpdName(mvpd)}`,
          }),
        ),
    )
    list(
      "degradations",
      state.degradations,
      ({ mvpd, rule, serviceProvider }) => `${mvpd} ${rule} ${serviceProvider ?? ""}`,
      ({ mvpd, rule, until: end }) =>
        row(
          [mvpdName(mvpd)],
          [rule, ...(end === undefined ? [] : [", for ", until(end)])],
          button(
            "End",
            () => steer("Degradation ended.", "DELETE", `degradations?mvpd=${encodeURIComponent(mvpd)}`),
            {
              "aria-label": `End degradation of ${mvpdName(mvpd)}`,
            },
          ),
        ),
    )
    tick()
  }

  const showFaults = (faults: ReadonlyArray<PendingFault>) =>
    list(
      "faults",
      faults,
      ({ id }) => String(id),
      ({ endpoint, id, kind, left, probability }) =>
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

  // --- throttling
  const throttleSwitch = byId("throttle", HTMLInputElement)
  let limits: Throttle | null = null
  const meters = new Map<string, { readonly meter: HTMLElement; readonly text: HTMLElement }>()
  const showBuckets = (buckets: ReadonlyArray<BucketSnapshot>) => {
    list(
      "buckets",
      buckets.map(({ address }) => ({ address })),
      ({ address }) => address,
      ({ address }) => {
        const meter = make("div", {
          class: "bucket",
          role: "meter",
          "aria-label": `Bucket of ${address}`,
          "aria-valuemin": "0",
        })
        const text = make("p", { class: "soft" })
        meters.set(address, { meter, text })
        return make(
          "li",
          { class: "wide" },
          make("p", { class: "title" }, make("code", {}, address)),
          meter,
          text,
        )
      },
    )
    const full = limits === null ? 1 : limits.requestsPerSecond + limits.burst
    for (const { address, burst, left, limit, refused } of buckets) {
      const shown = meters.get(address)
      shown?.meter.style.setProperty("--share", `${Math.min(100, (left / full) * 100)}%`)
      shown?.meter.classList.toggle("low", left < 1)
      shown?.meter.setAttribute("aria-valuemax", String(full))
      shown?.meter.setAttribute("aria-valuenow", String(Math.min(full, left)))
      if (shown !== undefined) {
        say(
          shown.text,
          `${Math.floor(left)} of ${full} left. By the limit ${limit}, by the burst ${burst}, refused ${refused}.`,
        )
      }
    }
  }

  const refresh = async () => {
    try {
      const [state, faults, throttle, buckets] = await Promise.all([
        get<Snapshot>("state"),
        get<ReadonlyArray<PendingFault>>("faults"),
        get<Throttle | null>("throttle"),
        get<ReadonlyArray<BucketSnapshot>>("buckets"),
      ])
      limits = throttle
      throttleSwitch.checked = throttle !== null
      say(
        byId("throttle-about", HTMLElement),
        throttle === null
          ? "Off: any number of requests is answered."
          : `On: ${throttle.requestsPerSecond} request a second and a burst of ${throttle.burst} for each address.`,
      )
      showState(state)
      showFaults(faults)
      showBuckets(buckets)
    } catch {
      connection("The sandbox does not answer.", false)
    }
  }

  // --- the request log
  const log = byId("log", HTMLElement)
  const filter = byId("filter", HTMLSelectElement)
  const shown: Array<{ readonly endpoint: string; readonly node: HTMLElement }> = []
  const LOG = 200

  const pretty = (body: string): string => {
    try {
      return JSON.stringify(JSON.parse(body), null, 2)
    } catch {
      return body
    }
  }
  const headers = (title: string, all: Readonly<Record<string, string>>, body: string) => {
    const block = make("div", { class: "side" }, make("h3", {}, title))
    const names = make("dl")
    for (const [name, value] of Object.entries(all)) names.append(make("dt", {}, name), make("dd", {}, value))
    block.append(names)
    if (body !== "")
      block.append(
        make("pre", { tabindex: "0", role: "region", "aria-label": `Body: ${title}` }, pretty(body)),
      )
    return block
  }
  const entry = (one: LoggedExchange) => {
    const kind = one.status === 0 || one.status >= 500 ? "bad" : one.status >= 400 ? "warn" : "good"
    const details = make(
      "details",
      {},
      make(
        "summary",
        {},
        make("span", { class: "soft time" }, new Date(one.at).toISOString().slice(11, 19)),
        badge(one.status === 0 ? "reset" : String(one.status), kind),
        make("span", { class: "name" }, one.endpoint),
        make(
          "span",
          { class: "soft path" },
          `${one.method} ${one.path}${one.fault === undefined ? "" : ` · fault: ${one.fault}`}`,
        ),
        make("span", { class: "soft took" }, `${one.duration.toFixed(1)} ms`),
      ),
    )
    details.addEventListener(
      "toggle",
      () =>
        details.append(
          make("p", { class: "soft full" }, `${one.method} ${one.path}, from ${one.address}`),
          make(
            "div",
            { class: "sides" },
            headers("Request", one.requestHeaders, one.requestBody),
            headers("Answer", one.responseHeaders, one.responseBody),
          ),
        ),
      { once: true },
    )
    return make("li", {}, details)
  }
  const hide = ({ endpoint, node }: (typeof shown)[number]) => {
    node.hidden = filter.value !== "" && filter.value !== endpoint
  }
  const add = (one: LoggedExchange) => {
    if (one.method === "OPTIONS") return
    const item = { endpoint: one.endpoint, node: entry(one) }
    if (![...filter.options].some(({ value }) => value === one.endpoint)) {
      filter.append(make("option", { value: one.endpoint }, one.endpoint))
    }
    hide(item)
    shown.unshift(item)
    log.prepend(item.node)
    for (const old of shown.splice(LOG)) old.node.remove()
    byId("log-none", HTMLElement).hidden = true
  }
  const clear = () => {
    shown.length = 0
    log.replaceChildren()
    byId("log-none", HTMLElement).hidden = false
  }
  filter.addEventListener("change", () => shown.forEach(hide))
  byId("log-clear", HTMLElement).addEventListener("click", () => {
    clear()
    void steer("The log is empty.", "DELETE", "requests")
  })

  const connection = (text: string, good: boolean) => {
    const shown = byId("connection", HTMLElement)
    say(shown, text)
    shown.classList.toggle("good", good)
    shown.classList.toggle("bad", !good)
  }
  let soon: ReturnType<typeof setTimeout> | undefined
  const stream = new EventSource("/sandbox/requests/stream")
  stream.addEventListener("exchange", (event) => {
    add(JSON.parse(event.data))
    clearTimeout(soon)
    soon = setTimeout(() => void refresh(), 150)
  })
  stream.addEventListener("open", () => connection("Live", true))
  stream.addEventListener("error", () => connection("Connection lost, trying again", false))

  // --- the switches
  for (const jump of document.querySelectorAll<HTMLButtonElement>("[data-advance]")) {
    const by = jump.dataset["advance"] ?? ""
    jump.addEventListener(
      "click",
      () => void steer(`The clock moved ahead by ${by}.`, "POST", "clock/advance", { by }),
    )
  }
  byId("reset", HTMLElement).addEventListener("click", () => {
    clear()
    void steer("Everything is forgotten.", "POST", "reset").then(() => send("DELETE", "requests"))
  })
  throttleSwitch.addEventListener("change", () => {
    const enabled = throttleSwitch.checked
    void steer(enabled ? "Throttling is on." : "Throttling is off.", "PUT", "throttle", { enabled })
  })
  const onSubmit = (id: string, act: (form: FormData) => unknown) =>
    byId(id, HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault()
      act(new FormData(byId(id, HTMLFormElement)))
    })
  const text = (form: FormData, name: string) => String(form.get(name) ?? "")
  onSubmit("degrade", (form) => {
    const minutes = text(form, "minutes")
    return steer("Degradation applied.", "POST", "degradations", {
      mvpd: text(form, "mvpd"),
      rule: text(form, "rule"),
      ...(minutes === "" ? {} : { for: `${minutes} minutes` }),
    })
  })
  onSubmit("fault", (form) => {
    const endpoint = text(form, "endpoint")
    const kind = text(form, "kind")
    return steer("Fault ordered.", "POST", "faults", {
      kind,
      times: Number(text(form, "times")),
      ...(endpoint === "" ? {} : { endpoint }),
      ...(kind === "delay" || kind === "slow-body" ? { delay: 3000 } : {}),
      ...(kind === "error" || kind === "item-error"
        ? { code: "network_connection_timeout", action: "retry", status: 403 }
        : {}),
    })
  })
  onSubmit("temp-pass", (form) =>
    steer("TempPass set.", "PATCH", `temp-pass/${encodeURIComponent(text(form, "mvpd"))}`, {
      ttl: Number(text(form, "minutes")) * 60_000,
      misconfigured: form.get("misconfigured") !== null,
    }),
  )

  setInterval(tick, 1000)
  setInterval(() => {
    if (document.hidden) return
    if (limits !== null) void get<ReadonlyArray<BucketSnapshot>>("buckets").then(showBuckets, () => {})
  }, 1000)
  setInterval(() => void (document.hidden || refresh()), 5000)
  void get<ReadonlyArray<LoggedExchange>>("requests").then((all) => all.slice(-LOG).forEach(add))
  void refresh()
}
