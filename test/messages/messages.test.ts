import { describe, expect, it } from "vitest"
import * as Errors from "../../src/error/AdobePassError.js"
import type { Language } from "../../src/messages/index.js"
import { messages, nextStep, viewerMessage } from "../../src/messages/index.js"
import { makeError } from "../../src/promise.js"

const languages = Object.keys(messages) as ReadonlyArray<Language>
const tags = Object.values(Errors).map(({ _tag }) => _tag)

describe("the messages for viewers", () => {
  it("are there for every error, in six languages", () => {
    expect(languages.toSorted()).toEqual(["de", "en", "es", "fr", "nl", "pt"])
    for (const language of languages) {
      expect(Object.keys(messages[language])).toEqual(Object.keys(messages.en))
      expect(tags.filter((tag) => !(tag in messages[language]))).toEqual([])
    }
  })

  it("are a short sentence and a next step, and of their own language", () => {
    for (const language of languages) {
      for (const message of Object.values(messages[language])) {
        expect(message.length).toBeLessThan(200)
        expect(message).toMatch(/^\p{Lu}[^.]+\. ?\p{Lu}.+\.$/u)
      }
      const shared = Object.values(messages[language]).filter(
        (message) => language !== "en" && Object.values(messages.en).includes(message),
      )
      expect(shared).toEqual([])
    }
  })

  it("say the MVPD's own words, whatever the language and the app's own", () => {
    const denial = makeError("AuthorizationDenied", {
      reason: "mvpd",
      details: " Call 555-0100 to upgrade. ",
    })
    for (const language of languages) {
      expect(viewerMessage(denial, language, { AuthorizationDenied: "No." })).toBe(
        "Call 555-0100 to upgrade.",
      )
    }
  })

  it("tell what differs for the viewer by reason", () => {
    const message = (reason: "mvpd" | "parentalControls" | "degradation") =>
      viewerMessage(makeError("AuthorizationDenied", { reason }), "en")
    expect(new Set([message("mvpd"), message("parentalControls"), message("degradation")]).size).toBe(3)
    expect(viewerMessage(makeError("AuthenticationRequired", { reason: "profileExpired" }), "de")).toBe(
      messages.de["AuthenticationRequired.profileExpired"],
    )
    expect(viewerMessage(makeError("AuthenticationRequired", { reason: "other" }), "de")).toBe(
      messages.de.AuthenticationRequired,
    )
  })

  it("are replaced one by one, by reason before tag", () => {
    const parental = makeError("AuthorizationDenied", { reason: "parentalControls" })
    expect(viewerMessage(parental, "nl", { AuthorizationDenied: "Nee." })).toBe("Nee.")
    const own = { AuthorizationDenied: "Nee.", "AuthorizationDenied.parentalControls": "Vraag je ouders." }
    expect(viewerMessage(parental, "nl", own)).toBe("Vraag je ouders.")
    expect(viewerMessage(makeError("ServerFault"), "nl", own)).toBe(messages.nl.ServerFault)
  })

  it("tell support what it asks for: the trace, else the code, else the error", () => {
    const told = (fields: { readonly trace?: string; readonly code?: string }) =>
      viewerMessage(makeError("ConfigurationInvalid", fields), "en")
    expect(told({ trace: "t-1", code: "c" })).toContain("“t-1”")
    expect(told({ code: "invalid_configuration_platform" })).toContain("“invalid_configuration_platform”")
    expect(told({})).toContain("“ConfigurationInvalid”")
  })

  it("speak the language of a locale, and English where there is none", () => {
    const offline = makeError("Unreachable", { reason: "connection" })
    for (const locale of ["pt", "pt-BR", "PT_pt"]) {
      expect(viewerMessage(offline, locale)).toBe(messages.pt.Unreachable)
    }
    for (const locale of ["sv", "", "C", "ptx", "toString"]) {
      expect(viewerMessage(offline, locale)).toBe(messages.en.Unreachable)
    }
  })

  it("are there for whatever was caught", () => {
    for (const caught of [
      undefined,
      null,
      "no",
      7,
      new TypeError("x is not a function"),
      { _tag: "toString" },
    ]) {
      expect(viewerMessage(caught, "fr")).toBe(messages.fr.unknown)
      expect(nextStep(caught)).toBe("retry")
    }
  })

  it("have a next step for each error", () => {
    expect(nextStep(makeError("AuthenticationRequired", { reason: "profileMissing" }))).toBe("signIn")
    expect(nextStep(makeError("TemporaryAccessExhausted", { limit: "duration" }))).toBe("signIn")
    expect(nextStep(makeError("AuthenticationCodeExpired", { code: "A", notAfter: 0 }))).toBe("newCode")
    expect(nextStep(makeError("AuthenticationCodeInvalid"))).toBe("typeAgain")
    expect(nextStep(makeError("AuthorizationDenied", { reason: "mvpd" }))).toBe("choose")
    expect(nextStep(makeError("ClientClosed"))).toBe("none")
  })
})
