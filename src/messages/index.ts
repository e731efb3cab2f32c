/** What a viewer reads when something fails: one short sentence and the next step, in six languages. */
import type { Failure } from "../promise.js"
import { de } from "./de.js"
import { en } from "./en.js"
import { es } from "./es.js"
import { fr } from "./fr.js"
import type { Language, MessageKey, Messages } from "./keys.js"
import { nl } from "./nl.js"
import { pt } from "./pt.js"

export type { Language, MessageKey, Messages } from "./keys.js"

/** The messages of each language; take one to make a language of your own from. */
export const messages: Readonly<Record<Language, Messages>> = { de, en, es, fr, nl, pt }

/** What a button under the message does; `none` where there is nothing that the viewer can do here. */
export type NextStep = "signIn" | "newCode" | "typeAgain" | "retry" | "choose" | "none"

const steps: Readonly<Record<Failure["_tag"], NextStep>> = {
  AuthorizationDenied: "choose",
  TooManyResources: "retry",
  TemporaryAccessExhausted: "signIn",
  AuthenticationRequired: "signIn",
  AuthenticationCodeInvalid: "typeAgain",
  AuthenticationCodeExpired: "newCode",
  AuthenticationSuperseded: "none",
  Throttled: "retry",
  PartnerUnavailable: "retry",
  ServerFault: "retry",
  Unreachable: "retry",
  IntegrationUnavailable: "choose",
  InvalidRequest: "retry",
  ConfigurationInvalid: "retry",
  RegistrationRejected: "retry",
  AccessTokenRejected: "retry",
  UnexpectedResponse: "retry",
  ClientClosed: "none",
}

/** What is read of an error, which may be anything that was caught. */
interface Read {
  readonly tag: Failure["_tag"] | "unknown"
  readonly detail: string
  readonly words: string
  readonly support: string
}

const isTag = (value: string): value is Failure["_tag"] => Object.hasOwn(steps, value)

const read = (error: unknown): Read => {
  const text = (name: string) => {
    const value: unknown = typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined
    return typeof value === "string" ? value.trim() : ""
  }
  const tag = text("_tag")
  return {
    tag: isTag(tag) ? tag : "unknown",
    detail: text("reason") || text("limit"),
    words: text("details"),
    support: text("trace") || text("code") || tag,
  }
}

const isLanguage = (text: string): text is Language => Object.hasOwn(messages, text)

/** The language of a tag such as `pt-BR`, of the browser unless given; English where there are no messages in it. */
export const languageOf = (locale?: string): Language => {
  const tag = locale ?? ((typeof navigator === "object" && navigator.language) || "en")
  const [language = ""] = tag.toLowerCase().split(/[-_]/)
  return isLanguage(language) ? language : "en"
}

/**
 * One short sentence for the viewer, with the next step. The MVPD's own words come first: where the error has
 * `details`, they are the message, unchanged.
 *
 * `locale` is a tag such as `es` or `pt-BR`, the browser's unless given; English where there is no such language. `own` replaces
 * single messages, by the error's tag, or by tag and reason: `{ "AuthorizationDenied.parentalControls": "..." }`. Whatever was
 * caught may be given: what is no error of this library has a message, too.
 *
 * @example
 * ```ts
 * import { viewerMessage } from "adobe-pass/messages"
 * import { makeError } from "adobe-pass"
 *
 * const text = viewerMessage(makeError("Unreachable", { reason: "connection" }), "nl")
 * // Er is geen verbinding. Controleer je netwerk en probeer het opnieuw.
 * ```
 */
export const viewerMessage = (error: unknown, locale?: string, own: Partial<Messages> = {}): string => {
  const { detail, support, tag, words } = read(error)
  if (words !== "") return words
  const usual = messages[languageOf(locale)]
  const exact = `${tag}.${detail}`
  const isKey = (key: string): key is MessageKey => Object.hasOwn(usual, key)
  const message = (isKey(exact) ? (own[exact] ?? own[tag] ?? usual[exact]) : own[tag]) ?? usual[tag]
  return message.split("{support}").join(support)
}

/** What the viewer can do about an error, for the button under its {@link viewerMessage}. */
export const nextStep = (error: unknown): NextStep => {
  const { tag } = read(error)
  return tag === "unknown" ? "retry" : steps[tag]
}
