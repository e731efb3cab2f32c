/**
 * What an application does next: the answers of the session endpoints.
 */
import * as Effect from "effect/Effect"
import type { Reply } from "../../wire/exchange.js"
import { Exchange, json, pathTo } from "../../wire/exchange.js"
import type { Parameters } from "../../wire/form.js"
import { inSession } from "../../wire/timestamps.js"
import type { Session } from "../../world/state.js"
import type { Variant } from "../../world/variant.js"
import { World } from "../../world/World.js"

/** The parameters that a session still lacks, by their names on the wire. */
export const missing = (variant: Variant, parameters: Parameters): ReadonlyArray<string> => [
  ...(parameters.mvpd === undefined ? ["mvpd"] : []),
  ...(parameters.domainName === undefined ? [variant.domain] : []),
  ...(parameters.redirectUrl === undefined ? ["redirectUrl"] : []),
]

/** Why an application goes on to decisions without a login. */
export type Reason = "authenticated" | "authenticatedSSO" | "temporary" | "degraded"

/** The answer that sends the application on to decisions, because a login is not needed. */
export const proceed = (
  serviceProvider: string,
  sessionId: string,
  mvpd: string,
  reasonType: Reason,
): Effect.Effect<Reply, never, World | Exchange> =>
  Effect.zipWith(World, Exchange, ({ state }, exchange) =>
    json(200, {
      actionName: "authorize",
      actionType: "direct",
      reasonType,
      url: pathTo(
        state.variant,
        exchange,
        `/api/v2/${serviceProvider}/decisions/authorize/${encodeURIComponent(mvpd)}`,
      ),
      sessionId,
      mvpd,
      serviceProvider,
    }),
  )

/** What to do next with an open session: open its URL, or supply what is missing (`resume`, later `retry`). */
export const next = (
  session: Session,
  incomplete: "resume" | "retry",
  reasonType = "none",
): Effect.Effect<Reply, never, World | Exchange> =>
  Effect.zipWith(World, Exchange, ({ state: { variant } }, exchange) => {
    const missingParameters = missing(variant, session)
    const complete = missingParameters.length === 0
    const path = complete
      ? `/api/v2/authenticate/${session.serviceProvider}/${session.code}`
      : `/api/v2/${session.serviceProvider}/sessions/${session.code}`
    return json(200, {
      actionName: complete ? "authenticate" : incomplete,
      actionType: complete ? "interactive" : "direct",
      reasonType,
      url: pathTo(variant, exchange, path),
      ...(complete ? {} : { missingParameters }),
      code: session.code,
      sessionId: session.id,
      ...(session.mvpd === undefined ? {} : { mvpd: session.mvpd }),
      serviceProvider: session.serviceProvider,
      notBefore: inSession(variant, session.notBefore),
      notAfter: inSession(variant, session.notAfter),
    })
  })
