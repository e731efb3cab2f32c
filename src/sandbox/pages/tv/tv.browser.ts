/** The TV: a streaming app on the promise face, for a remote control. */
import type { Kit } from "../kit.browser.js"
import type * as Parts from "./parts.js"
import type { Tv, TvConfig, Viewer } from "./shared.js"

export const tv = (ui: Kit, config: TvConfig, parts: typeof Parts) => {
  const { byId, client, now, onClick, say } = ui
  let offset = 0
  const setNow = (at: number) => {
    offset = at - now()
  }
  setNow(config.now)

  const back = () => {
    const on = screen.on()
    if (on === "player" || (on === "trouble" && viewer !== undefined)) shared.toCatalogue()
    else if (["code", "free", "trouble"].includes(on)) toStart()
  }
  const screen = parts.screen(ui, back)

  const pass = client(config, { key: "device", primaryHardwareType: "TV", model: "Sandbox TV" })
  if (pass === undefined) return screen.show("unbuilt")

  let viewer: Viewer | undefined
  const setViewer = (next: Viewer | undefined) => {
    viewer = next
    byId("who").hidden = next === undefined
    say("who-name", next?.name ?? "")
    const logo = byId("who-logo", HTMLImageElement)
    logo.hidden = next?.logoUrl === undefined
    if (next?.logoUrl !== undefined) logo.src = next.logoUrl
    say("sign-out", next?.tempPass === undefined ? "Sign out" : "Leave")
  }

  const toStart = () => {
    codes.abort()
    setViewer(undefined)
    screen.show("start")
  }

  const welcome: Tv["welcome"] = async (profile, isHere) => {
    const { mvpds } = await pass.configuration()
    if (!isHere()) return
    // a profile of the future means that the service's clock was moved
    setNow(Math.max(shared.now(), profile.notBefore ?? 0))
    const known = mvpds.find(({ id }) => id === profile.mvpd)
    setViewer({
      request: { mvpd: profile.mvpd },
      name: known?.displayName ?? profile.mvpd,
      logoUrl: known?.logoUrl,
      profile,
      answers: new Map(),
    })
    channels.open()
  }

  const shared: Tv = {
    ui,
    config,
    pass,
    now: () => now() + offset,
    setNow,
    viewer: () => viewer,
    setViewer,
    welcome,
    screen,
    attempt: (...what) => troubles.attempt(...what),
    showError: (...what) => troubles.showError(...what),
    explain: (...what) => troubles.explain(...what),
    toStart,
    toCode: () => codes.open(),
    toCatalogue: () => channels.open(),
    play: (channel) => playing.play(channel),
  }
  const troubles = parts.trouble(shared)
  const codes = parts.code(shared)
  const channels = parts.catalogue(shared)
  const playing = parts.player(shared)
  parts.tempPass(shared)
  parts.signOut(shared)

  const begin = (): Promise<void> => {
    screen.show("starting")
    return troubles.attempt(
      "Starting.",
      async (isHere) => {
        const [[profile]] = await Promise.all([pass.profiles(), pass.configuration()])
        if (profile === undefined) toStart()
        else await welcome(profile, isHere)
      },
      begin,
    )
  }

  const network = () => {
    byId("offline").hidden = navigator.onLine
  }
  addEventListener("online", network)
  addEventListener("offline", network)
  network()
  onClick("sign-in", codes.open)

  void begin().then(() => {
    const url = new URL(location.href)
    if (url.searchParams.has("signed-out") && viewer === undefined) {
      url.searchParams.delete("signed-out")
      history.replaceState(null, "", url)
      screen.status("You are signed out, at your TV provider too.")
    }
  })
}
