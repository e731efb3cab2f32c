/**
 * A sandbox goes on where another one was.
 */
import * as Effect from "effect/Effect"
import { Faults } from "../server/Faults.js"
import * as Keys from "../world/keys/rsa.js"
import type { Session, State } from "../world/state.js"
import { initial } from "../world/state.js"
import * as World from "../world/World.js"
import type { Snapshot } from "./snapshot.js"
import { beginning } from "./snapshot.js"

const index = <A>(items: ReadonlyArray<A>, key: (item: A) => string) =>
  new Map(items.map((item) => [key(item), item]))

/** Field by field, for there may be many of them, and to leave fields out of objects is slow. */
const sessionOf = (saved: Snapshot["sessions"][number]): Session => ({
  code: saved.code,
  id: saved.sessionId,
  serviceProvider: saved.serviceProvider,
  clientId: saved.clientId,
  device: saved.device,
  deviceInfo: saved.deviceInfo,
  address: saved.address,
  userAgent: saved.userAgent,
  subjects: saved.subjects,
  notBefore: saved.notBefore,
  notAfter: saved.notAfter,
  mvpd: saved.mvpd ?? undefined,
  domainName: saved.domainName,
  redirectUrl: saved.redirectUrl,
  assertion: saved.assertion,
  login: saved.login,
})

/** What the options do not set up; copies, for the fields that change. */
const remembered = (saved: Snapshot) => ({
  clients: new Map(saved.clients.map((client) => [client.id, { ...client }])),
  tokens: new Map(saved.accessTokens.map((token) => [token.value, { ...token }])),
  sessions: new Map(saved.sessions.map((session) => [session.code, sessionOf(session)])),
  profiles: new Map(saved.profiles.map((profile) => [profile.key, { ...profile }])),
  trials: new Map(
    saved.trials.map((trial) => [
      trial.key,
      {
        ...trial,
        devices: new Set(trial.devices),
        identities: new Set(trial.identities),
        used: new Set(trial.used),
      },
    ]),
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
 * world that was edited is the edited one, and whoever was signed in still is. Options that say nothing of the world leave it
 * as it was.
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
    const isInForce = (part: "serviceProviders" | "mvpds" | "channels" | "accounts") =>
      !world.settings.isWorldGiven || isKept(part)
    if (isInForce("serviceProviders")) state.serviceProviders = before.serviceProviders
    if (isInForce("mvpds")) state.mvpds = before.mvpds
    if (isInForce("channels")) state.channels = before.channels
    if (isInForce("accounts")) state.accounts = before.accounts
    if (isKept("degradations")) state.degradations = before.degradations
    if (isKept("variant")) state.variant = before.variant
    if (isKept("throttle")) state.throttle = before.throttle
    world.state = state
    if (isKept("faults")) faults.restore(saved.faults)
    if (isKept("seed")) world.chance.goOn(saved.chance)
    if (saved.keys !== null) yield* World.useKeys(world, yield* Keys.imported(saved.keys))
    else if (world.keys.kind === "fresh") yield* World.useKeys(world, yield* Keys.development)
  })
