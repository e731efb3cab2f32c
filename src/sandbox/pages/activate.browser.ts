/** The second screen: type the code, pick the provider, sign in. */
import type { Snapshot } from "../admin/snapshot.js"
import type { Kit } from "./kit.browser.js"
import type { App, Mvpd } from "./browserClient.js"

export interface ActivateConfig extends App {
  /** Of the URL that led here: what the QR code holds. */
  readonly code: string
  readonly isDone: boolean
}

export const activate = (ui: Kit, config: ActivateConfig) => {
  const { byId, say } = ui
  const steps = [...document.querySelectorAll<HTMLElement>("[data-step]")]
  const error = byId("error")
  const input = byId("code", HTMLInputElement)
  const title = document.title

  const show = (name: string) => {
    for (const step of steps) step.hidden = step.dataset["step"] !== name
    const on = steps.find((step) => step.dataset["step"] === name)
    on?.querySelector<HTMLElement>("[data-first]")?.focus()
    complain()
  }

  /** Tells what went wrong beside the form, or takes it back. */
  const complain = (what?: { readonly title: string; readonly text: string }) => {
    error.hidden = what === undefined
    say(error, what === undefined ? "" : `${what.title}. ${what.text}`)
    document.title = what === undefined ? title : `Error: ${title}`
    if (what === undefined) input.removeAttribute("aria-invalid")
    else input.setAttribute("aria-invalid", "true")
    if (what !== undefined) say("status", "")
  }

  const pass = ui.client(config, {
    key: "second-screen",
    primaryHardwareType: "Desktop",
    model: "Second screen",
  })
  if (pass === undefined) return show("unbuilt")

  /**
   * The service answers alike to a code that never was, of another service provider, and to one that expired. A viewer is better off knowing which,
   * and the sandbox's admin, unlike the service, can tell.
   */
  const hasExpired = async (code: string): Promise<boolean> => {
    const answer = await fetch(new URL("/sandbox/state", config.baseUrl))
    const { now, sessions }: Pick<Snapshot, "now" | "sessions"> = await answer.json()
    const typed = code.replaceAll(/[\s-]/g, "").toUpperCase()
    return sessions.some(
      (session) =>
        session.code === typed &&
        session.serviceProvider === config.serviceProvider &&
        session.notAfter <= now,
    )
  }

  const wrong = async (failure: unknown, code: string) => {
    const isUnknown = ui.isFailure(failure) && failure._tag === "AuthenticationCodeInvalid"
    const isExpired = isUnknown && (await hasExpired(code).catch(() => false))
    complain(ui.words(isExpired ? { _tag: "AuthenticationCodeExpired", message: "", code } : failure))
  }

  const doneUrl = (code: string) => {
    const url = new URL("/activate/done", location.href)
    url.searchParams.set("code", code)
    url.searchParams.set("serviceProvider", config.serviceProvider)
    return url.href
  }

  let isBusy = false
  /** One thing at a time, and said. */
  const attempt = async (doing: string, code: string, action: () => Promise<void>) => {
    if (isBusy) return
    isBusy = true
    complain()
    say("status", doing)
    for (const one of document.querySelectorAll("main button")) one.setAttribute("aria-disabled", "true")
    try {
      await action()
      say("status", "")
    } catch (failure) {
      await wrong(failure, code)
    } finally {
      isBusy = false
      for (const one of document.querySelectorAll("main button")) one.removeAttribute("aria-disabled")
    }
  }

  // --- first step: the code
  const check = (typed: string) =>
    attempt("Checking the code…", typed, async () => {
      const [session, { domains, mvpds }] = await Promise.all([pass.checkCode(typed), pass.configuration()])
      const { code, url } = session
      const allowed = domains.map(({ name }) => name)
      const domainName = allowed.includes(location.hostname)
        ? location.hostname
        : (allowed[0] ?? location.hostname)
      const chosen = session.existingParameters.mvpd
      if (url !== undefined) {
        say("known-name", mvpds.find(({ id }) => id === chosen)?.displayName ?? chosen ?? "")
        byId("known", HTMLButtonElement).addEventListener("click", () => location.assign(url), { once: true })
        show("known")
        return
      }
      choose = ({ displayName, id }) =>
        attempt(`Going to ${displayName ?? id}…`, code, async () => {
          const next = await pass.resume({ code, mvpd: id, domainName, redirectUrl: doneUrl(code) })
          if (next._tag === "Authenticate" && typeof next.url === "string") location.assign(next.url)
          else if (next._tag === "Authorize") location.assign(doneUrl(code))
          else throw new Error(`The service answered with ${next._tag}, which this page has no step for.`)
        })
      Object.assign(providers, { mvpds })
      show("provider")
    })

  byId("form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault()
    const typed = input.value.trim()
    if (typed === "") {
      complain({ title: "There is no code yet", text: "Type the one that your TV shows." })
      input.focus()
      return
    }
    void check(typed).then(() => {
      if (!error.hidden) input.focus()
    })
  })

  // --- second step: the provider
  const providers = byId("providers")
  let choose: (mvpd: Mvpd) => unknown = () => undefined
  providers.addEventListener("pick", (event) => {
    if (event instanceof CustomEvent) choose(event.detail)
  })

  const toCode = () => {
    show("code")
    input.select()
  }
  ui.onClick("back", toCode)
  providers.addEventListener("back", toCode)
  for (const again of document.querySelectorAll(".again")) again.addEventListener("click", toCode)

  // --- last step, coming back from the provider
  const finish = (code: string): Promise<void> =>
    attempt("Looking whether it worked…", code, async () => {
      const profiles = await pass.endpoints.retrieveProfileForCode({ code })
      const [profile] = Object.values(profiles)
      if (profile === undefined) return show("cancelled")
      const { mvpds } = await pass.configuration()
      const name = mvpds.find(({ id }) => id === profile.mvpd)?.displayName ?? profile.mvpd
      say(
        "done-text",
        profile.type === "degraded"
          ? `${name} has trouble right now, so your TV is let in without a sign-in.`
          : `Your TV is signed in with ${name}.`,
      )
      show("done")
    })

  input.value = config.code
  if (config.isDone) {
    void finish(config.code).then(() => {
      if (!error.hidden) byId("code-step").hidden = false
    })
  } else {
    show("code")
    if (config.code !== "") void check(config.code)
  }
}
