/**
 * What the pages' scripts share. Like all files that end in `.browser.ts` this runs in a browser, where there is no
 * Effect: it uses promises, and the browser's own clock and timers. These are here, and nowhere else in the pages.
 */
/* oxlint-disable no-restricted-globals -- no Effect in here, see above */
import type { App, Client, Failure, ClientModule } from "./browserClient.js"

export type Kit = ReturnType<typeof kit>

export const kit = () => {
  function byId(id: string): HTMLElement
  function byId<E extends Element>(id: string, kind: new () => E): E
  function byId(id: string, kind: new () => Element = HTMLElement): Element {
    const found = document.getElementById(id)
    if (found instanceof kind) return found
    throw new Error(`the page has no ${kind.name} called ${id}`)
  }

  const make = <T extends keyof HTMLElementTagNameMap>(
    tag: T,
    attributes: Readonly<Record<string, string>> = {},
    ...children: ReadonlyArray<Node | string>
  ): HTMLElementTagNameMap[T] => {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    element.append(...children)
    return element
  }

  const button = (
    label: string | Node,
    onClick: () => unknown,
    attributes: Readonly<Record<string, string>> = {},
  ): HTMLButtonElement => {
    const made = make("button", { type: "button", ...attributes }, label)
    made.addEventListener("click", () => onClick())
    return made
  }

  const onClick = (id: string, action: () => unknown) => byId(id).addEventListener("click", () => action())

  /** Says something in an element, screen readers included, unless it is said there already. */
  const say = (where: string | Element, text: string): void => {
    const element = typeof where === "string" ? byId(where) : where
    if (element.textContent !== text) element.textContent = text
  }

  const every = (milliseconds: number, action: () => unknown) => setInterval(action, milliseconds)
  /** Does it after a while; gives what keeps it from being done. */
  const later = (milliseconds: number, action: () => unknown) => {
    const timer = setTimeout(action, milliseconds)
    return () => clearTimeout(timer)
  }
  /** Milliseconds, by this device's clock. */
  const now = () => Date.now()
  /** 2026-01-31 23:59:59 */
  const moment = (at: number) => new Date(at).toISOString().replace("T", " ").slice(0, 19)

  const iso = (at: number) => new Date(at).toISOString()

  /** The wall of a zone: 2026-01-31 23:59:59. */
  const wall = (at: number, zone: string) =>
    new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(at)
  /** When the wall of a zone says so; where clocks are set back, the last time. */
  const atWall = (text: string, zone: string) => {
    const utc = Date.parse(`${text.replace(" ", "T")}Z`)
    const behind = (at: number) =>
      Date.parse(`${wall(at, zone).replace(" ", "T")}Z`) - Math.floor(at / 1000) * 1000
    const guess = utc - behind(utc)
    return utc - behind(guess)
  }
  /** UTC, the zone here, and every other. */
  const zones = () => {
    const own = new Intl.DateTimeFormat().resolvedOptions().timeZone
    return [...new Set(["UTC", own, ...Intl.supportedValuesOf("timeZone")])]
  }

  /** A shape of SVG. */
  const draw = (
    tag: "polyline" | "rect" | "svg",
    attributes: Readonly<Record<string, string>>,
  ): SVGElement => {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", tag)
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value)
    return shape
  }

  const two = (n: number) => String(n).padStart(2, "0")

  /** How long is left, short: 4:09, 2 h 05 min, 29 days. */
  const left = (milliseconds: number): string => {
    const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
    const minutes = Math.floor(seconds / 60)
    const hours = Math.floor(minutes / 60)
    return hours >= 48
      ? `${Math.floor(hours / 24)} days`
      : hours > 0
        ? `${hours} h ${two(minutes % 60)} min`
        : `${minutes}:${two(seconds % 60)}`
  }

  /** Made once in this browser, and kept. */
  const kept = (key: string): string => {
    const name = `adobe-pass-sandbox:${key}`
    const known = localStorage.getItem(name)
    if (known !== null) return known
    const made = crypto.randomUUID()
    localStorage.setItem(name, made)
    return made
  }

  const isClientModule = (value: unknown): value is ClientModule =>
    typeof value === "object" && value !== null && "makeAdobePass" in value

  /** A client of the sandbox for this browser, if the library's bundles are there. */
  const client = (
    { baseUrl, serviceProvider, softwareStatement }: App,
    device: { readonly key: string; readonly primaryHardwareType: "TV" | "Desktop"; readonly model: string },
  ): Client | undefined => {
    const bundle: unknown = Reflect.get(globalThis, "AdobePass")
    const { key, ...info } = device
    return isClientModule(bundle) && customElements.get("adobe-pass-code") !== undefined
      ? bundle.makeAdobePass({
          environment: { baseUrl },
          serviceProvider,
          softwareStatement,
          device: { identifier: kept(key), info: { ...info, osName: "Linux" } },
          store: localStorage,
        })
      : undefined
  }

  /** Whether it is a failure of the client, and one of these if any are named. */
  const isFailure = (error: unknown, ...tags: ReadonlyArray<string>): error is Failure =>
    typeof error === "object" &&
    error !== null &&
    "_tag" in error &&
    "message" in error &&
    (tags.length === 0 || tags.includes(String(error._tag)))

  const denials: Readonly<Record<string, string>> = {
    mvpd: "Not in your package",
    parentalControls: "Blocked by parental controls",
    degradation: "Closed while your TV provider has trouble",
    authorizationMissing: "Your TV provider has not agreed yet",
  }

  const signIns: Readonly<Record<string, string>> = {
    profileExpired: "Your sign-in has expired",
    profileInvalidated: "Your sign-in was ended",
    homeBasedAuthentication: "Only at home",
    sessionInvalidated: "Your TV provider signed you out",
    identityNotRecognized: "Your TV provider does not know you any more",
  }

  const of = (table: Readonly<Record<string, string>>, key: unknown): string | undefined =>
    typeof key === "string" ? table[key] : undefined

  /** By the failure's tag; the text under it is a sentence that the library has for viewers. */
  const titles: Readonly<Record<string, (error: Failure) => string>> = {
    AuthorizationDenied: ({ reason }) => of(denials, reason) ?? "Not allowed",
    AuthenticationRequired: ({ reason }) => of(signIns, reason) ?? "Please sign in",
    TemporaryAccessExhausted: ({ limit }) =>
      limit === "resources" ? "All free titles are used" : "Your free time is over",
    AuthenticationCodeInvalid: () => "This code is not known",
    AuthenticationCodeExpired: () => "This code has expired",
    AuthenticationSuperseded: () => "A newer code took the place of this one",
    Throttled: () => "Too many requests",
    Unreachable: ({ reason }) => (reason === "timeout" ? "No answer" : "No connection"),
    PartnerUnavailable: () => "Your TV provider does not answer",
    ServerFault: () => "The service is out of order",
    IntegrationUnavailable: () => "This TV provider is not available here",
    TooManyResources: () => "Too much at once",
    UnexpectedResponse: () => "An answer nobody understands",
  }

  const hasSentence = (value: unknown): value is (error: unknown, locale: string) => string =>
    typeof value === "function"

  /** A sentence for the viewer, once what has them is there. */
  const sentence = (error: Failure): string => {
    const viewerMessage: unknown = Reflect.get(globalThis, "viewerMessage")
    return hasSentence(viewerMessage) ? viewerMessage(error, "en") : (error.details ?? error.message)
  }

  /** A failure in the viewer's words, and in small print in those of developers. */
  const words = (error: unknown) => {
    if (!isFailure(error)) return { title: "Something went wrong", text: String(error), mark: "" }
    const { _tag, code } = error
    const title = titles[_tag]?.(error) ?? "This app is not set up right"
    return { title, text: sentence(error), mark: [_tag, code].filter(Boolean).join(" · ") }
  }

  const elements = { byId, make, draw, button, onClick, say }
  const times = { every, later, now, moment, iso, wall, atWall, zones, left }
  return { ...elements, ...times, kept, client, isFailure, words }
}
