/**
 * The logout phase. What is left to do comes back as data: this library opens no browser.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/flows/basic-access-flows/rest-api-v2-basic-logout-primary-application-flow
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Permits } from "../cache/Permits.js"
import { Remembered } from "../cache/Remembered.js"
import { InitiateLogout } from "../endpoint/v2/InitiateLogout.js"
import { profiles } from "./Profiles.js"

/** Whom to sign out. */
export interface Request {
  /** Everybody who is signed in on the device, unless given. */
  readonly mvpd?: string
  /** Where the browser ends up after an MVPD's own logout: an absolute URL, plain. */
  readonly redirectUrl: string
}

/**
 * Signs the viewer out and forgets what belonged to their MVPD; the app's credentials stay.
 *
 * Only ever call it because the viewer asked: a denied authorization is no reason to sign out.
 */
export const logout = Effect.fn("AdobePass.logout")(function* ({ mvpd, redirectUrl }: Request) {
  const initiate = yield* InitiateLogout
  const mvpds = mvpd === undefined ? (yield* profiles()).map((one) => one.mvpd) : [mvpd]
  const actions = yield* Effect.forEach(mvpds, (one) =>
    Effect.zipLeft(
      Effect.map(initiate({ mvpd: one, redirectUrl }), (logouts) => Object.values(logouts)),
      forget(one),
    ),
  )
  const left = mvpd === undefined ? yield* (yield* Remembered).get : Option.none()
  // whose login expired is no longer among the profiles
  if (Option.isSome(left)) yield* forget(left.value.mvpd.id)
  return actions.flat()
})

const forget = Effect.fn(function* (mvpd: string) {
  yield* (yield* Permits).clear(mvpd)
  yield* (yield* Remembered).forget(mvpd)
})
