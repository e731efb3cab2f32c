/** What goes wrong, in the viewer's words: on a screen of its own, or above the catalogue. */
import type { Tv } from "./shared.js"

export const trouble = (tv: Tv): Pick<Tv, "attempt" | "showError" | "explain"> => {
  const { screen, ui } = tv
  const main = { class: "main", "data-first": "" }
  const signIn = () => ui.button("Sign in", tv.toCode, main)
  const needsSignIn = (error: unknown) =>
    ui.isFailure(error, "AuthenticationRequired", "TemporaryAccessExhausted")

  const showError: Tv["showError"] = (error, again) => {
    const { mark, text, title } = ui.words(error)
    ui.say("trouble-title", title)
    ui.say("trouble-text", text)
    ui.say("trouble-mark", mark)
    ui.byId("trouble-actions").replaceChildren(
      needsSignIn(error) ? signIn() : ui.button("Try again", again, main),
      tv.viewer() === undefined
        ? ui.button("Back to the start", tv.toStart)
        : ui.button("Back to the channels", tv.toCatalogue),
    )
    screen.status(`${title}. ${text}`)
    screen.show("trouble")
  }

  return {
    showError,
    attempt: async (doing, action, again) => {
      const [viewer, on] = [tv.viewer(), screen.on()]
      const isHere = () => tv.viewer() === viewer && screen.on() === on
      screen.status(doing)
      const hurry = ui.later(2500, () => isHere() && screen.status(`${doing} This takes longer than usual.`))
      try {
        await action(isHere)
      } catch (error) {
        if (isHere()) showError(error, again)
      } finally {
        hurry()
        if (ui.byId("status").textContent?.startsWith(doing)) screen.status("")
      }
    },
    explain: (channel, error, again) => {
      const { mark, text, title } = ui.words(error)
      const close = (attributes: Readonly<Record<string, string>> = {}) =>
        ui.button("Back to the channels", screen.closeDialog, attributes)
      screen.ask(
        `${channel}: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
        text,
        mark,
        ...(needsSignIn(error)
          ? [signIn(), close()]
          : ui.isFailure(error, "PartnerUnavailable")
            ? [ui.button("Try it", () => (screen.closeDialog(), again()), main), close()]
            : [close(main)]),
      )
    },
  }
}
