/**
 * A sandbox goes on where another one was.
 */
import * as Effect from "effect/Effect"
import { Faults } from "../server/Faults.js"
import * as Keys from "../world/keys.js"
import type { State } from "../world/state.js"
import { initial } from "../world/state.js"
import * as World from "../world/World.js"
import type { Snapshot } from "./snapshot.js"
import { beginning } from "./snapshot.js"

const index = <A>(items: ReadonlyArray<A>, key: (item: A) => string) =>
  new Map(items.map((item) => [key(item), item]))

/** What the options do not set up. */
const remembered = (saved: Snapshot) => ({
  // copies, for the fields that change
  clients: index(
    saved.clients.map((client) => ({ ...client })),
    ({ id }) => id,
  ),
  tokens: index(
    saved.accessTokens.map((token) => ({ ...token })),
    ({ value }) => value,
  ),
  sessions: index(
    saved.sessions.map(({ assertion, domainName, mvpd, redirectUrl, sessionId, ...session }) => ({
      ...session,
      id: sessionId,
      mvpd: mvpd ?? undefined,
      domainName,
      redirectUrl,
      assertion,
    })),
    ({ code }) => code,
  ),
  profiles: new Map(saved.profiles.map(({ code, key, ...profile }) => [key, { ...profile, code }] as const)),
  trials: new Map(
    saved.trials.map(
      ({ devices, identities, key, used, ...trial }) =>
        [
          key,
          { ...trial, devices: new Set(devices), identities: new Set(identities), used: new Set(used) },
        ] as const,
    ),
  ),
  unapproved: new Set(saved.unapproved),
  answers: new Map(saved.answers),
})

/** What the options set up, as it had become. */
const setUp = (saved: Snapshot) => ({
  serviceProviders: index(saved.serviceProviders, ({ id }) => id),
  mvpds: index(saved.mvpds, ({ id }) => id),
  channels: index(saved.channels, ({ id }) => id),
  accounts: index(saved.accounts, ({ username }) => username),
  degradations: [...saved.degradations],
  variant: saved.variant,
  throttle: saved.throttle ?? undefined,
})

/**
 * Puts everything back. With `isEdited`, what the options have otherwise now than they had then is as they have it now: a
 * world that was edited is the edited one, and whoever was signed in still is.
 */
export const restore = (
  saved: Snapshot,
  isEdited: boolean,
): Effect.Effect<void, never, World.World | Faults> =>
  Effect.gen(function* () {
    const world = yield* World.World
    const faults = yield* Faults
    const now = beginning(world.settings)
    const isKept = (part: keyof typeof now) => !isEdited || saved.began[part] === now[part]
    if (isKept("clock")) world.clock.setOffset(saved.offset)
    const state: State = { ...initial(world.settings, yield* world.clock.now), ...remembered(saved) }
    const before = setUp(saved)
    if (isKept("serviceProviders")) state.serviceProviders = before.serviceProviders
    if (isKept("mvpds")) state.mvpds = before.mvpds
    if (isKept("channels")) state.channels = before.channels
    if (isKept("accounts")) state.accounts = before.accounts
    if (isKept("degradations")) state.degradations = before.degradations
    if (isKept("variant")) state.variant = before.variant
    if (isKept("throttle")) state.throttle = before.throttle
    world.state = state
    if (isKept("faults")) faults.restore(saved.faults)
    if (isKept("seed")) world.chance.goOn(saved.chance)
    if (saved.keys !== null) yield* World.useKeys(world, yield* Keys.imported(saved.keys))
    else if (world.keys.kind === "fresh") yield* World.useKeys(world, yield* Keys.development)
  })
