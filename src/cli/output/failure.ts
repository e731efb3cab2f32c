/** What a person is told when something failed: what happened, why, what to do next, and what to quote to Adobe. */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Errors from "../../error/AdobePassError.js"
import * as MediaTokenRefusals from "../../verifier/errors.js"
import { FlowError } from "../walk/FlowError.js"
import { CheckFailed } from "../CheckFailed.js"
import { NotRunning, NotStarted } from "../NotRunning.js"
import { UsageError } from "../UsageError.js"
import type { ExitCode } from "./exitCodes.js"
import { exitCodes } from "./exitCodes.js"
import { plain } from "./json.js"
import { bold, dim, red } from "./style.js"
import { definitions } from "./text.js"

/** A failure in words. */
export interface Told {
  readonly exit: ExitCode
  readonly what: string
  readonly why?: string | undefined
  readonly next?: string | undefined
  /** What Adobe's support asks for. */
  readonly trace?: string | undefined
}

type Words = Pick<Told, "exit" | "what" | "next">

const signInAgain = "Sign in again: adobe-pass login."

const required: Readonly<Record<Errors.AuthenticationRequired["reason"], Words>> = {
  profileMissing: {
    exit: exitCodes.signIn,
    what: "Nobody is signed in.",
    next: "Sign in: adobe-pass login.",
  },
  profileExpired: { exit: exitCodes.signIn, what: "The login has expired.", next: signInAgain },
  profileInvalidated: { exit: exitCodes.signIn, what: "The login was ended by Adobe.", next: signInAgain },
  homeBasedAuthentication: {
    exit: exitCodes.signIn,
    what: "The MVPD no longer takes this viewer to be at home.",
    next: "Sign out and in again: adobe-pass logout, adobe-pass login.",
  },
  sessionInvalidated: {
    exit: exitCodes.signIn,
    what: "The MVPD ended the viewer's session.",
    next: "Sign out and in again: adobe-pass logout, adobe-pass login.",
  },
  identityNotRecognized: {
    exit: exitCodes.signIn,
    what: "The MVPD does not know the viewer any more.",
    next: "Sign out and in again: adobe-pass logout, adobe-pass login.",
  },
  other: { exit: exitCodes.signIn, what: "The viewer must sign in.", next: "Sign in: adobe-pass login." },
}

const denied: Readonly<Record<Errors.AuthorizationDenied["reason"], Words>> = {
  mvpd: {
    exit: exitCodes.denied,
    what: "The MVPD does not let the viewer watch this.",
    next: "Show the viewer the MVPD's own words; there is nothing to mend in the app.",
  },
  parentalControls: {
    exit: exitCodes.denied,
    what: "The viewer's parental controls do not let them watch this.",
    next: "The account's owner can change them at the MVPD. Check that the rating is right, where MRSS tells one.",
  },
  degradation: {
    exit: exitCodes.denied,
    what: "A degradation rule denies this for now.",
    next: "Ask whoever set the rule for this MVPD at Adobe.",
  },
  authorizationMissing: {
    exit: exitCodes.denied,
    what: "There is no authorization for this.",
    next: "Ask for one: adobe-pass authorize RESOURCE.",
  },
  other: { exit: exitCodes.denied, what: "The viewer may not watch this." },
}

const registration: Readonly<Record<string, string>> = {
  invalid_software_statement:
    "Is the statement whole, and of this environment? adobe-pass decode shows what it says; else take a new one from the TVE Dashboard.",
  unapproved_software_statement: "Ask Adobe to approve the application in the TVE Dashboard.",
  invalid_redirect_uri:
    "Give the redirect URI that the application has in the TVE Dashboard: --redirect-uri.",
  invalid_client: "Register anew: adobe-pass register --anew. Logins of the old client are lost.",
}

const words = (error: Errors.AdobePassError): Words => {
  switch (error._tag) {
    case "AuthorizationDenied":
      return denied[error.reason]
    case "AuthenticationRequired":
      return required[error.reason]
    case "TooManyResources":
      return {
        exit: exitCodes.denied,
        what: "These are more resources than the MVPD takes in one request.",
        next: "Ask about fewer.",
      }
    case "TemporaryAccessExhausted":
      return {
        exit: exitCodes.denied,
        what: `The TempPass is used up, by ${error.limit === "duration" ? "its time" : "the number of its resources"}.`,
        next: "Offer a login. To try again with a fresh one: adobe-pass temp-pass reset.",
      }
    case "AuthenticationCodeInvalid":
      return {
        exit: exitCodes.signIn,
        what: "There is no such code, or its session is over.",
        next: "Compare it with the screen that shows it, or begin anew there: adobe-pass login --second-screen.",
      }
    case "AuthenticationCodeExpired":
      return {
        exit: exitCodes.signIn,
        what: "Nobody signed in before the code expired.",
        next: "Begin anew: adobe-pass login.",
      }
    case "AuthenticationSuperseded":
      return { exit: exitCodes.signIn, what: "A newer login on this device replaced this one." }
    case "InvalidRequest":
      return error.status === undefined
        ? {
            exit: exitCodes.usage,
            ...(/: give --[\w-]+$/.test(error.message)
              ? {
                  what: `${error.parameter} is missing.`,
                  next: `Nothing was sent. Give ${error.message.split(": give ")[1] ?? ""}.`,
                }
              : {
                  what: `${error.parameter} is not as it should be.`,
                  next: "Nothing was sent. adobe-pass env shows where each setting comes from.",
                }),
          }
        : {
            exit: exitCodes.integration,
            what:
              error.parameter === "unknown"
                ? "Adobe refuses the request."
                : `Adobe refuses ${error.parameter}.`,
            next: "Look at what was sent: --verbose. adobe-pass doctor checks what it can.",
          }
    case "IntegrationUnavailable":
      return {
        exit: exitCodes.integration,
        what: "The service provider has no integration with this MVPD, or it is switched off.",
        next: "adobe-pass configuration lists those it has; the TVE Dashboard switches them on.",
      }
    case "ConfigurationInvalid":
      return {
        exit: exitCodes.integration,
        what: "Something is set up wrongly at Adobe.",
        next: "Set it right in the TVE Dashboard, or ask Adobe's support.",
      }
    case "RegistrationRejected":
      return {
        exit: exitCodes.integration,
        what: `Adobe does not take the app for one of its clients (${error.error}).`,
        next: registration[error.error] ?? "adobe-pass doctor checks the statement.",
      }
    case "AccessTokenRejected":
      return {
        exit: exitCodes.integration,
        what: "Adobe refuses the access token, and a fresh one too.",
        next: "Is the statement for this service provider, with the scope api:client:v2? adobe-pass decode shows it.",
      }
    case "Throttled":
      return {
        exit: exitCodes.throttled,
        what: "Too many requests came from this address.",
        next: `Wait ${Duration.format(error.retryAfter)}. Adobe takes one a second, after a first ten.`,
      }
    case "PartnerUnavailable":
      return {
        exit: exitCodes.service,
        what: "The MVPD did not answer Adobe in time.",
        next: "Try again a little later.",
      }
    case "ServerFault":
      return {
        exit: exitCodes.service,
        what: "Adobe's service failed.",
        next: "Try again a little later. If it stays so, write to Adobe's support.",
      }
    case "Unreachable":
      return {
        exit: exitCodes.service,
        what:
          error.reason === "timeout" ? "No answer came in time." : "There is no connection to the service.",
        next: "Is the network there? For a sandbox on this machine: adobe-pass sandbox. adobe-pass doctor looks closer.",
      }
    case "UnexpectedResponse":
      return {
        exit: exitCodes.service,
        what: "The answer is not one that the service promises.",
        next: "Is something in between, such as a proxy or a captive portal? Look at it: --verbose.",
      }
  }
}

const tags: ReadonlySet<unknown> = new Set(
  Object.values(Errors).map((one) => (typeof one === "function" && "_tag" in one ? one._tag : undefined)),
)
const isAdobePassError = (error: unknown): error is Errors.AdobePassError =>
  error instanceof Error && "_tag" in error && tags.has(error._tag) && error._tag !== "ClientClosed"

const whyOf = ({ code, details, message, status }: Errors.AdobePassError) => {
  const marks = [code, status].filter((mark) => mark !== undefined)
  return `${details ?? message}${marks.length === 0 ? "" : ` ${dim(`(${marks.join(", ")})`)}`}`
}

/** What a verifier says of a media token. */
const refusals = Object.values(MediaTokenRefusals)
const isRefusal = (error: unknown): error is MediaTokenRefusals.MediaTokenRefused =>
  refusals.some((refusal) => error instanceof refusal)

const tellError = (error: unknown): Told => {
  if (isAdobePassError(error)) {
    return { ...words(error), why: whyOf(error), trace: error.trace }
  }
  if (error instanceof UsageError) return { exit: exitCodes.usage, what: error.message, next: error.next }
  // by its tag, for its class comes with the whole sandbox
  if (Predicate.isTagged(error, "InvalidOptions") && error instanceof Error) {
    return { exit: exitCodes.usage, what: error.message }
  }
  if (isRefusal(error)) {
    return { exit: exitCodes.check, what: `Refused: ${error.message}.` }
  }
  if (error instanceof CheckFailed || error instanceof FlowError) {
    return { exit: exitCodes.check, what: error.message }
  }
  if (error instanceof NotStarted) return { exit: error.exit, what: error.message, next: error.next }
  if (error instanceof NotRunning) {
    return { exit: exitCodes.service, what: error.message, next: "Start one: adobe-pass sandbox." }
  }
  return { exit: exitCodes.failed, what: error instanceof Error ? error.message : String(error) }
}

/** What a cause is told as; undefined where there is nothing to tell, as after Ctrl-C. */
export const tellCause = (cause: Cause.Cause<unknown>): Told | undefined =>
  Cause.isInterruptedOnly(cause)
    ? undefined
    : Option.match(Cause.failureOption(cause), {
        // a mistake of ours: everything there is
        onNone: () => ({ exit: exitCodes.failed, what: Cause.pretty(cause) }),
        onSome: tellError,
      })

export const exitCodeOf = (cause: Cause.Cause<unknown>): ExitCode =>
  tellCause(cause)?.exit ?? exitCodes.interrupted

/** For people. */
export const failureText = ({ next, trace, what, why }: Told, columns: number): string =>
  [
    `${red("✗")} ${bold(what)}`,
    ...definitions(
      [
        ...(why === undefined ? [] : [["why", why] as const]),
        ...(next === undefined ? [] : [["next", next] as const]),
        ...(trace === undefined
          ? []
          : [["trace", `${trace} ${dim("to quote to Adobe's support")}`] as const]),
      ],
      columns,
    ),
  ].join("\n")

/** For machines: the error's own fields, and those that a person reads. */
export const failureJson = (cause: Cause.Cause<unknown>, { exit, next, what }: Told): object => {
  const error = Option.getOrUndefined(Cause.failureOption(cause))
  const known = error instanceof Error ? plain(error) : {}
  return {
    error: {
      _tag: "Defect",
      ...(typeof known === "object" && known !== null ? known : {}),
      ...(error === undefined && { message: what }),
      what,
      ...(next !== undefined && { next }),
      exit,
    },
  }
}
