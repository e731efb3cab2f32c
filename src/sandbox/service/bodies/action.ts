/**
 * What an application does next: the answers of the session endpoints.
 */
import type { Parameters } from "../../wire/form.js"
import type { Exchange, Reply } from "../../wire/exchange.js"
import { json, pathTo } from "../../wire/exchange.js"
import { inSession } from "../../wire/timestamps.js"
import type { Session } from "../../world/state.js"
import type { World } from "../../world/World.js"

/** The parameters that a session still lacks, by their names on the wire. */
export const missing = (world: World, parameters: Parameters): ReadonlyArray<string> => [
  ...(parameters.mvpd === undefined ? ["mvpd"] : []),
  ...(parameters.domainName === undefined ? [world.state.variant.domain] : []),
  ...(parameters.redirectUrl === undefined ? ["redirectUrl"] : []),
]

/** The answer that sends the application on to decisions, because nobody has to sign in. */
export const proceed = (
  world: World,
  exchange: Exchange,
  serviceProvider: string,
  sessionId: string,
  mvpd: string,
  reasonType: "authenticated" | "authenticatedSSO" | "temporary" | "degraded",
): Reply =>
  json(200, {
    actionName: "authorize",
    actionType: "direct",
    reasonType,
    url: pathTo(
      world,
      exchange,
      `/api/v2/${serviceProvider}/decisions/authorize/${encodeURIComponent(mvpd)}`,
    ),
    sessionId,
    mvpd,
    serviceProvider,
  })

/** What to do next with an open session: open its URL, or supply what is missing (`resume`, later `retry`). */
export const next = (
  world: World,
  exchange: Exchange,
  session: Session,
  incomplete: "resume" | "retry",
  reasonType?: string,
): Reply => {
  const missingParameters = missing(world, session)
  const complete = missingParameters.length === 0
  const path = complete
    ? `/api/v2/authenticate/${session.serviceProvider}/${session.code}`
    : `/api/v2/${session.serviceProvider}/sessions/${session.code}`
  return json(200, {
    actionName: complete ? "authenticate" : incomplete,
    actionType: complete ? "interactive" : "direct",
    reasonType: reasonType ?? "none",
    url: pathTo(world, exchange, path),
    ...(complete ? {} : { missingParameters }),
    code: session.code,
    sessionId: session.id,
    ...(session.mvpd === undefined ? {} : { mvpd: session.mvpd }),
    serviceProvider: session.serviceProvider,
    notBefore: inSession(world, session.notBefore),
    notAfter: inSession(world, session.notAfter),
  })
}
