/** The player, which shows how the media token's life runs down. */
import type { Channel, Tv } from "./shared.js"

export const player = (tv: Tv) => {
  const { byId, isFailure, left, now, onClick, say } = tv.ui

  const play = (channel: Channel): Promise<void> =>
    tv.attempt(
      `Asking for ${channel.name}.`,
      async (isHere) => {
        const viewer = tv.viewer()
        if (viewer === undefined) return tv.toStart()
        try {
          const { source, token } = await tv.pass.authorize({ ...viewer.request, resource: channel.id })
          if (tv.viewer() !== viewer) return
          say(
            "token-about",
            `Media token of ${token.serializedToken.length} characters, decided by: ${source}.`,
          )
          show(channel, (token.notAfter ?? 0) - (token.notBefore ?? 0))
        } catch (error) {
          const isAnswer = isFailure(
            error,
            "AuthorizationDenied",
            "TemporaryAccessExhausted",
            "AuthenticationRequired",
            "PartnerUnavailable",
          )
          if (!isAnswer) throw error
          if (!isHere()) return
          tv.screen.status("")
          tv.explain(channel.name, error, () => play(channel))
        }
      },
      () => play(channel),
    )

  const show = ({ hue, initials, name }: Channel, life: number) => {
    const until = now() + life
    const meter = byId("token-life")
    byId("stage").style.setProperty("--hue", String(hue))
    say("stage-initials", initials)
    say("player-title", name)
    tv.screen.show("player")
    tv.screen.keep(() => {
      const rest = Math.max(0, until - now())
      const share = Math.round((rest / life) * 100)
      meter.style.setProperty("--share", `${(rest / life) * 100}%`)
      meter.setAttribute("aria-valuenow", String(share))
      meter.setAttribute("aria-valuetext", `${left(rest)} left`)
      meter.classList.toggle("low", share < 20)
      say(
        "token-left",
        rest > 0 ? `Good for ${left(rest)}` : "Over. It was needed to begin, and playing goes on.",
      )
    })
    tv.screen.status(`Playing ${name}.`)
  }

  onClick("stop", tv.toCatalogue)
  return { play }
}
