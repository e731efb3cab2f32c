/**
 * Authentication sessions: created on the streaming device, resumed on a second one if parameters were missing,
 * known by a code of seven characters.
 */
import * as Effect from "effect/Effect"
import { application, caller, integration } from "../wire/caller.js"
import { isDegraded } from "./rules/degradation.js"
import { describeDevice } from "./bodies/device.js"
import type { Handler } from "../wire/exchange.js"
import { json } from "../wire/exchange.js"
import { isValid, ownProfile, profileOf } from "./rules/signedIn.js"
import type { Session } from "../world/state.js"
import { isTempPass } from "../world/catalogue.js"
import { inSession } from "../wire/timestamps.js"
import { formOf, parametersOf } from "../wire/form.js"
import { missing, next, proceed } from "./bodies/action.js"
import { openSession, sessionByCode } from "./rules/login.js"

export const createSession: Handler = (world, exchange) =>
  Effect.gen(function* () {
    const who = yield* caller(world, exchange)
    const form = formOf(exchange)
    if (!(form instanceof URLSearchParams)) return form
    const parameters = yield* parametersOf(form)
    if (parameters.mvpd !== undefined) {
      const mvpd = yield* integration(world, who.serviceProvider, parameters.mvpd)
      const skip = (reason: "authenticated" | "authenticatedSSO" | "temporary" | "degraded") =>
        proceed(world, exchange, who.serviceProvider.id, world.chance.uuid(), mvpd.id, reason)
      if (isDegraded(world, who.serviceProvider.id, mvpd.id, exchange.now, "AuthNAll"))
        return skip("degraded")
      if (isTempPass(mvpd)) return skip("temporary")
      const found = profileOf(world, exchange, who, mvpd.id)
      if (found !== undefined) return skip(found.type === "regular" ? "authenticated" : "authenticatedSSO")
    }
    return next(world, exchange, openSession(world, exchange, who, parameters), "resume")
  })

export const resumeSession: Handler = (world, exchange) =>
  Effect.gen(function* () {
    const { serviceProvider } = yield* application(world, exchange)
    const session = yield* sessionByCode(world, exchange, serviceProvider.id)
    const form = formOf(exchange)
    if (!(form instanceof URLSearchParams)) return form
    const parameters = yield* parametersOf(form)
    const mvpdId = parameters.mvpd ?? session.mvpd
    const mvpd = mvpdId === undefined ? undefined : yield* integration(world, serviceProvider, mvpdId)
    session.mvpd = mvpd?.id
    session.domainName = parameters.domainName ?? session.domainName
    session.redirectUrl = parameters.redirectUrl ?? session.redirectUrl
    if (mvpd !== undefined) {
      const skip = (reason: "authenticated" | "temporary" | "degraded") =>
        proceed(world, exchange, serviceProvider.id, session.id, mvpd.id, reason)
      if (isDegraded(world, serviceProvider.id, mvpd.id, exchange.now, "AuthNAll")) return skip("degraded")
      if (isTempPass(mvpd)) return skip("temporary")
      const own = ownProfile(world, { serviceProvider, ...pickOwner(session) }, mvpd.id)
      if (own !== undefined && isValid(own, exchange.now)) return skip("authenticated")
    }
    return next(world, exchange, session, "retry")
  })

const pickOwner = ({ clientId, device }: Session) => ({ clientId, device })

export const retrieveSession: Handler = (world, exchange) =>
  Effect.gen(function* () {
    const { serviceProvider } = yield* application(world, exchange)
    const session = yield* sessionByCode(world, exchange, serviceProvider.id)
    const missingParameters = missing(world, session)
    return json(200, {
      existingParameters: {
        ...(session.mvpd === undefined ? {} : { mvpd: session.mvpd }),
        ...(session.domainName === undefined ? {} : { [world.state.variant.domain]: session.domainName }),
        ...(session.redirectUrl === undefined ? {} : { redirectUrl: session.redirectUrl }),
        serviceProvider: session.serviceProvider,
      },
      ...(missingParameters.length === 0 ? {} : { missingParameters }),
      device: describeDevice(world, session),
      notBefore: inSession(world, session.notBefore),
      notAfter: inSession(world, session.notAfter),
    })
  })
