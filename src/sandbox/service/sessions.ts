/**
 * Authentication sessions: created on the streaming device, resumed on a second one if parameters were missing,
 * known by a code of seven characters.
 */
import * as Effect from "effect/Effect"
import { application, caller, integration } from "../wire/caller.js"
import type { Handler } from "../wire/exchange.js"
import { Exchange, json } from "../wire/exchange.js"
import { isReply, parameters } from "../wire/form.js"
import { inSession } from "../wire/timestamps.js"
import { isTempPass } from "../world/catalogue.js"
import { World } from "../world/World.js"
import type { Reason } from "./bodies/action.js"
import { missing, next, proceed } from "./bodies/action.js"
import { describeDevice } from "./bodies/device.js"
import { isDegraded } from "./rules/degradation.js"
import { openSession, sessionByCode } from "./rules/login.js"
import { isValid, ownProfile, profileOf } from "./rules/signedIn.js"

export const createSession: Handler = Effect.gen(function* () {
  const { chance, state } = yield* World
  const { now } = yield* Exchange
  const who = yield* caller
  const given = yield* parameters(who.serviceProvider)
  if (isReply(given)) return given
  if (given.mvpd !== undefined) {
    const mvpd = yield* integration(who.serviceProvider, given.mvpd)
    const skip = (reason: Reason) => proceed(who.serviceProvider.id, chance.uuid(), mvpd.id, reason)
    if (isDegraded(state, who.serviceProvider.id, mvpd.id, now, "AuthNAll")) return yield* skip("degraded")
    if (isTempPass(mvpd)) return yield* skip("temporary")
    const found = profileOf(state, who, mvpd.id, now)
    if (found !== undefined)
      return yield* skip(found.type === "regular" ? "authenticated" : "authenticatedSSO")
  }
  return yield* next(yield* openSession(who, given), "resume")
})

export const resumeSession: Handler = Effect.gen(function* () {
  const { state } = yield* World
  const { now } = yield* Exchange
  const { serviceProvider } = yield* application
  const session = yield* sessionByCode(serviceProvider.id)
  const given = yield* parameters(serviceProvider)
  if (isReply(given)) return given
  const mvpdId = given.mvpd ?? session.mvpd
  const mvpd = mvpdId === undefined ? undefined : yield* integration(serviceProvider, mvpdId)
  session.mvpd = mvpd?.id
  session.domainName = given.domainName ?? session.domainName
  session.redirectUrl = given.redirectUrl ?? session.redirectUrl
  if (mvpd !== undefined) {
    const skip = (reason: Reason) => proceed(serviceProvider.id, session.id, mvpd.id, reason)
    if (isDegraded(state, serviceProvider.id, mvpd.id, now, "AuthNAll")) return yield* skip("degraded")
    if (isTempPass(mvpd)) return yield* skip("temporary")
    const { clientId, device } = session
    const own = ownProfile(state, { serviceProvider, clientId, device }, mvpd.id)
    if (own !== undefined && isValid(own, now)) return yield* skip("authenticated")
  }
  return yield* next(session, "retry")
})

export const retrieveSession: Handler = Effect.gen(function* () {
  const { variant } = (yield* World).state
  const { serviceProvider } = yield* application
  const session = yield* sessionByCode(serviceProvider.id)
  const missingParameters = missing(variant, session)
  return json(200, {
    existingParameters: {
      ...(session.mvpd === undefined ? {} : { mvpd: session.mvpd }),
      ...(session.domainName === undefined ? {} : { [variant.domain]: session.domainName }),
      ...(session.redirectUrl === undefined ? {} : { redirectUrl: session.redirectUrl }),
      serviceProvider: session.serviceProvider,
    },
    ...(missingParameters.length === 0 ? {} : { missingParameters }),
    device: describeDevice(variant, session),
    notBefore: inSession(variant, session.notBefore),
    notAfter: inSession(variant, session.notAfter),
  })
})
