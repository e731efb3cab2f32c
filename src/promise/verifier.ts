/** Media tokens, verified where streams are released, for apps that do not use Effect. */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Schema from "effect/Schema"
import type { InvalidRequest } from "../domain/InvalidRequest.js"
import { Connection } from "../redis/connection/Connection.js"
import { usualPatience } from "../redis/connection/Patience.js"
import * as FleetOnce from "../redis/FleetOnce.js"
import * as Redis from "../redis/options.js"
import type { MediaTokenRefused } from "../verifier/errors.js"
import { ErrorUnknown } from "../verifier/errors.js"
import { inMemory, Once as Tag } from "../verifier/Once.js"
import * as Verifier from "../verifier/verifyMediaToken.js"
import { checker, orThrow, Positive } from "./given/checks.js"
import type { Plain } from "./plain.js"
import { plain, plainError } from "./plain.js"

export { InvalidRequest } from "../domain/InvalidRequest.js"
export * from "../verifier/errors.js"

/** Remembers which media tokens were used: {@link onceInMemory}, or what you make of a database that you have. */
export interface Once {
  /**
   * Whether `id` was not used before; from now on, for `life` milliseconds at least, it was. It must decide in one step,
   * as `SET id 1 NX PX life` of Redis does. Where it throws, the token is refused as `ErrorUnknown`.
   */
  readonly use: (id: string, life: number) => boolean | Promise<boolean>
}

/** Remembers in memory, for one process: make one, and use it for all tokens. */
export const onceInMemory = (): Once => {
  const memory = inMemory()
  return { use: (id, life) => Effect.runSync(memory.use(id, Duration.millis(life))) }
}

/** A Redis that the fleet shares. */
const OnceOptions = Schema.Struct({
  /** A client of ioredis or node-redis. The app connects it and closes it. */
  client: Redis.Client,
  /** Begins every key, `adobe-pass` unless given. */
  namespace: Schema.optional(Redis.Namespace),
  /** Milliseconds that a token waits for Redis before this process goes on alone, 200 unless given. */
  patience: Positive,
})
/** Where a fleet remembers which media tokens were used. */
export interface OnceOptions extends Schema.Schema.Type<typeof OnceOptions> {}

const checkOnce = checker(OnceOptions, "options")

/**
 * Remembers in Redis, for all processes that share it: make one, and use it for all tokens. While Redis is away, a token is good
 * once in each process. Throws `InvalidRequest`.
 */
export const onceInFleet = (options: OnceOptions): Once => {
  const { client, namespace = "adobe-pass", patience = usualPatience } = orThrow(checkOnce(options))
  const runtime = ManagedRuntime.make(
    Layer.provide(
      FleetOnce.layer(`${namespace}:`),
      Connection.layer(client, patience, () => {}),
    ),
  )
  return {
    use: (id, life) => runtime.runPromise(Effect.flatMap(Tag, ({ use }) => use(id, Duration.millis(life)))),
  }
}

/** What is to be verified, and against what. */
export interface MediaTokenRequest extends Omit<Verifier.MediaTokenRequest, "now" | "once" | "token"> {
  /** The `serializedToken` of an authorization, as the device handed it over. */
  readonly token: string
  /** The moment to judge by, in milliseconds since 1970 or as a `Date`, instead of the clock. */
  readonly now?: number | Date | undefined
  /** Where it is remembered which tokens were used; without it, a token can be used until it expires. */
  readonly once?: Once | undefined
}

/** A token that Adobe issued and that has not expired; moments are milliseconds since 1970. */
export type VerifiedMediaToken = Plain<Verifier.VerifiedMediaToken>

/** What a verification can reject with; `_tag` tells them apart. */
export type Failure = Plain<MediaTokenRefused | InvalidRequest>

const asked = ({ use }: Once): Verifier.MediaTokenRequest["once"] => ({
  use: (id, life) =>
    Effect.tryPromise({
      try: async () => use(id, Duration.toMillis(life)),
      catch: () => new ErrorUnknown({ message: "whether the media token was used cannot be told" }),
    }),
})

/**
 * Verifies a media token: that Adobe signed it, for this service provider and resource, and not too long ago. A clock that
 * is off by less than the token's life (7 minutes, usually) does no harm, in either direction.
 *
 * Rejects with what is wrong, which has the `outcome` of Adobe's Java verifier; with `InvalidRequest` where an argument is.
 * Opt-in: Adobe's own verifier is in Java, and Adobe reserves the right to change the format. A token that cannot be
 * understood is refused as `InvalidTokenFormat`.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/features-standard/entitlements/media-tokens
 */
export const verifyMediaToken = async (request: MediaTokenRequest): Promise<VerifiedMediaToken> => {
  const { once, ...rest } = request
  const exit = await Effect.runPromiseExit(
    Verifier.verifyMediaToken({ ...rest, once: once === undefined ? undefined : asked(once) }),
  )
  if (Exit.isSuccess(exit)) return plain(exit.value)
  const error = Cause.squash(exit.cause)
  throw error instanceof Error ? plainError(error, error.stack) : error
}
