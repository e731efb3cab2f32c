/** What the commands of a viewer have in common. */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { AdobePass } from "../../../AdobePass.js"
import type { Profile } from "../../../domain/Profile.js"
import type { AdobePassError } from "../../../error/AdobePassError.js"
import { AuthenticationRequired } from "../../../error/AdobePassError.js"
import { ServerClock } from "../../../policy/ServerClock.js"
import { Output } from "../../output/Output.js"
import { pick } from "../../output/pick.js"
import { dim } from "../../output/style.js"
import { table } from "../../output/text.js"
import { lasting } from "../../output/words.js"
import { isSandbox, required, setting } from "../../settings/Settings.js"
import { UsageError } from "../../UsageError.js"

/** The MVPD that a command is about: that of the settings, else that of the last login. */
export const mvpd = Effect.gen(function* () {
  const given = yield* setting("mvpd")
  if (given !== undefined) return given
  const known = yield* (yield* AdobePass).remembered
  return yield* Option.match(known, {
    onNone: () =>
      new AuthenticationRequired({
        reason: "profileMissing",
        message: "no MVPD is given, and nobody has signed in here",
      }),
    onSome: ({ mvpd }) => Effect.succeed(mvpd.id),
  })
})

/** Has a person pick one of the TV providers, as an app's picker would. */
export const pickMvpd = Effect.gen(function* () {
  const { isInteractive } = yield* Output
  if (!isInteractive) {
    return yield* new UsageError({
      message: "Which TV provider?",
      next: "Give --mvpd ID; adobe-pass configuration lists them.",
    })
  }
  const { mvpds } = yield* (yield* AdobePass).configuration()
  const pickable = mvpds.filter(({ isTempPass }) => !isTempPass)
  return yield* pick(
    "TV provider",
    pickable.map((value) => ({ title: value.displayName ?? value.id, hint: value.id, value })),
  )
})

/** The domain that a login starts from. */
export const domainName = Effect.gen(function* () {
  const given = yield* setting("domainName")
  if (given !== undefined) return given
  const { domains } = yield* (yield* AdobePass).configuration()
  const [first] = domains
  return first === undefined
    ? yield* new UsageError({
        message: "The configuration names no domain.",
        next: "Give --domain-name, one that Adobe knows for this service provider.",
      })
    : first.name
})

/** Where the browser ends up: as set, else `local` against a sandbox, else the domain's own page. */
export const redirectUrl = Effect.fn(function* (domain: string, local: string) {
  const given = yield* setting("redirectUrl")
  if (given !== undefined) return given
  return isSandbox(yield* required("environment")) ? local : `https://${domain}/`
})

/** What an error of one resource says, its publisher's words first. */
export const wordsOf = ({ code, details, message }: AdobePassError): string =>
  `${details ?? message}${code === undefined ? "" : ` ${dim(code)}`}`

/** Profiles for people. */
export const profileTable = Effect.fn(function* (profiles: ReadonlyArray<Profile>) {
  const { width } = yield* Output
  const now = yield* (yield* ServerClock).now
  return table(
    ["MVPD", "TYPE", "VALID FOR", "UNTIL", "ISSUER"],
    profiles.map(({ issuer, mvpd, notAfter, type }) => [
      mvpd,
      type,
      lasting(DateTime.distance(now, notAfter)),
      DateTime.formatIso(notAfter),
      issuer,
    ]),
    width,
  )
})

/** Who asks for promotional TempPass, where the settings say so. */
export const temporaryAccessIdentity = Effect.map(setting("tempPassIdentity"), (text) =>
  text === undefined ? {} : { temporaryAccessIdentity: Option.getOrElse(parseTexts(text), () => text) },
)

const parseTexts = Schema.decodeOption(
  Schema.parseJson(Schema.Record({ key: Schema.String, value: Schema.String })),
)
