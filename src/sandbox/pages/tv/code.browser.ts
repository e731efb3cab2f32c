/** The screen with the code: a second screen signs this TV in. */
import type { Failure, Profile, Prompt } from "../browserClient.js"
import type { Tv } from "./shared.js"

export const code = (tv: Tv) => {
  const { config, screen, ui } = tv
  const element = ui.byId("code")
  const link = new URL("/activate", config.baseUrl)
  link.searchParams.set("serviceProvider", config.serviceProvider)
  let shown = ""

  const abort = () => {
    Object.assign(element, { client: undefined })
    shown = ""
  }
  const open = () => {
    abort()
    tv.setViewer(undefined)
    ui.say("code-note", "")
    ui.byId("code-link").hidden = true
    screen.show("code")
    Object.assign(element, { request: { activationUrl: link.href }, client: tv.pass })
  }

  /** What the element tells, while this screen is on. */
  const on = <Detail>(type: string, act: (detail: Detail) => void) =>
    element.addEventListener(type, (event) => {
      if (screen.on() === "code" && event instanceof CustomEvent) act(event.detail)
    })
  on<Prompt>("prompt", (prompt) => {
    ui.say(
      "code-note",
      shown === "" ? "" : `The code ${shown} is no longer good: this newer one took its place.`,
    )
    shown = prompt.code
    tv.setNow(prompt.notAfter - config.codeTtl)
    link.searchParams.set("code", prompt.code)
    ui.byId("code-link", HTMLAnchorElement).href = link.href
    link.searchParams.delete("code")
    ui.byId("code-link").hidden = false
    screen.status(`The code is ${[...prompt.code].join(" ")}. Waiting for you to sign in.`)
  })
  on<Profile>("signin", (profile) => {
    const enter = (): Promise<void> =>
      tv.attempt("You are signed in.", (isHere) => tv.welcome(profile, isHere), enter)
    void enter()
  })
  on<Failure>("fail", (error) => {
    shown = ""
    ui.byId("code-link").hidden = true
    ui.say("code-note", ui.words(error).mark)
    element.focus()
  })
  on("back", tv.toStart)
  ui.onClick("code-back", tv.toStart)

  return { open, abort }
}
