/**
 * The logout phase. What is left to do comes back as data: this library opens no browser.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/flows/basic-access-flows/rest-api-v2-basic-logout-primary-application-flow
 */
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Permits } from "../cache/Permits.js"
import { Remembered } from "../cache/Remembered.js"
import { asOneCall } from "../cache/StoreWait.js"
import { Integration } from "../domain/Environment.js"
import type { LogoutAction } from "../domain/Logout.js"
import { InitiateLogout } from "../endpoint/v2/InitiateLogout.js"
import { checkText } from "../transport/Request.js"
import { inSpan, withServices } from "./Flow.js"
import { isProfileMissing, makeProfiles } from "./Profiles.js"

/** Whom to sign out. */
export const Request = Schema.Struct({
  /** Every MVPD that the viewer is signed in with, unless given. */
  mvpd: Schema.optional(Schema.String),
  /** Where the browser ends up after an MVPD's own logout: an absolute URL, plain. */
  redirectUrl: Schema.String,
})
export interface Request extends Schema.Schema.Type<typeof Request> {}

/** An MVPD whose viewer is still signed in, for its logout failed; `logout` of this `mvpd` tries again. */
export interface Failed {
  readonly _tag: "Failed"
  readonly mvpd: string
  readonly error: Effect.Effect.Error<ReturnType<InitiateLogout["Type"]>>
}

/** Makes {@link logout} of its services. */
export const makeLogout = Effect.gen(function* () {
  const initiate = yield* InitiateLogout
  const profiles = yield* makeProfiles
  const permits = (yield* Permits).of(yield* Integration)
  const remembered = yield* Remembered

  const forget = (mvpd: string) => Effect.zipRight(permits.clear(mvpd), remembered.forget(mvpd))

  const signOut = (mvpd: string, redirectUrl: string) =>
    initiate({ mvpd, redirectUrl }).pipe(
      Effect.map((logouts): ReadonlyArray<LogoutAction> => Object.values(logouts)),
      Effect.catchIf(isProfileMissing, () => Effect.succeed([invalid(mvpd)])),
      Effect.zipLeft(forget(mvpd)),
      Effect.mapError((error): Failed => ({ _tag: "Failed", mvpd, error })),
      Effect.either,
    )

  return ({ mvpd, redirectUrl }: Request) =>
    Effect.gen(function* () {
      yield* checkText("InitiateLogout", "redirectUrl", redirectUrl)
      const mvpds = mvpd === undefined ? (yield* profiles()).map((one) => one.mvpd) : [mvpd]
      const results = yield* Effect.forEach(mvpds, (one) => signOut(one, redirectUrl))
      const failures = Array.getLefts(results)
      const [first] = failures
      if (first !== undefined && failures.length === results.length) return yield* Effect.fail(first.error)
      const left = mvpd === undefined ? yield* remembered.readOrNone : Option.none()
      // a viewer whose login has expired is no longer among the profiles
      if (Option.isSome(left) && !failures.some((one) => one.mvpd === left.value.mvpd.id)) {
        yield* forget(left.value.mvpd.id)
      }
      return results.flatMap((result): ReadonlyArray<LogoutAction | Failed> =>
        result._tag === "Right" ? result.right : [result.left],
      )
    }).pipe(asOneCall, inSpan("logout"))
})

/**
 * Signs the viewer out and forgets what belonged to their MVPD; the app's credentials stay.
 *
 * Without an MVPD each one's follow-up comes back, whatever became of the others: where the logout of one failed, its
 * follow-up is {@link Failed}. It fails where no logout succeeded.
 *
 * Only ever call it because the viewer asked: a denied authorization is no reason to sign out.
 */
export const logout = withServices(makeLogout)

const invalid = (mvpd: string): LogoutAction => ({ _tag: "Invalid", mvpd, actionName: "invalid" })
