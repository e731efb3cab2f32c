/**
 * What the pages' scripts share. Runs in a browser, so it uses the browser's own clock and timers, and sees nothing
 * outside of the function.
 */
/* oxlint-disable no-restricted-globals -- no Effect in here, see above */
import type { Failure, PromiseFace } from "./promiseFace.js"

/** A failure in the viewer's words. */
export interface Words {
  readonly title: string
  readonly text: string
  /** For developers, in small print. */
  readonly mark: string
}

export const kit = () => {
  const byId = <E extends Element>(id: string, kind: new () => E): E => {
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

  /** Says something to everybody, screen readers included, and again if it is the same. */
  const say = (element: Element, text: string): void => {
    if (element.textContent !== text) element.textContent = text
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

  const isPromiseFace = (value: unknown): value is PromiseFace =>
    typeof value === "object" && value !== null && "makeAdobePass" in value

  /** The client's bundle, if it is there. */
  const promiseFace = (): PromiseFace | undefined => {
    const bundle: unknown = Reflect.get(globalThis, "AdobePass")
    return isPromiseFace(bundle) ? bundle : undefined
  }

  const isFailure = (error: unknown): error is Failure =>
    typeof error === "object" && error !== null && "_tag" in error && "message" in error

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

  const seconds = (milliseconds: unknown) =>
    typeof milliseconds === "number" ? Math.max(1, Math.ceil(milliseconds / 1000)) : 1

  const tell = (error: Failure): Omit<Words, "mark"> => {
    const said = error.details ?? error.message
    switch (error._tag) {
      case "AuthorizationDenied":
        return { title: of(denials, error.reason) ?? "Not allowed", text: said }
      case "AuthenticationRequired":
        return {
          title: of(signIns, error.reason) ?? "Please sign in",
          text: "Sign in with your TV provider once more, and it goes on.",
        }
      case "TemporaryAccessExhausted":
        return {
          title: error.limit === "resources" ? "All free titles are used" : "Your free time is over",
          text: "Sign in with a TV provider to watch on.",
        }
      case "AuthenticationCodeInvalid":
        return {
          title: "This code is not known",
          text: "Compare it with the one on your TV: it has letters and digits, and O is not 0.",
        }
      case "AuthenticationCodeExpired":
        return { title: "This code has expired", text: "Ask your TV for a new code; it takes a moment." }
      case "AuthenticationSuperseded":
        return {
          title: "A newer code took the place of this one",
          text: "Only the newest code of a TV is good.",
        }
      case "Throttled":
        return {
          title: "Too many requests",
          text: `This device asked more often than the service allows. Wait ${seconds(error.retryAfter)} s, then try again.`,
        }
      case "Unreachable":
        return error.reason === "timeout"
          ? { title: "No answer", text: "The service did not answer in time. Try again." }
          : {
              title: "No connection",
              text: "The service cannot be reached. Check the network, then try again.",
            }
      case "PartnerUnavailable":
        return {
          title: "Your TV provider does not answer",
          text: "The service reached nobody there. It may work in a moment.",
        }
      case "ServerFault":
        return { title: "The service is out of order", text: "It is not your fault. Try again in a moment." }
      case "IntegrationUnavailable":
        return { title: "This TV provider is not available here", text: said }
      case "TooManyResources":
        return { title: "Too much at once", text: said }
      case "UnexpectedResponse":
        return {
          title: "An answer nobody understands",
          text: "Perhaps this network wants you to sign in to it first. Try again.",
        }
      default:
        return { title: "This app is not set up right", text: said }
    }
  }

  const words = (error: unknown): Words =>
    isFailure(error)
      ? { ...tell(error), mark: [error._tag, error.code].filter(Boolean).join(" · ") }
      : { title: "Something went wrong", text: String(error), mark: "" }

  return { byId, make, button, say, left, kept, promiseFace, isFailure, words }
}
