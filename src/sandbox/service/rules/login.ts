/**
 * A login: a session is opened, found again by its code, and completed.
 */
import * as Effect from "effect/Effect"
import type { Caller } from "../../wire/caller.js"
import type { Exchange } from "../../wire/exchange.js"
import type { Parameters } from "../../wire/form.js"
import type { Refusal } from "../../world/errors.js"
import { refuse } from "../../world/errors.js"
import type { Session } from "../../world/state.js"
import { remember } from "../../world/state.js"
import type { World } from "../../world/World.js"
import { saveProfile } from "./signedIn.js"

export const openSession = (
  world: World,
  exchange: Exchange,
  who: Caller,
  parameters: Parameters,
): Session => {
  const session: Session = {
    ...parameters,
    code: world.chance.code(),
    id: world.chance.uuid(),
    serviceProvider: who.serviceProvider.id,
    clientId: who.clientId,
    device: who.device,
    deviceInfo: who.deviceInfo,
    address: exchange.address,
    userAgent: exchange.headers["user-agent"] ?? "",
    subjects: who.subjects,
    notBefore: exchange.now,
    notAfter: exchange.now + world.settings.codeTtl,
    assertion: undefined,
    login: "pending",
  }
  remember(world.state.sessions, session.code, session)
  return session
}

const CODE = /^[A-Z0-9]{6,8}$/

/**
 * The session of the code in the path. A code is good until its notAfter; after a completed login it goes on
 * answering for the profile that it made.
 */
export const sessionByCode = (
  world: World,
  exchange: Exchange,
  serviceProvider: string,
): Effect.Effect<Session, Refusal> => {
  const code = exchange.params["code"] ?? ""
  if (!CODE.test(code)) return refuse("invalid_parameter_code")
  const session = world.state.sessions.get(code)
  const good =
    session !== undefined &&
    session.serviceProvider === serviceProvider &&
    (exchange.now < session.notAfter || session.login === "complete")
  return good ? Effect.succeed(session) : refuse("invalid_authentication_session")
}

/** Signs an account in for a session that has an MVPD, unless there is no such account. */
export const completeLogin = (world: World, now: number, session: Session, username: string): void => {
  const account = world.state.accounts.get(username)
  const serviceProvider = world.state.serviceProviders.get(session.serviceProvider)
  if (account === undefined || serviceProvider === undefined || session.mvpd === undefined) return
  session.assertion = undefined
  session.login = "complete"
  saveProfile(
    world,
    now,
    { serviceProvider, clientId: session.clientId, device: session.device },
    { mvpd: session.mvpd, account, subjects: session.subjects, origin: "mvpd", code: session.code },
  )
}
