/** How calls end, and what they leave. */
import { inspect } from "node:util"
import * as Endpoints from "../../../src/endpoint/index.js"
import * as Errors from "../../../src/error/AdobePassError.js"
import type { Declared } from "../../../src/transport/Endpoint.js"
import { ofAnyCall } from "../../support/ofAnyCall.js"
import type { Call } from "../history.js"
import { failureOf, followUpsOf, isDefect } from "../history.js"
import type { Law } from "./law.js"
import { describeCall, isLogin, second } from "./law.js"

const callFailures: ReadonlySet<string> = new Set(ofAnyCall)
const failuresOf = (...endpoints: ReadonlyArray<{ readonly declared: Declared }>) =>
  endpoints.flatMap(({ declared: { failures } }) => failures.map(({ _tag }): string => _tag))

const ofLogins = ["AuthenticationCodeExpired", "AuthenticationSuperseded"]
const declared: Readonly<Record<Call["ask"]["_tag"], ReadonlyArray<string>>> = {
  authenticate: [
    ...failuresOf(
      Endpoints.CreateSession,
      Endpoints.RetrieveProfileForCode,
      Endpoints.RetrieveProfileForMvpd,
    ),
    ...ofLogins,
    "AuthenticationRequired",
  ],
  profiles: failuresOf(Endpoints.RetrieveProfiles),
  profile: failuresOf(Endpoints.RetrieveProfileForMvpd),
  partnerSingleSignOn: [
    ...failuresOf(
      Endpoints.RetrievePartnerAuthenticationRequest,
      Endpoints.RetrieveProfileUsingPartnerAuthenticationResponse,
      Endpoints.CreateSession,
      Endpoints.RetrieveProfileForCode,
      Endpoints.RetrieveProfileForMvpd,
    ),
    ...ofLogins,
    "AuthenticationRequired",
  ],
  resume: [...failuresOf(Endpoints.ResumeSession), "AuthenticationCodeInvalid"],
  temporaryAccess: failuresOf(Endpoints.RetrieveProfileForMvpd),
  authorizeV1: failuresOf(Endpoints.InitiateAuthorization),
  remembered: [],
  configuration: failuresOf(Endpoints.RetrieveConfiguration),
  preauthorize: failuresOf(Endpoints.RetrievePreauthorizationDecisions),
  // its one decision is denied with whatever the service says
  authorize: Object.keys(Errors).filter((name) => !ofLogins.includes(name)),
  logout: failuresOf(Endpoints.RetrieveProfiles, Endpoints.InitiateLogout),
}

/** Each call ends, in a value or in an error that it declares. */
export const everyCallEnds: Law = function* ({ calls }) {
  for (const call of calls) {
    if (call.exit === undefined || call.isEndless) yield `${describeCall(call)} never ended`
    else if (isDefect(call.exit)) yield `${describeCall(call)} ended in a defect: ${inspect(call.exit)}`
    else if (call.exit._tag === "Failure") {
      const error = failureOf(call)
      if (error === undefined) {
        if (!call.isInterrupted) yield `${describeCall(call)} was interrupted by nobody`
      } else if (!callFailures.has(error._tag) && !declared[call.ask._tag].includes(error._tag)) {
        yield `${describeCall(call)} failed with ${error._tag}, which it does not declare`
      }
    }
  }
}

/** After a logout a store that works remembers nothing of its MVPD. */
export const nothingAfterLogout: Law = function* ({ calls, storeFailedAt = Infinity }) {
  for (const call of calls) {
    if (call.over === undefined || call.over > storeFailedAt) continue
    const followUps = followUpsOf(call)
    if (call.ask._tag !== "logout" || followUps === undefined) continue
    const isWhole = followUps.every(({ _tag }) => _tag !== "Failed")
    const others = calls.some(
      ({ ask, begun, device, over = Infinity }) =>
        isLogin(ask) && device === call.device && begun < call.over! && over > call.begun,
    )
    const isLeft = call.left !== undefined && call.left === (call.ask.mvpd ?? call.left)
    if (!others && isWhole && isLeft) yield `${describeCall(call)} left ${call.left}`
  }
}

/** Nothing is left of a process that has ended, and a store that hangs is not waited for without end. */
export const nothingOutlivesItsScope: Law = function* ({ calls, left, setup }) {
  yield* left
  for (const call of calls) {
    const waited = (call.endedAt ?? Infinity) - call.startedAt
    // two seconds of its own, and up to two for its turn where another call brings the same entry up to date
    if (call.ask._tag === "remembered" && waited > 4 * second + setup.storeLatency) {
      yield `${describeCall(call)} waited ${waited} ms for the store`
    }
  }
}
