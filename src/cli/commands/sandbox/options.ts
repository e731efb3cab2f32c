/** How the sandbox of a command is set up, and where the one is that runs already. */
import * as Effect from "effect/Effect"
import { connect } from "../../../sandbox/admin/AdminClient.js"
import type { SandboxOptions } from "../../../sandbox/index.js"
import { integer, integerOr, on, text, textOr } from "../../flags.js"
import { NotRunning } from "../../NotRunning.js"

export const flags = {
  host: text("HOST", "Whom to listen to. Default: 127.0.0.1, which is this machine alone."),
  seed: integer("NUMBER", "The seed of all chance: codes, identifiers, faults. Default: 30."),
  fresh: on("Make keys and chance anew: a software statement, client ids and codes like no other's."),
  throttle: on("Answer as many requests as Adobe: 1 a second after a burst of 10."),
  noThrottle: on("Answer any number of requests."),
}

export interface Given {
  readonly port: number
  readonly host: string | undefined
  readonly seed: number | undefined
  readonly fresh: boolean
  readonly throttle: boolean
  readonly noThrottle: boolean
}

/** The options that are meant; `throttle` is how it is without a flag. */
export const optionsOf = (
  { fresh, host, noThrottle, port, seed, throttle }: Given,
  isThrottled: boolean,
): SandboxOptions => ({
  port,
  host,
  seed,
  fresh,
  throttle: throttle || (isThrottled && !noThrottle),
})

/** Where a sandbox of this machine runs already. */
export const place = {
  port: integerOr("PORT", 4010, "Where the sandbox listens."),
  host: textOr("HOST", "127.0.0.1", "Whom it listens to."),
}

/** The sandbox that runs there. */
export const running = ({ host, port }: { readonly host: string; readonly port: number }) => {
  const baseUrl = `http://${host}:${port}`
  return connect(baseUrl).pipe(
    Effect.tap(({ admin }) => admin.health),
    Effect.mapError(({ message }) => new NotRunning({ message: `No sandbox is at ${baseUrl}: ${message}.` })),
  )
}
