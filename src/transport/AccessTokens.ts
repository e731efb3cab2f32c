import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { Device } from "../domain/Device.js"
import type { CallFailure } from "../error/AdobePassError.js"

/** An access token, and the client that it was earned with. */
export interface Issued {
  readonly clientId: string
  readonly value: Redacted.Redacted
  /**
   * When it was asked for, in milliseconds of the monotonic clock: long ago where it was found, and just now where nothing is said.
   * A client is judged only by a token that was asked for since the service refused the one before.
   */
  readonly askedAt?: number | undefined
}

/** Where the transport asks for the access token of a device. */
export class AccessTokens extends Context.Tag("effect-adobe-pass/AccessTokens")<
  AccessTokens,
  {
    /** A token that is good for now. */
    readonly get: Effect.Effect<Issued, CallFailure, Device>
    /** The service refused this token: the next `get` earns another with the same credentials. */
    readonly invalidate: (token: Issued) => Effect.Effect<unknown, never, Device>
    /** The service refused the client of this token: the next `get` registers anew. The viewer's logins are lost. */
    readonly rejectClient: (token: Issued) => Effect.Effect<unknown, never, Device>
  }
>() {}
