/** `<adobe-pass-code>`: the viewer signs in on another screen. */
import { nextStep, viewerMessage } from "../messages/index.js"
import type { AdobePassClient, Login, LoginPrompt, LoginRequest, LoginStore } from "../promise.js"
import { AdobePassElement, make } from "./element.js"
import { fill } from "./words.js"

const style = `
.prompt { display: flex; flex-wrap: wrap; gap: 1.5em 2.5em; align-items: center; justify-content: center; }
.text { flex: 1 1 16em; max-width: 30em; display: grid; gap: 0.75em; }
.label { color: var(--ap-muted); }
.code { font: 700 clamp(2em, 9vw, 3.5em)/1.1 ui-monospace, "DejaVu Sans Mono", monospace; letter-spacing: 0.12em; overflow-wrap: anywhere; }
.qr { flex: 0 0 auto; width: var(--adobe-pass-qr, 13em); height: var(--adobe-pass-qr, 13em); border-radius: 0.5em; background: #fff; }
.left { font-variant-numeric: tabular-nums; color: var(--ap-muted); }
strong { overflow-wrap: anywhere; }
.message { margin-top: 1em; text-align: center; }
.actions { margin-top: 1.25em; text-align: center; }
`

const svg = "http://www.w3.org/2000/svg"

/** Dark modules as one path, with the light margin that readers need. */
const picture = (qr: NonNullable<LoginPrompt["qr"]>, label: string) => {
  const margin = 4
  const size = qr.length + 2 * margin
  const path = document.createElementNS(svg, "path")
  const modules = qr.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? `M${x + margin} ${y + margin}h1v1h-1z` : [])),
  )
  path.setAttribute("d", modules.join(""))
  const drawn = document.createElementNS(svg, "svg")
  const attributes = {
    class: "qr",
    viewBox: `0 0 ${size} ${size}`,
    role: "img",
    "aria-label": label,
    "shape-rendering": "crispEdges",
  }
  for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, value)
  drawn.append(path)
  return drawn
}

const time = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`

/** A code that this screen got from the service was right; it is too old where the service does not know it any more. */
const ended = (error: Extract<Login, { readonly state: "failed" }>["error"]) =>
  error._tag === "AuthenticationCodeInvalid" ? { _tag: "AuthenticationCodeExpired" } : error

/** What a viewer types into a browser: no protocol, no query. */
const addressOf = (url: string) => {
  const { host, pathname } = new URL(url)
  return host + pathname.replace(/\/$/, "")
}

/**
 * The code of a login: large, with its QR code, how long it is good, and a button for a new one. It begins when it is on the page
 * and has a client; it ends when it is taken off.
 *
 * Tells `prompt` with what a login shows as `detail` when there is a code, `signin` with the profile, `fail` with the error,
 * which it shows, too, and `back` when the viewer wants back.
 */
export class AdobePassCode extends AdobePassElement {
  private asked: LoginRequest = {}
  private from: Pick<AdobePassClient, "login"> | undefined
  private store: LoginStore | undefined
  private shown = ""
  private prompted = ""
  /** Another code would fail, too, until the viewer chooses otherwise. */
  private isStuck = false
  private readonly prompt = make("div", { class: "prompt" })
  private readonly timer = make("p", { class: "left", role: "timer" })
  private readonly here = make("a", { target: "_blank", rel: "noreferrer" })
  private readonly message = make("p", { class: "message", role: "status" })
  private readonly again = make("button", { class: "action", type: "button", hidden: "" })

  constructor() {
    super(style)
    this.root.append(this.prompt, this.message, make("div", { class: "actions" }, this.again))
    this.again.addEventListener("click", () => (this.isStuck ? this.tell("back") : this.start()))
  }

  /** The login: give `activationUrl`, your page where the code is typed, or the `mvpd` that was picked with what it needs. */
  get request(): LoginRequest {
    return this.asked
  }
  set request(request: LoginRequest) {
    this.asked = request
  }

  /** The client to sign in with. */
  get client(): Pick<AdobePassClient, "login"> | undefined {
    return this.from
  }
  set client(client: Pick<AdobePassClient, "login"> | undefined) {
    if (client !== this.from) {
      this.store?.cancel()
      this.store = undefined
    }
    this.from = client
    this.begin()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.begin()
  }
  disconnectedCallback(): void {
    this.store?.cancel()
    this.store = undefined
  }

  /** Starts a login, in place of one that is under way: a new code. */
  start(): void {
    this.store?.cancel()
    this.store = this.from?.login(this.request)
    this.prompted = ""
    const { store } = this
    if (store === undefined) return
    const show = () => {
      if (this.store !== store) return
      const login = store.getSnapshot()
      this.paint(login)
      if ("code" in login && login.code !== this.prompted) {
        this.prompted = login.code
        this.tell("prompt", login)
      }
      if (login.state === "signedIn") this.tell("signin", login.profile)
      if (login.state === "failed") this.tell("fail", login.error)
    }
    store.subscribe(show)
    show()
  }

  /** A moment later, for the request to be set, too. */
  private begin(): void {
    void Promise.resolve().then(() => {
      if (this.isConnected && this.store === undefined && this.from !== undefined) this.start()
    })
  }

  protected repaint(): void {
    this.paint(this.store?.getSnapshot() ?? { state: "starting", goesOn: true })
  }

  private paint(login: Login): void {
    const { words } = this
    const step = login.state === "failed" ? nextStep(login.error) : undefined
    this.isStuck = step === "choose"
    // a code that is used or too old is not shown on
    const isOpen = login.state === "prompt" || login.state === "waiting"
    this.prompt.hidden = !isOpen
    if (isOpen) {
      this.paintPrompt(login)
      this.timer.textContent = fill(words.left, { time: time(login.secondsLeft) })
    }
    this.message.textContent = this.messageOf(login)
    this.message.hidden = this.message.textContent === ""
    // while the next code comes it keeps the focus
    if (login.state !== "starting") this.again.hidden = login.state === "signedIn" || step === "none"
    this.again.textContent = words[step === "choose" ? "back" : step === "retry" ? "again" : "newCode"]
  }

  private messageOf(login: Login): string {
    const { language, words } = this
    if (login.state === "starting") return words.loading
    if (login.state === "signedIn") return words.signedIn
    if (login.state === "failed") return viewerMessage(ended(login.error), language)
    const error = "code" in login ? login.error : undefined
    return error === undefined ? "" : `${viewerMessage(error, language)} ${words.goesOn}`
  }

  /** Each second only the time changes. */
  private paintPrompt({ code, link, qr, url }: LoginPrompt): void {
    const { language, words } = this
    const shown = [language, code, link, qr === undefined].join()
    if (shown === this.shown) return
    this.shown = shown
    const { activationUrl } = this.request
    const address = activationUrl ?? link
    const lines = [
      make("h2", {}, words.title),
      ...(activationUrl === undefined ? [] : [this.directions(addressOf(activationUrl))]),
      make("p", { class: "label" }, words.yourCode),
      make(
        "p",
        { class: "code", "aria-live": "polite" },
        make("span", { class: "unseen" }, [...code].join(" ")),
        make("span", { "aria-hidden": "true" }, code),
      ),
      this.timer,
      ...(qr === undefined ? [] : [make("p", { class: "label" }, words.scan)]),
      ...(url === undefined || activationUrl !== undefined ? [] : [make("p", {}, this.here)]),
    ]
    const wasHere = this.root.activeElement === this.here
    this.here.textContent = words.open
    if (url !== undefined) this.here.href = url
    this.prompt.replaceChildren(
      make("div", { class: "text" }, ...lines),
      ...(qr === undefined || address === undefined
        ? []
        : [picture(qr, fill(words.qr, { address: addressOf(address) }))]),
    )
    if (wasHere) this.here.focus()
  }

  private directions(address: string): HTMLElement {
    const [before = "", after = ""] = this.words.goTo.split("{address}")
    return make("p", {}, before, make("strong", {}, address), after)
  }
}
