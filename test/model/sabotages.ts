/** How the library is broken on purpose, and the law that breaks by it: `sabotage.ts` does so. */
import type { laws } from "./laws.js"

export interface Sabotage {
  readonly law: keyof typeof laws
  /** What is broken, in words. */
  readonly what: string
  /** In files of `src`: what stands there once, and what stands in its place. */
  readonly edits: ReadonlyArray<readonly [file: string, from: string, to: string]>
}

export const sabotages: ReadonlyArray<Sabotage> = [
  {
    law: "one client",
    what: "credentials are not kept",
    edits: [["token/refresh.ts", "Effect.as(keep(note(client)), client)", "Effect.succeed(client)"]],
  },
  {
    law: "one client",
    what: "whatever the token endpoint answers, the client is taken for unknown",
    edits: [
      [
        "token/refresh.ts",
        "Effect.catchIf(earn(client), isInvalidClient,",
        "Effect.catchIf(earn(client), () => true,",
      ],
    ],
  },
  {
    law: "one client",
    what: "a refused token counts as a refused client",
    edits: [
      [
        "token/DeviceTokens.ts",
        'recordFor(() => ({ _tag: "TokenRefused", token }))',
        'recordFor((now) => ({ _tag: "ClientRejected", token, now }))',
      ],
    ],
  },
  {
    law: "one client",
    what: "a client is known by the store alone",
    edits: [["token/refresh.ts", "Option.fromNullable(states.clients.get(id))", "Option.none()"]],
  },
  {
    law: "one client",
    what: "a client is judged by whatever token a replay has",
    edits: [
      [
        "transport/Authorized.ts",
        "refusedAt !== undefined && (used.askedAt ?? refusedAt) >= refusedAt",
        "refusedAt !== undefined",
      ],
    ],
  },
  {
    law: "one token request",
    what: "processes take no turns",
    edits: [["token/refresh.ts", "store.exclusive(keys.lock, earnAlone)", "earnAlone"]],
  },
  {
    law: "secrets stay",
    what: "devices share what is known of a token",
    edits: [
      [
        "token/DeviceTokens.ts",
        "const id = Redacted.value(device.identifier)\n          const { held }",
        'const id = "one"\n          const { held }',
      ],
    ],
  },
  {
    law: "secrets stay",
    what: "the access token is logged",
    edits: [
      [
        "transport/Authorized.ts",
        "Effect.map(token, (issued) => {",
        "Effect.map(Effect.tap(token, ({ value }) => Effect.logInfo(Redacted.value(value))), (issued) => {",
      ],
    ],
  },
  {
    law: "within the bucket",
    what: "an empty bucket lets requests pass",
    edits: [["transport/Throttle.ts", "if (wait > 0) return Math.ceil(wait)", ""]],
  },
  {
    law: "within the bucket",
    what: "a 429 closes nothing",
    edits: [["transport/Transport.ts", "yield* throttle.drain(address, wait)", ""]],
  },
  {
    law: "sends are owed",
    what: "a third refusal earns another token",
    edits: [["transport/refusals.ts", 'if (!third.isCurable) return "giveUp"', 'return "newToken"']],
  },
  {
    law: "sends are owed",
    what: "any refusal is answered with a new token",
    edits: [
      [
        "transport/Authorized.ts",
        "status === 401 && endpoint === called",
        "status !== undefined && status >= 400 && endpoint === called",
      ],
    ],
  },
  {
    law: "every call ends",
    what: "errors that an endpoint does not declare come through",
    edits: [
      [
        "transport/Answer.ts",
        "common.has(error._tag) || failures.some(({ _tag }) => _tag === error._tag)",
        "common.size > 0 || failures.length > 0",
      ],
    ],
  },
  {
    law: "every call ends",
    what: "a caller who leaves takes the questions of others along",
    edits: [
      [
        "flow/Questions.ts",
        "if (question.waiting === 0) abandon(group, question)",
        "abandon(group, question)",
      ],
    ],
  },
  {
    law: "one client",
    what: "an interrupted call leaves its request",
    edits: [
      [
        "transport/send/Send.ts",
        "alarms.rest()\n              return stop()",
        "alarms.rest()\n              return Effect.void",
      ],
    ],
  },
  {
    law: "nothing outlives its scope",
    what: "an answer leaves its alarm",
    edits: [
      ["transport/send/Send.ts", "isOver = true\n                alarms.clear(alarm)", "isOver = true"],
    ],
  },
  {
    law: "nothing outlives its scope",
    what: "a store that hangs is waited for without end",
    edits: [["cache/Store.ts", "storeTimeout = Duration.seconds(2)", "storeTimeout = Duration.hours(3)"]],
  },
  {
    law: "no poll is early",
    what: "polls come every 2 to 4 seconds",
    edits: [
      ["policy/Polling.ts", "shortest = Duration.seconds(3)", "shortest = Duration.seconds(2)"],
      ["policy/Polling.ts", 'Duration.DurationInput = "4 seconds"', 'Duration.DurationInput = "3 seconds"'],
    ],
  },
  {
    law: "no poll is late",
    what: "polls come every 4 to 6 seconds",
    edits: [
      ["policy/Polling.ts", 'Duration.DurationInput = "4 seconds"', 'Duration.DurationInput = "5 seconds"'],
    ],
  },
  {
    law: "no poll after the end",
    what: "the profile is believed when it comes twice",
    edits: [
      ["flow/Poll.ts", "let wasRight = false", "let wasRight = false\n    let wasSeen = false"],
      [
        "flow/Poll.ts",
        "if (profile !== undefined) return profile",
        "if (wasSeen && profile !== undefined) return profile\n        wasSeen = profile !== undefined",
      ],
    ],
  },
  {
    law: "no poll after the end",
    what: "codes never expire",
    edits: [
      [
        "flow/Poll.ts",
        "return millis > 0 ? millis : yield* expired(pending)",
        "return millis > -60_000 ? Math.max(1, millis) + 60_000 : yield* expired(pending)",
      ],
    ],
  },
  {
    law: "no poll for an old code",
    what: "a newer login ends no other",
    edits: [["flow/Logins.ts", "login.supersede()\n", "void login\n"]],
  },
  {
    law: "sends are owed",
    what: "a resource is asked for again with budgets of its own",
    edits: [["transport/Authorized.ts", "Retry.once(Effect.provideService(effect, Refusals, []))", "effect"]],
  },
  {
    law: "sends are owed",
    what: "callers share no question",
    edits: [
      [
        "flow/Questions.ts",
        "group.open.get(resource) ?? openQuestion(group, resource)",
        "openQuestion(group, resource)",
      ],
    ],
  },
  {
    law: "sends are owed",
    what: "four retries",
    edits: [
      [
        "policy/Retry.ts",
        "Schedule.intersect(Schedule.recurs(times))",
        "Schedule.intersect(Schedule.recurs(times + 2))",
      ],
    ],
  },
  {
    law: "sends are owed",
    what: "what cannot pass is sent again",
    edits: [
      [
        "policy/Retry.ts",
        "retried.has(error) || !error.retryable\n        ? Effect.fail(error)",
        "retried.has(error)\n        ? Effect.fail(error)",
      ],
      [
        "policy/Retry.ts",
        "retried.has(error) || !error.retryable\n        ? Effect.fail(undefined)",
        "retried.has(error)\n        ? Effect.fail(undefined)",
      ],
    ],
  },
  {
    law: "permits are the viewer's",
    what: "a logout leaves the permits, which are the device's and not the login's",
    edits: [
      [
        "flow/Logout.ts",
        "Effect.zipRight(permits.clear(mvpd), remembered.forget(mvpd))",
        "remembered.forget(mvpd)",
      ],
      ["cache/Permits.ts", "const login = selectionKey(selection)", 'const login = ""'],
      [
        "cache/Permits.ts",
        "if (last !== undefined && selectionKey(last) !== login) {",
        "if (Object.is(last, 0)) {",
      ],
    ],
  },
  {
    law: "permits are the viewer's",
    what: "permits do not expire",
    edits: [["cache/Permits.ts", "kept === undefined || kept.until <= now", "kept === undefined"]],
  },
  {
    law: "permits are the viewer's",
    what: "permits survive the news that the viewer must sign in",
    edits: [
      [
        "flow/Profiles.ts",
        '_tag === "AuthenticationRequired" ? forget : Effect.void',
        "_tag.length === 0 ? forget : Effect.void",
      ],
    ],
  },
  {
    law: "nothing after logout",
    what: "a logout leaves the selection",
    edits: [
      [
        "flow/Logout.ts",
        "Effect.zipRight(permits.clear(mvpd), remembered.forget(mvpd))",
        "permits.clear(mvpd)",
      ],
    ],
  },
  {
    law: "verdicts stay",
    what: "denials are kept, too",
    edits: [
      [
        "flow/Preauthorization.ts",
        'answer._tag === "Permit" ? owned.set(resource, answer) : Effect.void',
        'answer._tag !== "Unanswered" ? owned.set(resource, answer as never) : Effect.void',
      ],
    ],
  },
  {
    law: "verdicts stay",
    what: "what was not asked for good is permitted",
    edits: [
      [
        "flow/Questions.ts",
        '{ _tag: "Unanswered", resource, error }',
        '{ _tag: "Permit", resource, source: "mvpd" }',
      ],
    ],
  },
  {
    law: "authorize asks",
    what: "permits to play are kept",
    edits: [
      [
        "flow/Authorization.ts",
        "return (request: Request) =>\n    Effect.zipRight(",
        "const kept = new Map<string, never>()\n  return (request: Request) =>\n    kept.has(JSON.stringify(request)) ? Effect.succeed(kept.get(JSON.stringify(request))) : Effect.zipRight(",
      ],
      [
        "flow/Authorization.ts",
        ').pipe(asOneCall, inSpan("authorize"))',
        ").pipe(Effect.tap((value) => Effect.sync(() => kept.set(JSON.stringify(request), value as never))))",
      ],
    ],
  },
  {
    law: "in order",
    what: "a resource that is asked for twice is answered once",
    edits: [
      [
        "flow/Preauthorization.ts",
        "return resources.map((resource): Answer",
        "return [...asked].map((resource): Answer",
      ],
    ],
  },
]
