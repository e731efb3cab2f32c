/** The catalogue: every channel, with a lock and its reason where the viewer may not watch. */
import type { Answer } from "../browserClient.js"
import type { Channel, Tv, Viewer } from "./shared.js"

export const catalogue = (tv: Tv) => {
  const { config, pass, screen, ui } = tv
  let last: string | undefined

  const lock = (
    { answers, tempPass }: Viewer,
    { id }: Channel,
  ): { readonly open: boolean; readonly text: string; readonly error?: Answer["error"] } => {
    const answer = answers.get(id)
    if (tempPass?.promotional === true) return { open: true, text: "Counts as one free title" }
    if (answer === undefined) return { open: true, text: "Asking your TV provider…" }
    if (answer._tag === "Permit") {
      return { open: true, text: answer.source === "degradation" ? "Open to all for now" : "Included" }
    }
    if (answer.error === undefined) return { open: true, text: "Free for everybody" }
    const { title } = ui.words(answer.error)
    return answer._tag === "Deny"
      ? { open: false, text: title, error: answer.error }
      : { open: true, text: `Not known yet: ${title.toLowerCase()}` }
  }

  const tile = (viewer: Viewer, channel: Channel) => {
    const { error, open, text } = lock(viewer, channel)
    const play = () => tv.play(channel)
    const made = ui.button(
      ui.make(
        "span",
        { class: "art", "aria-hidden": "true", style: `--hue:${channel.hue}` },
        ui.make("span", {}, channel.initials),
        ui.make("span", { class: "rating" }, channel.rating),
      ),
      () => {
        last = channel.id
        return open ? play() : tv.explain(channel.name, error, play)
      },
      { class: open ? "tile" : "tile locked", "data-channel": channel.id },
    )
    made.append(ui.make("span", { class: "name" }, channel.name), ui.make("span", { class: "lock" }, text))
    return ui.make("li", {}, made)
  }

  const tileOf = (channel: string | null | undefined) =>
    [...document.querySelectorAll<HTMLElement>(".tile")].find((one) => one.dataset["channel"] === channel)

  const draw = (viewer: Viewer) => {
    const focused = document.activeElement?.getAttribute("data-channel")
    ui.byId("tiles").replaceChildren(...config.channels.map((channel) => tile(viewer, channel)))
    tileOf(focused)?.focus()
  }

  const about = (text: string) => ui.say("catalogue-about", text)

  const open = () => {
    const viewer = tv.viewer()
    if (viewer === undefined) return tv.toStart()
    const { name, profile, tempPass } = viewer
    draw(viewer)
    screen.show("catalogue", tileOf(last))
    const isDegraded = profile?.type === "degraded"
    ui.byId("banner").hidden = !isDegraded
    ui.say(
      "banner",
      isDegraded ? `${name} has trouble right now, so you are let in without a sign-in there.` : "",
    )
    about(
      tempPass?.about ??
        `Signed in with ${name}${profile === undefined ? "" : `, for ${ui.left(profile.notAfter - tv.now())}`}.`,
    )
    void look(viewer)
  }

  const look = (viewer: Viewer) =>
    tv.attempt(
      "Looking up what you can watch.",
      async () => {
        const { name, request, tempPass } = viewer
        if (tempPass !== undefined) {
          const access = await pass.temporaryAccess(request)
          if (tv.viewer() !== viewer || access === undefined) return
          const { expirationDate, remainingResources } = access
          const titles = remainingResources === undefined ? "" : ` and ${remainingResources} more titles`
          about(`${name}: ${ui.left(expirationDate - tv.now())} left${titles}.`)
          if (tempPass.promotional) return
        }
        const found = await pass.preauthorize({ ...request, resources: config.channels.map(({ id }) => id) })
        if (tv.viewer() !== viewer) return
        for (const answer of found) viewer.answers.set(answer.resource, answer)
        draw(viewer)
        const failed = found.find(({ _tag, error }) => _tag === "Unanswered" && error !== undefined)
        if (failed !== undefined) {
          screen.status(`${ui.words(failed.error).title}: some channels are not known yet.`)
        }
      },
      open,
    )

  return { open }
}
