/** Signing out: here, and then at the provider, which may remember this browser. */
import type { Tv } from "./shared.js"

export const signOut = ({ attempt, pass, screen, toStart, ui, viewer }: Tv) => {
  const act = () => {
    const who = viewer()
    if (who === undefined) return
    if (who.tempPass !== undefined) return toStart()
    void attempt(
      "Signing out.",
      async () => {
        const url = new URL(location.href)
        url.searchParams.set("signed-out", "")
        const actions = await pass.logout({ mvpd: who.request.mvpd, redirectUrl: url.href })
        toStart()
        const [provider] = actions.flatMap(({ url }) => (typeof url === "string" ? [url] : []))
        if (provider !== undefined) {
          screen.ask(
            "You are signed out on this TV",
            `${who.name} still remembers this browser. Sign out there too, so that the next person cannot sign in as you.`,
            "",
            ui.button(`Sign out at ${who.name}`, () => location.assign(provider), { class: "main" }),
            ui.button("Not now", screen.closeDialog),
          )
        } else if (actions.some(({ _tag }) => _tag === "PartnerLogout")) {
          screen.ask(
            "One step is left",
            "You signed in by this device's settings: sign out of your TV provider there.",
            "",
            ui.button("All right", screen.closeDialog, { class: "main" }),
          )
        } else screen.status("You are signed out.")
      },
      act,
    )
  }
  ui.onClick("sign-out", act)
}
