/** A login over fakes of endpoints. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Profiles } from "../../src/domain/Profile.js"
import type { NextAction } from "../../src/domain/Session.js"
import { CreateSession } from "../../src/endpoint/v2/CreateSession.js"
import { RetrieveProfileForCode } from "../../src/endpoint/v2/RetrieveProfileForCode.js"
import { RetrieveProfileForMvpd } from "../../src/endpoint/v2/RetrieveProfileForMvpd.js"
import { moment, profileOf, withoutEndpoints } from "./flow.js"

export const minutes = (count: number) => count * 60_000
export const farAway = Number.MAX_SAFE_INTEGER / 4
export const about = { sessionId: "s", serviceProvider: "REF30", reason: "none" }

export const authenticateAt = (code: string, notAfter = minutes(20), notBefore = 0): NextAction => ({
  _tag: "Authenticate",
  ...about,
  notBefore: moment(notBefore),
  code,
  url: `https://sp.invalid/authenticate/${code}`,
  notAfter: moment(notAfter),
})

/** Fakes of the endpoints of a login; `asked` tells of each poll. */
export const fakes = (options: {
  readonly actions?: ReadonlyArray<NextAction>
  readonly answer?: (poll: number) => Profiles
}) => {
  const { actions = [authenticateAt("FIRST"), authenticateAt("SECOND")], answer = () => ({}) } = options
  const asked: Array<{ readonly code: string; readonly at: number }> = []
  let sessions = 0
  const layer = Layer.mergeAll(
    Layer.succeed(CreateSession, () => Effect.succeed(actions[sessions++] ?? authenticateAt("LAST"))),
    Layer.succeed(RetrieveProfileForCode, ({ code }) =>
      Effect.map(Clock.currentTimeMillis, (at) => answer(asked.push({ code, at }))),
    ),
    Layer.succeed(RetrieveProfileForMvpd, ({ mvpd }) =>
      Effect.succeed({ [mvpd]: profileOf(mvpd, minutes(60)) }),
    ),
  )
  return { asked, layer: Layer.mergeAll(layer, withoutEndpoints) }
}
