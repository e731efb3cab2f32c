/**
 * A login: a session is opened, found again by its code, and completed.
 */
import * as Effect from "effect/Effect"
import type { Caller } from "../../wire/caller.js"
import { Exchange } from "../../wire/exchange.js"
import type { Parameters } from "../../wire/form.js"
import type { Refusal } from "../../world/errors.js"
import { refuse } from "../../world/errors.js"
import type { Session } from "../../world/state.js"
import { remember } from "../../world/state.js"
import { World } from "../../world/World.js"
import { saveProfile } from "./signedIn.js"

export const openSession = (
  who: Caller,
  parameters: Parameters,
): Effect.Effect<Session, never, World | Exchange> =>
  Effect.zipWith(World, Exchange, ({ chance, settings, state }, { address, headers, now }) => {
    const session: Session = {
      ...parameters,
      code: chance.code(),
      id: chance.uuid("session"),
      serviceProvider: who.serviceProvider.id,
      clientId: who.clientId,
      device: who.device,
      deviceInfo: who.deviceInfo,
      address,
      userAgent: headers["user-agent"] ?? "",
      subjects: who.subjects,
      notBefore: now,
      notAfter: now + settings.codeTtl,
      assertion: undefined,
      login: "pending",
    }
    remember(state.sessions, session.code, session)
    return session
  })

const CODE = /^[A-Z0-9]{6,8}$/

/**
 * The session of the code in the path. A code is good until its notAfter; after a completed login it goes on
 * answering for the profile that it made.
 */
export const sessionByCode = (serviceProvider: string): Effect.Effect<Session, Refusal, World | Exchange> =>
  Effect.gen(function* () {
    const { state } = yield* World
    const { now, params } = yield* Exchange
    const code = params["code"] ?? ""
    if (!CODE.test(code)) return yield* refuse("invalid_parameter_code")
    const session = state.sessions.get(code)
    const good =
      session !== undefined &&
      session.serviceProvider === serviceProvider &&
      (now < session.notAfter || session.login === "complete")
    return good ? session : yield* refuse("invalid_authentication_session")
  })

/** Signs an account in for a session that has an MVPD, unless there is no such account. */
export const completeLogin = (
  session: Session,
  username: string,
  now: number,
): Effect.Effect<void, never, World> =>
  Effect.gen(function* () {
    const { state } = yield* World
    const account = state.accounts.get(username)
    const serviceProvider = state.serviceProviders.get(session.serviceProvider)
    if (account === undefined || serviceProvider === undefined || session.mvpd === undefined) return
    session.assertion = undefined
    session.login = "complete"
    yield* saveProfile(
      { serviceProvider, clientId: session.clientId, device: session.device },
      { mvpd: session.mvpd, account, subjects: session.subjects, origin: "mvpd", code: session.code },
      now,
    )
  })
