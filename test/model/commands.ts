/** What may happen: steps of a script, each with its words. */
import * as FastCheck from "effect/FastCheck"
import { Fault } from "../../src/sandbox/index.js"
import type { Device, Mvpd, Rule } from "./model.js"
import { accounts, channels, devices, minutes, mvpds, nameOf, tempPass } from "./model.js"
import type { Ask, Place } from "./history.js"
import type { World } from "./runner.js"

type Step = FastCheck.AsyncCommand<World, World>

/** A step of a script, and whether there is anything by then that it could be about. */
const step = (
  words: string,
  run: (world: World) => Promise<unknown> | void,
  isPossible: (world: World) => boolean = () => true,
): Step => ({
  check: isPossible,
  run: async (_, world) => {
    world.note(`${seconds(world.time.now)}: ${words}`)
    await run(world)
    await world.time.settle()
  },
  toString: () => words,
})

const seconds = (millis: number) => `${(millis / 1000).toFixed(1)} s`.padStart(10)

const spanOf = (millis: number) =>
  millis >= minutes(60)
    ? `${millis / minutes(60)} h`
    : millis >= minutes(1)
      ? `${millis / minutes(1)} min`
      : `${millis / 1000} s`

const wordsOf = (ask: Ask) => {
  switch (ask._tag) {
    case "authenticate":
      return `signs in with ${ask.mvpd ?? "whatever a second screen picks"}${ask.pollAfterPrompt ? " and polls after the prompt" : ""}`
    case "preauthorize":
      return `preauthorizes ${ask.resources.join(", ")} at ${ask.mvpd}`
    case "authorize":
      return `authorizes ${ask.resource} at ${ask.mvpd}`
    case "logout":
      return `signs out of ${ask.mvpd ?? "every MVPD"}`
    case "authorizeV1":
      return `authorizes ${ask.resource} by REST API V1`
    case "resume":
      return `picks ${ask.mvpd} for the code ${ask.code}`
    case "temporaryAccess":
      return `asks what is left of ${ask.mvpd}`
    case "partnerSingleSignOn":
      return "signs in by what a partner knows"
    case "profile":
      return `asks for its profile with ${ask.mvpd}`
    default:
      return `asks for ${ask._tag}`
  }
}

const { boolean, constant, constantFrom, nat, oneof, record, subarray, tuple } = FastCheck

const mvpd: FastCheck.Arbitrary<Mvpd> = oneof(
  { weight: 7, arbitrary: constant(mvpds[0]) },
  { weight: 1, arbitrary: constant(mvpds[1]) },
)
const place: FastCheck.Arbitrary<Place> = oneof(
  { weight: 9, arbitrary: mvpd },
  { weight: 1, arbitrary: constant<Place>(tempPass) },
)
const device: FastCheck.Arbitrary<Device> = oneof(
  { weight: 7, arbitrary: constant(devices[0]) },
  { weight: 1, arbitrary: constant(devices[1]) },
)
const channel = oneof(constant("newsline"), constantFrom(...Object.keys(channels)))
/** The same catalogue again and again, as apps have one, or any other, with one resource twice. */
const resources = oneof(
  { weight: 3, arbitrary: constant(["newsline", "matchday"]) },
  {
    weight: 1,
    arbitrary: subarray(Object.keys(channels), { minLength: 1 }).chain((some) =>
      FastCheck.shuffledSubarray([...some, ...some.slice(0, 1)], { minLength: some.length }),
    ),
  },
)

const asks: FastCheck.Arbitrary<Ask> = oneof(
  {
    weight: 4,
    arbitrary: record({
      _tag: constant("authenticate" as const),
      mvpd: FastCheck.option(place, { nil: undefined, freq: 4 }),
      pollAfterPrompt: boolean(),
    }),
  },
  { weight: 1, arbitrary: record({ _tag: constant("partnerSingleSignOn" as const) }) },
  { weight: 1, arbitrary: record({ _tag: constant("temporaryAccess" as const), mvpd: place }) },
  { weight: 1, arbitrary: record({ _tag: constant("authorizeV1" as const), resource: channel }) },
  {
    weight: 2,
    arbitrary: record({
      _tag: constantFrom("profiles" as const, "remembered" as const, "configuration" as const),
    }),
  },
  { weight: 2, arbitrary: record({ _tag: constant("profile" as const), mvpd: place }) },
  { weight: 10, arbitrary: record({ _tag: constant("preauthorize" as const), mvpd: place, resources }) },
  { weight: 4, arbitrary: record({ _tag: constant("authorize" as const), mvpd: place, resource: channel }) },
  {
    weight: 6,
    arbitrary: record({
      _tag: constant("logout" as const),
      mvpd: FastCheck.option(mvpd, { nil: undefined, freq: 3 }),
    }),
  },
)

const processes = oneof({ weight: 5, arbitrary: constant("A") }, { weight: 1, arbitrary: constant("B") })

const call = tuple(processes, device, asks).map(([process, on, ask]) =>
  step(`${nameOf(on)} ${wordsOf(ask)} (process ${process})`, (world) => world.ask(process, on, ask)),
)

const spans = constantFrom(0.1, 0.5, 1, 2, 3, 4, 5, 10, 20, 60, 120, 300, 3600).map((count) => count * 1000)

const wait = spans.map((millis) => step(`${spanOf(millis)} pass`, (world) => world.time.advance(millis)))

const account = constantFrom(...Object.keys(accounts))

const signIn = tuple(nat(3), account).map(([which, account]) =>
  step(
    `the viewer of a code (${which}) signs in as ${account}`,
    (world) => {
      const { code } = world.codes[which % world.codes.length]!
      world.signIn(code, account)
    },
    ({ codes }) => codes.length > 0,
  ),
)

/** A second screen picks the MVPD of a code, whether or not it has one. */
const resume = tuple(processes, device, nat(3), mvpd).map(([process, on, which, mvpd]) =>
  step(
    `${nameOf(on)} picks ${mvpd} for a code (${which}) (process ${process})`,
    (world) =>
      world.ask(process, on, { _tag: "resume", code: world.codes[which % world.codes.length]!.code, mvpd }),
    ({ codes }) => codes.length > 0,
  ),
)

/** An app asks for the catalogue, and waits for what comes. */
const look = async (
  world: World,
  process: string,
  on: Device,
  about: { readonly mvpd: Mvpd; readonly resources: ReadonlyArray<string> },
) => {
  const call = await world.ask(process, on, { _tag: "preauthorize", ...about })
  await world.time.advance(minutes(1), () => call.exit !== undefined)
}

/** A viewer looks at the catalogue, is signed out from elsewhere, wants to play, and looks at the catalogue again. */
const lockedOut = tuple(processes, device, mvpd, resources).map(([process, on, mvpd, resources]) =>
  step(
    `${nameOf(on)} preauthorizes ${resources.join(", ")} at ${mvpd} before and after all profiles are invalidated, and plays (process ${process})`,
    async (world) => {
      await look(world, process, on, { mvpd, resources })
      invalidateAll(world)
      const play = await world.ask(process, on, { _tag: "authorize", mvpd, resource: resources[0]! })
      await world.time.advance(minutes(1), () => play.exit !== undefined)
      await look(world, process, on, { mvpd, resources })
    },
  ),
)

const troubles = {
  "a refused token": { kind: "error", status: 401 },
  "an outage": { kind: "status", status: 503 },
  "a decision to ask again": { kind: "item-error", code: "network_connection_timeout" },
  "a 429": { kind: "throttled", retryAfter: 1 },
  "no answer": { kind: "reset-after" },
} as const

/** One call for decisions, and one trouble after the other. */
const troubled = tuple(
  device,
  FastCheck.array(constantFrom(...Object.keys(troubles)), { minLength: 2, maxLength: 9 }),
  oneof(
    record({ _tag: constant("preauthorize" as const), mvpd, resources }),
    record({ _tag: constant("authorize" as const), mvpd, resource: channel }),
  ),
).map(([on, names, ask]) =>
  step(`${nameOf(on)} ${wordsOf(ask)} (process A), and meets ${names.join(", ")}`, async (world) => {
    const endpoint =
      ask._tag === "authorize" ? "RetrieveAuthorizationDecisions" : "RetrievePreauthorizationDecisions"
    for (const name of names) {
      const { admin, sandbox } = world.service
      admin(sandbox.admin.addFault({ ...troubles[name as keyof typeof troubles], endpoint }))
    }
    const call = await world.ask("A", on, ask)
    await world.time.advance(minutes(2), () => call.exit !== undefined)
    world.service.admin(world.service.sandbox.admin.clearFaults())
  }),
)

/** Two callers want the same catalogue, which is to be asked for again, and the first of them leaves. */
const leaving = tuple(device, mvpd, resources, constantFrom(100, 300, 600)).map(
  ([on, mvpd, resources, millis]) =>
    step(
      `${nameOf(on)} preauthorizes ${resources.join(", ")} at ${mvpd} twice at once, meets a decision to ask again, and after ${spanOf(millis)} the first call is interrupted (process A)`,
      async (world) => {
        const { admin, sandbox } = world.service
        const fault = troubles["a decision to ask again"]
        admin(sandbox.admin.addFault({ ...fault, endpoint: "RetrievePreauthorizationDecisions" }))
        const ask = { _tag: "preauthorize", mvpd, resources } as const
        const first = await world.ask("A", on, ask)
        await world.ask("A", on, ask)
        await world.time.advance(millis)
        if (first.exit === undefined) await world.interrupt(first)
        admin(sandbox.admin.clearFaults())
      },
    ),
)

/** All of a login, as most go. */
const signInAs = async (world: World, process: string, on: Device, mvpd: Mvpd, account: string) => {
  const call = await world.ask(process, on, { _tag: "authenticate", mvpd, pollAfterPrompt: false })
  await world.time.advance(minutes(1), () => call.code !== undefined || call.exit !== undefined)
  if (call.code !== undefined) world.signIn(call.code, account)
  await world.time.advance(minutes(1), () => call.exit !== undefined)
}

const login = tuple(processes, device, mvpd, account).map(([process, on, mvpd, account]) =>
  step(`${nameOf(on)} signs in with ${mvpd}, and the viewer as ${account} (process ${process})`, (world) =>
    signInAs(world, process, on, mvpd, account),
  ),
)

/** A viewer looks at the catalogue, and later again. */
const lookAgain = tuple(processes, device, mvpd, account, resources, spans).map(
  ([process, on, mvpd, account, resources, span]) =>
    step(
      `${nameOf(on)} signs in with ${mvpd}, and the viewer as ${account}, and preauthorizes ${resources.join(", ")} before and after ${spanOf(span)} (process ${process})`,
      async (world) => {
        await signInAs(world, process, on, mvpd, account)
        await look(world, process, on, { mvpd, resources })
        await world.time.advance(span)
        await look(world, process, on, { mvpd, resources })
      },
    ),
)

const interrupt = nat(5).map((which) =>
  step(
    `a call (${which}) is interrupted`,
    (world) => world.interrupt(world.running[which % world.running.length]!),
    ({ running }) => running.length > 0,
  ),
)

const restart = processes.map((process) => step(`process ${process} restarts`, (world) => world.end(process)))

const faults = record(
  {
    kind: oneof(
      { weight: 4, arbitrary: constantFrom(...Fault.from.fields.kind.literals) },
      { weight: 1, arbitrary: constantFrom("throttled" as const, "error" as const, "item-error" as const) },
    ),
    endpoint: constantFrom(
      "RetrieveClientCredentials",
      "RetrieveAccessToken",
      "CreateSession",
      "RetrieveProfileForCode",
      "RetrieveProfiles",
      "RetrieveProfileForMvpd",
      "RetrievePreauthorizationDecisions",
      "RetrieveAuthorizationDecisions",
      "InitiateLogout",
    ),
    times: constantFrom(1, 1, 1, 2, 3, 6),
    delay: constantFrom(500, 5000, 12_000, 25_000),
    status: constantFrom(400, 403, 404, 500, 502, 503),
    retryAfter: constantFrom(1, 5, 45),
    code: constantFrom(
      "authenticated_profile_missing",
      "authenticated_profile_invalidated",
      "authorization_denied_by_mvpd",
      "authorization_denied_by_hba_policies",
      "internal_server_error",
      "invalid_access_token_client_application",
      "invalid_authentication_session",
      "network_connection_timeout",
      "too_many_resources",
      "a_code_of_tomorrow",
    ),
  },
  { requiredKeys: ["kind", "times"] },
)

/** The parts of a fault that its kind makes something of. */
const parts: Readonly<Record<string, ReadonlyArray<string>>> = {
  delay: ["delay"],
  "slow-body": ["delay"],
  status: ["status"],
  answer: ["status"],
  throttled: ["retryAfter"],
  error: ["code"],
  "item-error": ["code"],
}

const fault = faults.map((all) => {
  const kept = ["kind", "endpoint", "times", ...(parts[all.kind] ?? [])]
  const order = Object.fromEntries(Object.entries(all).filter(([name]) => kept.includes(name)))
  const words = Object.entries(order)
    .filter(([name]) => name !== "kind" && name !== "endpoint")
    .map(([name, value]) => `${name} ${value}`)
  return step(
    `a fault: ${all.kind} at ${all.endpoint ?? "whatever comes"}, ${words.join(", ")}`,
    (world) => void world.service.admin(world.service.sandbox.admin.addFault({ kind: all.kind, ...order })),
  )
})

const degrade = tuple(mvpd, constantFrom<Rule>("AuthNAll", "AuthZAll", "AuthZNone")).map(([where, rule]) =>
  step(`${where} is degraded: ${rule}`, (world) => {
    world.model.rules.set(where, rule)
    world.service.admin(world.service.sandbox.admin.degrade({ mvpd: where, rule }))
  }),
)

const restore = constant(
  step("degradation ends", (world) => {
    world.model.rules.clear()
    world.service.admin(world.service.sandbox.admin.restore({}))
  }),
)

const revokeTokens = constant(
  step("all access tokens are revoked", (world) => {
    for (const token of world.model.tokens.values()) token.isRevoked = true
    world.service.admin(world.service.sandbox.admin.revokeTokens({}))
  }),
)

const revokeClients = constant(
  step("all clients are revoked", (world) => {
    for (const client of world.model.clients.values()) client.isRevoked = true
    world.service.admin(world.service.sandbox.admin.revokeClients({}))
  }),
)

const invalidateAll = (world: World) => {
  for (const profile of world.model.profiles.values()) profile.isInvalidated = true
  world.service.admin(world.service.sandbox.admin.invalidateProfiles({}))
}
const invalidate = constant(step("all profiles are invalidated", invalidateAll))

const store = constantFrom("fails" as const, "hangs" as const, undefined, undefined).map((fault) =>
  step(fault === undefined ? "the store is well again" : `the store ${fault}`, (world) =>
    world.storeIs(fault),
  ),
)

const jumps = constantFrom(-24 * 60, -60, -1, 1, 60, 24 * 60, 365 * 24 * 60).map(minutes)

const deviceClock = jumps.map((by) =>
  step(`the devices' clocks jump by ${spanOf(by)}`, (world) => world.deviceClockJumps(by)),
)

const serverClock = constantFrom(-60, -1, 1, 4, 30, 61, 24 * 60)
  .map(minutes)
  .map((by) => step(`the service's clock jumps by ${spanOf(by)}`, (world) => world.serverClockJumps(by)))

const weighted: ReadonlyArray<readonly [number, FastCheck.Arbitrary<Step>]> = [
  [32, call],
  [12, wait],
  [14, login],
  [4, signIn],
  [2, resume],
  [3, lookAgain],
  [3, lockedOut],
  [1, leaving],
  [4, troubled],
  [1, store],
  [6, fault],
  [3, interrupt],
  [2, restart],
  [2, degrade],
  [1, restore],
  [2, revokeTokens],
  [1, revokeClients],
  [3, invalidate],
  [2, deviceClock],
  [2, serverClock],
]

const { MODEL_REPLAY } = process.env

/** Any script. */
export const scripts = FastCheck.commands(
  weighted.flatMap(([weight, arbitrary]) => Array.from({ length: weight }, () => arbitrary)),
  { maxCommands: 30, size: "max", ...(MODEL_REPLAY !== undefined && { replayPath: MODEL_REPLAY }) },
)

/** Any world that it may be played in. */
export const setups = record({
  seed: nat(1_000_000),
  latency: constantFrom(0, 10, 100),
  storeLatency: constantFrom(0, 20),
  isTraced: boolean(),
})
