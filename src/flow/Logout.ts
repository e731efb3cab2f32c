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
import type { LogoutAction } from "../domain/Logout.js"
import { InitiateLogout } from "../endpoint/v2/InitiateLogout.js"
import { checkText } from "../transport/Request.js"
import { isNobody, profiles } from "./Profiles.js"

/** Whom to sign out. */
export const Request = Schema.Struct({
  /** Everybody who is signed in on the device, unless given. */
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

/**
 * Signs the viewer out and forgets what belonged to their MVPD; the app's credentials stay.
 *
 * Without an MVPD each one's follow-up comes back, whatever became of the others: where the logout of one failed, its
 * follow-up is {@link Failed}. It fails where no logout succeeded.
 *
 * Only ever call it because the viewer asked: a denied authorization is no reason to sign out.
 */
export const logout = Effect.fn("AdobePass.logout")(function* ({ mvpd, redirectUrl }: Request) {
  const initiate = yield* InitiateLogout
  yield* checkText("InitiateLogout", "redirectUrl", redirectUrl)
  const mvpds = mvpd === undefined ? (yield* profiles()).map((one) => one.mvpd) : [mvpd]
  const results = yield* Effect.forEach(mvpds, (one) =>
    Effect.map(initiate({ mvpd: one, redirectUrl }), (logouts) => Object.values(logouts)).pipe(
      Effect.catchIf(isNobody, () => Effect.succeed([invalid(one)])),
      Effect.zipLeft(forget(one)),
      Effect.mapError((error): Failed => ({ _tag: "Failed", mvpd: one, error })),
      Effect.either,
    ),
  )
  const failures = Array.getLefts(results)
  const [first] = failures
  if (first !== undefined && failures.length === results.length) return yield* Effect.fail(first.error)
  const left = mvpd === undefined ? yield* (yield* Remembered).get : Option.none()
  // whose login expired is no longer among the profiles
  if (Option.isSome(left) && !failures.some((one) => one.mvpd === left.value.mvpd.id)) {
    yield* forget(left.value.mvpd.id)
  }
  return results.flatMap((result): ReadonlyArray<LogoutAction | Failed> =>
    result._tag === "Right" ? result.right : [result.left],
  )
})

const invalid = (mvpd: string): LogoutAction => ({ _tag: "Invalid", mvpd, actionName: "invalid" })

const forget = Effect.fn(function* (mvpd: string) {
  yield* (yield* Permits).clear(mvpd)
  yield* (yield* Remembered).forget(mvpd)
})
