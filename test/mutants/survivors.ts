/** The mutants that the tests of their room do not kill, each with the reason: `npm run test:mutants` compares. */
import type { Survivor } from "./compare.js"

/** Each row explains one mutant of a file, or as many as it says. */
const of = (
  file: string,
  ...all: ReadonlyArray<readonly [from: string, to: string, why: string, times?: number]>
) =>
  all.flatMap(([from, to, why, times = 1]) =>
    Array.from({ length: times }, (): Survivor => ({ file, from, to, why })),
  )

const nothing = "What stands in place of nothing is not published either."

const shortOrigin =
  "A short way, on the way of every answer; without it origins are compared, which tells the same."

export const survivors: ReadonlyArray<Survivor> = [
  ...of("error/codes.ts", ['""', '"Stryker was here!"', nothing, 3]),
  ...of("error/oauth.ts", ['""', '"Stryker was here!"', nothing], ["[]", '["Stryker was here"]', nothing]),
  ...of("error/read.ts", [
    "text !== undefined",
    "true",
    "What is not there passes for a published word, and stays as it is.",
  ]),
  ...of(
    "error/fault.ts",
    ['""', '"Stryker was here!"', "No code has the form of this text."],
    ['""', '"Stryker was here!"', "A group of the pattern always matches; the compiler does not see it.", 2],
    [
      "value === undefined",
      "false",
      "JSON has no such value; a field that is undefined is as good as absent.",
    ],
    ['/^\\s*[[{"]/.test(text)', "true", "Saves the time to parse what is no JSON."],
    ['/^\\s*[[{"]/', '/^\\S*[[{"]/', "Saves the time to parse what is no JSON."],
    ["[]", '["Stryker was here"]', "A text among errors names no code, and is passed over."],
    ["code !== undefined", "true", "The word undefined has not the form of a code."],
    [
      "(code ?? error ?? errors ?? undefined) === undefined",
      "false",
      "A short way out, on the way of every answer: what is not there names no error either.",
    ],
  ),
  ...of("policy/Polling.ts", [
    "Duration.toMillis(interval) + chance * Duration.toMillis(spread)",
    "Duration.toMillis(interval) - chance * Duration.toMillis(spread)",
    "Chance is as often below zero as above it.",
  ]),
  ...of(
    "policy/Retry.ts",
    [
      "retried.has(error) || !error.retryable",
      "false",
      "A short way out: what goes on after the first failure looks at the same again, and costs more.",
    ],
    [
      "retried.has(error) || !error.retryable",
      "retried.has(error) && !error.retryable",
      "A short way out: what goes on after the first failure looks at the same again, and costs more.",
    ],
  ),
  ...of(
    "policy/Alarms.ts",
    ["one.at < other.at", "one.at <= other.at", "Only asked where the two differ."],
    ["other !== undefined", "true", "The index is within the list; the compiler does not see it."],
    [
      "alarms.length - 1",
      "alarms.length + 1",
      "Rings one, sleeps for no time, and rings the next: the same alarms at the same moment.",
    ],
    [
      "sleeper !== self",
      "false",
      "A second sleeper finds nothing to do when it wakes, and ends with the last alarm.",
    ],
    [
      "sleeper === undefined || alarm.at < sleeper.until",
      "true",
      "A new timer for each alarm rings them all as well; it costs more.",
    ],
    [
      "alarm.at < sleeper.until",
      "alarm.at <= sleeper.until",
      "A timer for the same moment in place of another.",
    ],
    ["{ until: alarm.at }", "{}", "The sleeper starts at once and says itself until when it sleeps."],
  ),
  ...of(
    "cache/Caches.ts",
    ["found === 0", "false", "Adds nothing to a counter, in vain."],
    ["missed === 0", "false", "Adds nothing to a counter, in vain."],
  ),
  ...of(
    "cache/Store.ts",
    ['error._tag === "SystemError"', "true", "The only other error of a store has no such reason."],
    ['kind === "read"', "true", "A write cannot be interrupted, so that it goes on whatever is tried.", 3],
    ["exit === null", "true", "A short way for a store in memory; a fiber that waits finds the same."],
  ),
  ...of(
    "cache/Permits.ts",
    ['""', '"Stryker was here!"', "No login has this key either."],
    ["-Infinity", "+Infinity", "Where no profile was seen there is nothing to forget."],
    [
      "own.size === 0",
      "false",
      "A login without permits takes room until it is the oldest, and is passed over.",
    ],
  ),
  ...of("cache/Remembered.ts", [
    "known.value.profile !== undefined",
    "true",
    "Writes again what the store has already.",
  ]),
  ...of("cache/keys.ts", [
    "found !== undefined",
    "false",
    "Keys that are known are made again, and are the same.",
  ]),
  ...of(
    "cache/exclusive.ts",
    ["lock.users += 1", "lock.users -= 1", "A lock that is kept costs memory alone."],
    ["lock.users -= 1", "lock.users += 1", "A lock that is kept costs memory alone."],
    [
      "{ lock.users -= 1 if (lock.users === 0) locks.delete(key) }",
      "{}",
      "A lock that is kept costs memory alone.",
    ],
    ["lock.users === 0", "false", "A lock that is kept costs memory alone."],
  ),
  ...of(
    "token/DeviceTokens.ts",
    ["epochMillis >= held.expiresAt", "epochMillis > held.expiresAt", "A millisecond of a life of hours."],
    ["epochMillis >= held.refreshAt", "epochMillis > held.refreshAt", "A millisecond of a life of hours."],
  ),
  ...of(
    "token/refresh.ts",
    [
      "createdAt === undefined",
      "false",
      "A token that does not tell when it was made does not tell its end either; the compiler does not see it.",
    ],
    [
      'error._tag === "RegistrationRejected"',
      "true",
      "No other error has a code of OAuth; the compiler does not see it.",
    ],
    ["() => client", "() => undefined", "What was added is found, in memory at least."],
    [
      '{ _tag: "ReplacementAccepted" }',
      "{}",
      "The whole state is forgotten, of which the token that was just earned takes the place.",
    ],
    [
      '"ReplacementAccepted"',
      '""',
      "The whole state is forgotten, of which the token that was just earned takes the place.",
    ],
  ),
  ...[
    "{ let looks = 4",
    "{ if (stale <= now)",
    "stale <= now",
    "(looks -= 1) === 0",
    "looks -= 1",
    "old === undefined",
  ].map((from): Survivor => ({
    file: "transport/Throttle.ts",
    from,
    why: "That old buckets are forgotten is held by transport/limits.test.ts, which takes too long for each mutant.",
  })),
  ...of(
    "transport/Throttle.ts",
    ["old.stale > now", "old.stale >= now", "A bucket that is full just now is as good as a new one."],
    [
      "bucket.credit < headroom",
      "true",
      "A bucket that is kept for longer than it is needed costs memory alone.",
    ],
    [
      "bucket.credit < headroom",
      "bucket.credit <= headroom",
      "A bucket that is kept for longer than it is needed costs memory alone.",
    ],
  ),
  ...of("transport/Answer.ts", [
    "at < json.length",
    "at <= json.length",
    "What is behind the end of a text is no character.",
  ]),
  ...of("transport/Request.ts", [
    '""',
    '"Stryker was here!"',
    "A path that is split has a start, and a name and a text for each parameter; the compiler does not see it.",
    3,
  ]),
  ...of(
    "transport/Authorized.ts",
    ['{ clientId: "", value: Redacted.make("") }', "{}", "What was refused has used a token by then."],
    ['""', '"Stryker was here!"', "What was refused has used a token by then.", 2],
    ["refusedAt !== undefined", "true", "No moment is after one that is not known."],
    [
      "refusals.length === 1",
      "true",
      "A call that was refused before with a token that another call gave up meanwhile ends in the same way.",
    ],
    [
      '"invalid_client"',
      '""',
      "What a new client might have cured has a code; the compiler does not see it.",
    ],
  ),
  ...of(
    "transport/canonical.ts",
    ['""', '"Stryker was here!"', "The pattern has these entities alone; the compiler does not see it."],
    [
      "/^(?:\\\\+[ux]|&#x)\\{?([\\da-f]+)/i",
      "/(?:\\\\+[ux]|&#x)\\{?([\\da-f]+)/i",
      "What is given is an escape, and nothing else.",
    ],
    ["units[index]?.start", "units[index].start", "It was found there; the compiler does not see it."],
    ["units[at - 1]?.end", "units[at - 1].end", "It was found there; the compiler does not see it."],
    ["at === 0", "false", "A short way, for what has no escapes; a copy is as good."],
    ["plain === units", "false", "A short way, for what has no escapes; a copy is as good."],
  ),
  ...of(
    "transport/refusals.ts",
    ["before?.clientId", "before.clientId", "A second has a first; the compiler does not see it."],
    ["first?.clientId", "first.clientId", "A third has a first; the compiler does not see it."],
    ["second?.isCurable", "second.isCurable", "Only a second is judged; the compiler does not see it."],
    ["now - at < memory", "now - at <= memory", "A millisecond of a minute."],
  ),
  ...of(
    "transport/headers.ts",
    ['""', '"Stryker was here!"', "What stands in place of nothing is neither a date nor a number.", 2],
    ["text !== last.text", "true", "Saves the time to read the same date again."],
    ['"+0000"', '""', "A date without a zone is taken for UTC."],
  ),
  ...of(
    "transport/secrets.ts",
    [
      "[]",
      '["Stryker was here"]',
      "Neither a secret that a text tells nor a place in one: it is passed over.",
      8,
    ],
    ['typeof value === "object"', "true", "There is no text in a number or a truth value."],
    ['name === "ap-temppass-identity"', "true", "No other header is JSON in base64."],
    ['""', '"Stryker was here!"', "A parameter without a value has no secret."],
    ['" "', '""', "Neither is in a word."],
    ["length <= piece", "length < piece", "Its one piece is the whole."],
    [
      "end - start < length",
      "end - start <= length",
      "There is no character behind the end of a text, nor before its beginning.",
      2,
    ],
    ["units[first]?.start", "units[first].start", "It was found there; the compiler does not see it."],
    ["units[end - 1]?.end", "units[end - 1].end", "It was found there; the compiler does not see it."],
    ["until <= at", "until < at", "What ends there is struck out already."],
  ),
  ...of(
    "transport/send/Send.ts",
    ["response <= overall", "response < overall", "Where the two are the same, so is what is told."],
    ['""', '"Stryker was here!"', "What is asked is a URL by then; the compiler does not see it."],
    ["[]", '["Stryker was here"]', "What is asked is a URL by then; the compiler does not see it."],
    ...["/[^:]+:\\/\\/[^/?#]+/", "/^[^:]+:\\/\\/[^/?#]/"].map(
      (to) => ["/^[^:]+:\\/\\/[^/?#]+/", to, shortOrigin] as const,
    ),
    ["url.startsWith(`${origin}/`)", "false", shortOrigin],
  ),
  ...of("transport/send/overHttpClient.ts", [
    "[FiberId.none, false]",
    "[]",
    "Nothing is as good as false: no header is added.",
  ]),
  ...of("transport/Circuit.ts", [
    "() => 0n",
    "() => undefined",
    "For a pause without end, after which nothing comes.",
  ]),
  ...of(
    "transport/Turns.ts",
    [
      "this.waiting.get(lane)?.add",
      "this.waiting.get(lane).add",
      "There is a set for each lane; the compiler does not see it.",
    ],
    [
      "takeNow === undefined",
      "true",
      "A short way, on the way of every call; the queue gives the same turns.",
    ],
    [
      "!queues.has(key) && takeNow(key, monotonicIn(caller)) === 0",
      "false",
      "A short way, on the way of every call; the queue gives the same turns.",
    ],
    [
      "queues.get(key) === queue",
      "true",
      "A queue that was closed is empty, and ends as soon as it is started again.",
    ],
  ),
  ...of("flow/Poll.ts", [
    "millis <= most",
    "millis < most",
    "A pause that is as long as the code is good ends with the code either way.",
  ]),
  ...of(
    "flow/Profiles.ts",
    ["all.length === 0", "false", "A short way, on the way of every poll: there is nothing to note."],
    [
      'error._tag === "AuthenticationRequired"',
      "true",
      "No other error has such a reason; the compiler does not see it.",
    ],
  ),
  ...of("flow/SecondScreen.ts", [
    'error._tag === "InvalidRequest"',
    "true",
    "No other error names a parameter; the compiler does not see it.",
  ]),
  ...of("policy/ServerClock.ts", [
    "Math.abs(earliest + latest) < 1e16",
    "Math.abs(earliest + latest) <= 1e16",
    "The one moment between them is hundreds of thousands of years away.",
  ]),
  ...of(
    "flow/Questions.ts",
    [
      "group.workers === 0",
      "false",
      "A group that is kept for each device is empty, and costs memory alone.",
    ],
    ["{ discard: true }", "{}", "What comes back is not used."],
    ["true", "false", "What comes back is not used.", 2],
  ),
  ...of(
    "flow/Preauthorization.ts",
    ['{ _tag: "Unanswered", resource }', "{}", "Each was found or answered; the compiler does not see it."],
    ['"Unanswered"', '""', "Each was found or answered; the compiler does not see it."],
    ["open.length > 0", "true", "A question about nothing sends no request, and costs memory alone."],
    [
      "open.length > 0",
      "open.length >= 0",
      "A question about nothing sends no request, and costs memory alone.",
    ],
  ),
  ...of("flow/Configuration.ts", ["clearings += 1", "clearings -= 1", "Another number all the same."]),
  ...of(
    "flow/Logins.ts",
    ["this.wake?.()", "this.wake()", "The alarm is cleared with it; the compiler does not see it."],
    [
      "() => callbacks.delete(fiber)",
      "() => undefined",
      "A callback that ended takes room until the login ends.",
    ],
    ["siblings?.delete", "siblings.delete", "The login is among them; the compiler does not see it."],
    ["siblings?.size", "siblings.size", "The login was among them; the compiler does not see it."],
    ["siblings?.size === 0", "false", "An empty set is kept for each device, and costs memory alone."],
  ),
]
