/**
 * The TV: a streaming app on the promise face, for a remote control. Runs in a browser, so it uses the browser's own
 * clock, timers and promises, and sees nothing outside of the function.
 */
/* oxlint-disable no-restricted-globals -- no Effect in here, see above */
import type { kit } from "./kit.browser.js"
import type { Answer, Mvpd, Profile } from "./promiseFace.js"

export interface TvConfig {
  readonly baseUrl: string
  readonly serviceProvider: string
  readonly softwareStatement: string
  readonly channels: ReadonlyArray<{
    readonly id: string
    readonly name: string
    readonly rating: string
    readonly hue: number
    readonly initials: string
  }>
  readonly tempPasses: ReadonlyArray<{
    readonly id: string
    readonly name: string
    readonly about: string
    readonly promotional: boolean
  }>
  /** What time it is for the service, when the page is made. */
  readonly now: number
}

export const tv = (ui: ReturnType<typeof kit>, config: TvConfig) => {
  const { byId, button, make, say } = ui

  // --- the service's clock, which may be set apart from this device's
  const offset = config.now - Date.now()
  const now = () => Date.now() + offset

  // --- screens
  const screens = [...document.querySelectorAll<HTMLElement>("[data-screen]")]
  const status = byId("status", HTMLElement)
  const dialog = byId("dialog", HTMLDialogElement)
  let current = "starting"
  let ticking: (() => void) | undefined
  setInterval(() => ticking?.(), 250)

  const show = (name: string, focus?: HTMLElement) => {
    if (dialog.open) dialog.close()
    current = name
    ticking = undefined
    document.body.dataset["on"] = name
    for (const screen of screens) screen.hidden = screen.dataset["screen"] !== name
    const on = screens.find((screen) => screen.dataset["screen"] === name)
    const first = focus ?? on?.querySelector<HTMLElement>("[data-first]") ?? on?.querySelector("button")
    first?.focus()
    window.scrollTo(0, 0)
  }

  // --- who is here
  interface Viewer {
    readonly mvpd: string
    readonly name: string
    readonly logoUrl?: string | undefined
    readonly profile?: Profile
    readonly pass?: TvConfig["tempPasses"][number]
  }
  let viewer: Viewer | undefined
  let mvpds: ReadonlyArray<Mvpd> = []
  let login: AbortController | undefined
  let answers = new Map<string, Answer>()

  const face = ui.promiseFace()
  if (face === undefined) {
    show("unbuilt")
    return
  }
  const identifier = ui.kept("device")
  const pass = face.makeAdobePass({
    environment: { baseUrl: config.baseUrl },
    serviceProvider: config.serviceProvider,
    softwareStatement: config.softwareStatement,
    device: {
      identifier,
      info: { primaryHardwareType: "TV", model: "Sandbox TV", osName: "Linux" },
    },
    store: localStorage,
  })
  const identity = { email: `${identifier}@viewers.invalid` }
  const identityFor = (one: Viewer) =>
    one.pass?.promotional === true ? { temporaryAccessIdentity: identity } : {}

  const setViewer = (next: Viewer | undefined) => {
    viewer = next
    answers = new Map()
    byId("who", HTMLElement).hidden = next === undefined
    say(byId("who-name", HTMLElement), next?.name ?? "")
    const logo = byId("who-logo", HTMLImageElement)
    logo.hidden = next?.logoUrl === undefined
    if (next?.logoUrl !== undefined) logo.src = next.logoUrl
    say(byId("sign-out", HTMLElement), next?.pass === undefined ? "Sign out" : "Leave")
  }

  /** Runs what takes a while; says so, and tells what went wrong in words. */
  const attempt = async (doing: string, action: () => Promise<unknown>, again: () => unknown) => {
    say(status, doing)
    const slow = setTimeout(() => say(status, `${doing} This takes longer than usual.`), 2500)
    try {
      await action()
      if (status.textContent?.startsWith(doing)) say(status, "")
    } catch (error) {
      trouble(error, again)
    } finally {
      clearTimeout(slow)
    }
  }

  const trouble = (error: unknown, again: () => unknown) => {
    const { mark, text, title } = ui.words(error)
    const signIn =
      ui.isFailure(error) && ["AuthenticationRequired", "TemporaryAccessExhausted"].includes(error._tag)
    say(byId("trouble-title", HTMLElement), title)
    say(byId("trouble-text", HTMLElement), text)
    say(byId("trouble-mark", HTMLElement), mark)
    byId("trouble-actions", HTMLElement).replaceChildren(
      signIn
        ? button("Sign in", startLogin, { "data-first": "", class: "main" })
        : button("Try again", again, { "data-first": "", class: "main" }),
      viewer === undefined
        ? button("Back to the start", toStart)
        : button("Back to the channels", toCatalogue),
    )
    say(status, `${title}. ${text}`)
    show("trouble")
  }

  // --- start
  const toStart = () => {
    login?.abort()
    setViewer(undefined)
    show("start")
  }

  const named = (mvpd: string) => mvpds.find((one) => one.id === mvpd)

  const welcome = (profile: Profile) => {
    const known = named(profile.mvpd)
    setViewer({
      mvpd: profile.mvpd,
      name: known?.displayName ?? profile.mvpd,
      logoUrl: known?.logoUrl,
      profile,
    })
    toCatalogue()
  }

  const begin = () =>
    attempt(
      "Starting.",
      async () => {
        show("starting")
        const [configuration, profiles] = await Promise.all([pass.configuration(), pass.profiles()])
        mvpds = configuration.mvpds
        const [profile] = profiles
        if (profile === undefined) toStart()
        else welcome(profile)
      },
      begin,
    )

  // --- signing in with a code
  const startLogin = () => {
    setViewer(undefined)
    const mine = new AbortController()
    let code = ""
    login = mine
    say(byId("code-note", HTMLElement), "")
    say(byId("code-state", HTMLElement), "Asking for a code…")
    byId("code", HTMLElement).textContent = "·······"
    show("code")
    pass
      .authenticate({
        signal: mine.signal,
        onCode: (prompt) => {
          code = prompt.code
          showCode(prompt.code, prompt.notAfter)
        },
      })
      .then(
        (profile) => {
          if (login === mine) {
            say(status, "You are signed in.")
            welcome(profile)
          }
        },
        (error: unknown) => {
          if (mine.signal.aborted) return
          if (ui.isFailure(error) && error._tag === "AuthenticationSuperseded") {
            say(
              byId("code-note", HTMLElement),
              `The code ${code} is no longer good: this newer one took its place.`,
            )
          } else if (login === mine) {
            const isGone = ui.isFailure(error) && error._tag === "AuthenticationCodeInvalid"
            trouble(
              isGone
                ? { _tag: "AuthenticationCodeExpired", code: error.code, message: error.message }
                : error,
              startLogin,
            )
          }
        },
      )
  }

  const showCode = (code: string, notAfter: number) => {
    const link = new URL("/activate", config.baseUrl)
    const here = `${link.host}${link.pathname}`
    link.searchParams.set("code", code)
    const shown = byId("code", HTMLElement)
    shown.replaceChildren(
      make("span", { class: "hidden" }, [...code].join(" ")),
      make("span", { "aria-hidden": "true" }, code),
    )
    say(byId("code-address", HTMLElement), here)
    byId("code-address", HTMLAnchorElement).href = link.href
    const image = byId("qr", HTMLImageElement)
    image.src = new URL(`/sandbox/qr.svg?text=${encodeURIComponent(link.href)}`, config.baseUrl).href
    say(status, `The code is ${[...code].join(" ")}. Waiting for you to sign in.`)
    ticking = () => {
      const offline = navigator.onLine ? "" : " No connection: this goes on when it is back."
      say(
        byId("code-state", HTMLElement),
        `Waiting for you to sign in. The code is good for ${ui.left(notAfter - now())}.${offline}`,
      )
    }
    ticking()
  }

  // --- without a provider
  const toFree = () => show("free")

  const startFree = (chosen: TvConfig["tempPasses"][number]): Promise<void> =>
    attempt(
      `Asking for ${chosen.name}.`,
      async () => {
        const guest = { mvpd: chosen.id, name: chosen.name, pass: chosen }
        await pass.temporaryAccess({ mvpd: chosen.id, ...identityFor(guest) })
        setViewer(guest)
        toCatalogue()
      },
      () => startFree(chosen),
    )

  byId("free-list", HTMLElement).replaceChildren(
    ...config.tempPasses.map((one, index) =>
      make(
        "li",
        {},
        button(
          make("span", {}, make("strong", {}, one.name), make("span", { class: "soft" }, one.about)),
          () => startFree(one),
          index === 0 ? { "data-first": "" } : {},
        ),
      ),
    ),
  )

  // --- the catalogue
  const lock = (answer: Answer | undefined): { open: boolean; text: string; error?: unknown } => {
    if (viewer?.pass?.promotional === true) return { open: true, text: "Counts as one free title" }
    if (answer === undefined) return { open: true, text: "Asking your TV provider…" }
    if (answer._tag === "Permit") {
      return { open: true, text: answer.source === "degradation" ? "Open to everybody for now" : "Included" }
    }
    if (answer.error === undefined) return { open: true, text: "Free for everybody" }
    const { title } = ui.words(answer.error)
    return answer._tag === "Deny"
      ? { open: false, text: title, error: answer.error }
      : { open: true, text: `Not known yet: ${title.toLowerCase()}` }
  }

  let lastTile: string | undefined

  const tiles = () => {
    const made = config.channels.map((channel) => {
      const answer = answers.get(channel.id)
      const { error, open, text } = lock(answer)
      const tile = button(
        make(
          "span",
          { class: "art", "aria-hidden": "true", style: `--hue:${channel.hue}` },
          make("span", {}, channel.initials),
          make("span", { class: "rating" }, channel.rating),
        ),
        () => {
          lastTile = channel.id
          if (open) void play(channel)
          else explain(channel.name, error, () => play(channel))
        },
        { class: open ? "tile" : "tile locked", "data-channel": channel.id },
      )
      tile.append(make("span", { class: "name" }, channel.name), make("span", { class: "lock" }, text))
      return make("li", {}, tile)
    })
    const focused = document.activeElement?.getAttribute("data-channel") ?? undefined
    byId("tiles", HTMLElement).replaceChildren(...made)
    return (id: string | undefined = focused) =>
      made
        .flatMap((tile) => [...tile.querySelectorAll("button")])
        .find((tile) => tile.dataset["channel"] === id)
  }

  const toCatalogue = () => {
    if (viewer === undefined) return toStart()
    const tile = tiles()
    show("catalogue", tile(lastTile))
    describe()
    void look(viewer)
  }

  const describe = () => {
    const degraded = viewer?.profile?.type === "degraded"
    const banner = byId("banner", HTMLElement)
    banner.hidden = !degraded
    say(
      banner,
      degraded
        ? `${viewer?.name ?? "Your TV provider"} has trouble right now, so you are let in without a sign-in there.`
        : "",
    )
    say(
      byId("catalogue-about", HTMLElement),
      viewer?.pass === undefined
        ? `Signed in with ${viewer?.name ?? "a TV provider"}${
            viewer?.profile === undefined ? "" : `, for ${ui.left(viewer.profile.notAfter - now())}`
          }.`
        : viewer.pass.about,
    )
  }

  const look = (who: Viewer) =>
    attempt(
      "Looking up what you can watch.",
      async () => {
        if (who.pass !== undefined) {
          const access = await pass.temporaryAccess({ mvpd: who.mvpd, ...identityFor(who) })
          if (viewer !== who || access === undefined) return
          const titles =
            access.remainingResources === undefined ? "" : ` and ${access.remainingResources} more titles`
          say(
            byId("catalogue-about", HTMLElement),
            `${who.name}: ${ui.left(access.expirationDate - now())} left${titles}.`,
          )
          if (who.pass.promotional) return
        }
        const found = await pass.preauthorize({
          mvpd: who.mvpd,
          resources: config.channels.map(({ id }) => id),
        })
        if (viewer !== who) return
        answers = new Map(found.map((answer) => [answer.resource, answer]))
        const hadFocus = document.activeElement?.closest("#tiles") !== null
        const tile = tiles()
        if (hadFocus && current === "catalogue") tile(lastTile ?? config.channels[0]?.id)?.focus()
        const failed = found.find((answer) => answer._tag === "Unanswered" && answer.error !== undefined)
        if (failed !== undefined)
          say(status, `${ui.words(failed.error).title}: some channels are not known yet.`)
      },
      toCatalogue,
    )

  const ask = (title: string, text: string, mark: string, ...actions: ReadonlyArray<HTMLButtonElement>) => {
    say(byId("dialog-title", HTMLElement), title)
    say(byId("dialog-text", HTMLElement), text)
    say(byId("dialog-mark", HTMLElement), mark)
    byId("dialog-actions", HTMLElement).replaceChildren(...actions)
    dialog.showModal()
    actions[0]?.focus()
  }

  const explain = (channel: string, error: unknown, again: () => unknown) => {
    const { mark, text, title } = ui.words(error)
    const tag = ui.isFailure(error) ? error._tag : ""
    const close = button("Back to the channels", () => dialog.close(), { class: "main" })
    ask(
      `${channel}: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
      text,
      mark,
      ...(["AuthenticationRequired", "TemporaryAccessExhausted"].includes(tag)
        ? [
            button("Sign in", startLogin, { class: "main" }),
            button("Back to the channels", () => dialog.close()),
          ]
        : tag === "PartnerUnavailable"
          ? [
              button("Try it", () => (dialog.close(), again()), { class: "main" }),
              button("Back to the channels", () => dialog.close()),
            ]
          : [close]),
    )
  }

  // --- playing
  const play = (channel: TvConfig["channels"][number]): Promise<void> =>
    attempt(
      `Asking for ${channel.name}.`,
      async () => {
        const who = viewer
        if (who === undefined) return toStart()
        let permit
        try {
          permit = await pass.authorize({ mvpd: who.mvpd, resource: channel.id, ...identityFor(who) })
        } catch (error) {
          const isDenial =
            ui.isFailure(error) &&
            [
              "AuthorizationDenied",
              "TemporaryAccessExhausted",
              "AuthenticationRequired",
              "PartnerUnavailable",
            ].includes(error._tag)
          if (!isDenial) throw error
          say(status, "")
          return explain(channel.name, error, () => play(channel))
        }
        const { token } = permit
        const life = token.notAfter - token.notBefore
        const until = Date.now() + life
        byId("stage", HTMLElement).style.setProperty("--hue", String(channel.hue))
        say(byId("stage-initials", HTMLElement), channel.initials)
        say(byId("player-title", HTMLElement), channel.name)
        say(
          byId("token-about", HTMLElement),
          `Media token of ${token.serializedToken.length} characters, decided by: ${permit.source}.`,
        )
        const meter = byId("token-life", HTMLElement)
        show("player")
        ticking = () => {
          const rest = Math.max(0, until - Date.now())
          const share = Math.round((rest / life) * 100)
          meter.style.setProperty("--share", `${(rest / life) * 100}%`)
          meter.setAttribute("aria-valuenow", String(share))
          meter.setAttribute("aria-valuetext", `${ui.left(rest)} left`)
          meter.classList.toggle("low", share < 20)
          say(
            byId("token-left", HTMLElement),
            rest > 0 ? `Good for ${ui.left(rest)}` : "Over. It was needed to begin, and playing goes on.",
          )
        }
        ticking()
        say(status, `Playing ${channel.name}.`)
      },
      () => play(channel),
    )

  // --- signing out
  const signOut = () => {
    const who = viewer
    if (who === undefined) return
    if (who.pass !== undefined) return toStart()
    void attempt(
      "Signing out.",
      async () => {
        const redirectUrl = new URL("?signed-out", location.href).href
        const actions = await pass.logout({ mvpd: who.mvpd, redirectUrl })
        toStart()
        const follow = actions.find((action) => typeof action.url === "string")
        if (typeof follow?.url === "string") {
          const { url } = follow
          ask(
            "You are signed out on this TV",
            `${who.name} still remembers this browser. Sign out there too, so that the next person cannot sign in as you.`,
            "",
            button(`Sign out at ${who.name}`, () => location.assign(url), { class: "main" }),
            button("Not now", () => dialog.close()),
          )
        } else if (actions.some((action) => action._tag === "PartnerLogout")) {
          ask(
            "One step is left",
            "You signed in by this device's settings: sign out of your TV provider there.",
            "",
            button("All right", () => dialog.close(), { class: "main" }),
          )
        } else say(status, "You are signed out.")
      },
      signOut,
    )
  }

  // --- the remote control
  const reachable = (): ReadonlyArray<HTMLElement> => {
    const within = dialog.open ? dialog : document.body
    return [...within.querySelectorAll<HTMLElement>("button, a[href]")].filter(
      (one) => one.getClientRects().length > 0 && (dialog.open || one.closest("dialog") === null),
    )
  }

  const middle = (element: Element) => {
    const { height, left, top, width } = element.getBoundingClientRect()
    return { x: left + width / 2, y: top + height / 2 }
  }

  const move = (dx: number, dy: number) => {
    const from = document.activeElement
    const all = reachable()
    if (from === null || from === document.body) return all[0]?.focus()
    const here = middle(from)
    const [nearest] = all
      .filter((one) => one !== from)
      .map((one) => {
        const there = middle(one)
        const along = (there.x - here.x) * dx + (there.y - here.y) * dy
        const across = Math.abs((there.x - here.x) * dy) + Math.abs((there.y - here.y) * dx)
        return { one, along, distance: along + across * 3 }
      })
      .filter(({ along }) => along > 8)
      .toSorted((a, b) => a.distance - b.distance)
    nearest?.one.focus()
    nearest?.one.scrollIntoView({ block: "nearest" })
  }

  const back = () => {
    if (current === "player") return toCatalogue()
    if (current === "trouble" && viewer !== undefined) return toCatalogue()
    if (["code", "free", "trouble"].includes(current)) return toStart()
  }

  const arrows: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  }
  document.addEventListener("keydown", (event) => {
    const direction = arrows[event.key]
    if (direction !== undefined) {
      event.preventDefault()
      move(...direction)
    } else if (
      (event.key === "Escape" || event.key === "Backspace" || event.key === "GoBack") &&
      !dialog.open
    ) {
      event.preventDefault()
      back()
    }
  })

  const network = () => {
    byId("offline", HTMLElement).hidden = navigator.onLine
  }
  addEventListener("online", network)
  addEventListener("offline", network)
  network()

  // no QR code where the sandbox cannot draw one
  byId("qr", HTMLImageElement).addEventListener("error", () => {
    byId("qr-card", HTMLElement).hidden = true
  })
  byId("sign-in", HTMLElement).addEventListener("click", startLogin)
  byId("free", HTMLElement).addEventListener("click", toFree)
  byId("free-back", HTMLElement).addEventListener("click", toStart)
  byId("code-new", HTMLElement).addEventListener("click", startLogin)
  byId("code-back", HTMLElement).addEventListener("click", toStart)
  byId("stop", HTMLElement).addEventListener("click", toCatalogue)
  byId("sign-out", HTMLElement).addEventListener("click", signOut)

  void begin().then(() => {
    if (new URL(location.href).searchParams.has("signed-out") && viewer === undefined) {
      history.replaceState(null, "", location.pathname)
      say(status, "You are signed out, at your TV provider too.")
    }
  })
}
