/** The screen with the code: a second screen signs this TV in. */
import type { Tv } from "./shared.js"

export const code = (tv: Tv) => {
  const { config, screen, ui } = tv
  let login: AbortController | undefined

  const open = () => {
    tv.setViewer(undefined)
    const mine = new AbortController()
    let code = ""
    login = mine
    ui.say("code-note", "")
    ui.say("code-state", "Asking for a code…")
    ui.say("code", "·······")
    screen.show("code")
    tv.pass
      .authenticate({
        signal: mine.signal,
        onCode: (prompt) => {
          code = prompt.code
          tv.setNow(prompt.notAfter - config.codeTtl)
          showCode(prompt.code, prompt.notAfter)
        },
      })
      .then(
        (profile) => {
          if (login !== mine) return
          const enter = (): Promise<void> =>
            tv.attempt("You are signed in.", (isHere) => tv.welcome(profile, isHere), enter)
          void enter()
        },
        (error: unknown) => {
          if (mine.signal.aborted) return
          if (ui.isFailure(error, "AuthenticationSuperseded")) {
            ui.say("code-note", `The code ${code} is no longer good: this newer one took its place.`)
          } else if (login === mine) {
            // it was known a moment ago
            tv.showError(
              ui.isFailure(error, "AuthenticationCodeInvalid")
                ? { _tag: "AuthenticationCodeExpired", code: error.code, message: error.message }
                : error,
              open,
            )
          }
        },
      )
  }

  const showCode = (code: string, notAfter: number) => {
    const spelled = [...code].join(" ")
    const link = new URL("/activate", config.baseUrl)
    ui.say("code-address", `${link.host}${link.pathname}`)
    link.searchParams.set("code", code)
    link.searchParams.set("serviceProvider", config.serviceProvider)
    ui.byId("code-address", HTMLAnchorElement).href = link.href
    ui.byId("code").replaceChildren(
      ui.make("span", { class: "hidden" }, spelled),
      ui.make("span", { "aria-hidden": "true" }, code),
    )
    const picture = new URL("/sandbox/qr.svg", config.baseUrl)
    picture.searchParams.set("text", link.href)
    ui.byId("qr", HTMLImageElement).src = picture.href
    screen.status(`The code is ${spelled}. Waiting for you to sign in.`)
    screen.keep(() => {
      const offline = navigator.onLine ? "" : " No connection: this goes on when it is back."
      ui.say(
        "code-state",
        `Waiting for you to sign in. The code is good for ${ui.left(notAfter - tv.now())}.${offline}`,
      )
    })
  }

  // no QR code where the sandbox cannot draw one
  for (const outcome of ["load", "error"]) {
    ui.byId("qr").addEventListener(outcome, () => {
      ui.byId("qr-card").hidden = outcome === "error"
    })
  }
  ui.onClick("code-new", open)
  ui.onClick("code-back", tv.toStart)

  return { open, abort: () => login?.abort() }
}
