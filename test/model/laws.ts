/** The laws: what is never to be seen in a history, whatever happened in it. */
import { inspect } from "node:util"
import * as Redacted from "effect/Redacted"
import * as Endpoints from "../../src/endpoint/index.js"
import * as Errors from "../../src/error/AdobePassError.js"
import type { Declared } from "../../src/transport/Endpoint.js"
import { ofAnyCall } from "../support/ofAnyCall.js"
import type { Exchange } from "../support/virtualService.js"
import { bearerOf, lastOf, minutes, nameOf, resourcesIn, said } from "./model.js"
import type { Call, History } from "./runner.js"
import { answersOf, failureOf, followUpsOf, isDefect, mediaTokenOf } from "./runner.js"

/** What breaks a law in a history, each in a sentence. */
export type Law = (history: History) => Iterable<string>

const second = 1000

const isOf = (endpoint: string) => (exchange: Exchange) => endpointOf(exchange) === endpoint

const paths: ReadonlyArray<readonly [RegExp, string]> = [
  [/^\/o\/client\/register/, "RetrieveClientCredentials"],
  [/^\/o\/client\/token/, "RetrieveAccessToken"],
  [/\/profiles\/code\//, "RetrieveProfileForCode"],
  [/\/profiles\/[^/]+$/, "RetrieveProfileForMvpd"],
  [/\/profiles$/, "RetrieveProfiles"],
  [/\/sessions$/, "CreateSession"],
  [/\/decisions\/preauthorize\//, "RetrievePreauthorizationDecisions"],
  [/\/decisions\/authorize\//, "RetrieveAuthorizationDecisions"],
  [/\/logout\//, "InitiateLogout"],
  [/\/configuration/, "RetrieveConfiguration"],
]

/** By its path: what never arrived has an endpoint, too. */
const endpointOf = ({ path }: Exchange) =>
  paths.find(([pattern]) => pattern.test(path.split("?")[0]!))?.[1] ?? "Unknown"

const describe = (exchange: Exchange) =>
  `${endpointOf(exchange)} of ${exchange.sender} for ${exchange.device} at ${exchange.sentAt / second} s`

const groupBy = <A>(all: Iterable<A>, key: (one: A) => string) => {
  const groups = new Map<string, Array<A>>()
  for (const one of all) {
    const name = key(one)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [one])
    else group.push(one)
  }
  return groups
}

const clientIn = ({ body }: Exchange) => new URLSearchParams(body).get("client_id") ?? undefined

/** What came through whole. */
const isHeard = ({ end, status }: Exchange) => end === "answered" && status !== undefined && status !== 0

const curable = /^invalid_access_token/

/** A device has one client as long as the service has not said that it does not know it. */
const oneClient: Law = function* ({ exchanges, model }) {
  for (const own of groupBy(exchanges, ({ device }) => device).values()) {
    let client: string | undefined
    let refused = new Set<string>()
    // told in the order in which the library heard of it
    const events = own
      .flatMap((exchange) => [
        { order: exchange.begun, isEnd: false, exchange },
        ...(exchange.end === "answered" ? [{ order: exchange.over!, isEnd: true, exchange }] : []),
      ])
      .toSorted((one, other) => one.order - other.order)
    for (const { exchange, isEnd } of events) {
      const body = said(exchange)
      if (endpointOf(exchange) === "RetrieveClientCredentials") {
        if (isEnd && isHeard(exchange) && isWhole(exchange) && typeof body?.client_id === "string") {
          client = body.client_id
          refused = new Set()
        }
        if (!isEnd && client !== undefined && !refused.has("token endpoint") && refused.size < 2) {
          yield `${describe(exchange)} registers, and ${client} is alive`
        }
      } else if (isEnd && endpointOf(exchange) === "RetrieveAccessToken") {
        if (clientIn(exchange) === client && body?.error === "invalid_client") refused.add("token endpoint")
      } else if (isEnd && exchange.status === 401 && curable.test(body?.code ?? "")) {
        const token = bearerOf(exchange)!
        if (model.tokens.get(token)?.client === client) refused.add(token)
      }
    }
  }
}

/** Whether a body came as the service meant it. */
const isWhole = ({ fault }: Exchange) =>
  !["cut-body", "truncated-json", "malformed-json", "html"].includes(fault ?? "")

/** A device has one request for a token under way, whatever asks for it. */
const oneTokenRequest: Law = function* ({ exchanges }) {
  for (const own of groupBy(exchanges.filter(isOf("RetrieveAccessToken")), ({ device }) => device).values()) {
    for (const [at, exchange] of own.entries()) {
      const before = own.slice(0, at).find(({ over = Infinity }) => over > exchange.begun)
      if (before !== undefined) yield `${describe(exchange)} began before ${describe(before)} had ended`
    }
  }
}

const callFailures: ReadonlySet<string> = new Set(ofAnyCall)
const failuresOf = (...endpoints: ReadonlyArray<{ readonly declared: Declared }>) =>
  endpoints.flatMap(({ declared: { failures } }) => failures.map(({ _tag }): string => _tag))

const ofLogins = ["AuthenticationCodeExpired", "AuthenticationSuperseded"]
const declared: Readonly<Record<Call["ask"]["_tag"], ReadonlyArray<string>>> = {
  authenticate: [
    ...failuresOf(
      Endpoints.CreateSession,
      Endpoints.RetrieveProfileForCode,
      Endpoints.RetrieveProfileForMvpd,
    ),
    ...ofLogins,
    "AuthenticationRequired",
  ],
  profiles: failuresOf(Endpoints.RetrieveProfiles),
  profile: failuresOf(Endpoints.RetrieveProfileForMvpd),
  remembered: [],
  configuration: failuresOf(Endpoints.RetrieveConfiguration),
  preauthorize: failuresOf(Endpoints.RetrievePreauthorizationDecisions),
  // its one decision is denied with whatever the service says
  authorize: Object.keys(Errors).filter((name) => !ofLogins.includes(name)),
  logout: failuresOf(Endpoints.RetrieveProfiles, Endpoints.InitiateLogout),
}

const describeCall = ({ ask, device, process, startedAt }: Call) =>
  `${ask._tag} of ${process} for ${device} at ${startedAt / second} s`

/** Each call ends, in a value or in an error that it declares. */
const everyCallEnds: Law = function* ({ calls }) {
  for (const call of calls) {
    if (call.exit === undefined) yield `${describeCall(call)} never ended`
    else if (isDefect(call.exit)) yield `${describeCall(call)} ended in a defect: ${inspect(call.exit)}`
    else if (call.exit._tag === "Failure") {
      const error = failureOf(call)
      if (error === undefined) {
        if (!call.isInterrupted) yield `${describeCall(call)} was interrupted by nobody`
      } else if (!callFailures.has(error._tag) && !declared[call.ask._tag].includes(error._tag)) {
        yield `${describeCall(call)} failed with ${error._tag}, which it does not declare`
      }
    }
  }
}

/** As many answers as questions, in the same order. */
const inOrder: Law = function* ({ calls }) {
  for (const call of calls) {
    const answered = answersOf(call)?.map(({ resource }) => resource)
    if (call.ask._tag !== "preauthorize" || answered === undefined) continue
    if (JSON.stringify(answered) !== JSON.stringify(call.ask.resources)) {
      yield `${describeCall(call)} asked for ${call.ask.resources.join(", ")} and got ${answered.join(", ")}`
    }
  }
}

/** Whoever may play was told so by the service, for this call. */
const authorizeAsks: Law = function* ({ calls, exchanges }) {
  for (const call of calls) {
    if (call.ask._tag !== "authorize") continue
    const token = mediaTokenOf(call)
    const own = exchanges.filter((one) => one.call === call.id && isOf("RetrieveAuthorizationDecisions")(one))
    if (token !== undefined && !own.some(({ said }) => said?.includes(Redacted.value(token)))) {
      yield `${describeCall(call)} was answered without the service`
    }
    const error = failureOf(call)
    if (isDenial(error) && own.length === 0) yield `${describeCall(call)} was denied without the service`
  }
}

const isDenial = (error: ReturnType<typeof failureOf>) =>
  error?._tag === "AuthorizationDenied" || error?._tag === "TemporaryAccessExhausted"

const isPoll = isOf("RetrieveProfileForCode")

/** The login of each code, with its polls in order. */
const logins = ({ calls, exchanges }: History) =>
  calls
    .filter(({ ask }) => ask._tag === "authenticate")
    .map((call) => {
      const own = exchanges.filter((one) => one.call === call.id)
      return { call, polls: own.filter(isPoll), session: own.findLast(isSessionOfCode) }
    })

const isSessionOfCode = (exchange: Exchange) =>
  isOf("CreateSession")(exchange) &&
  exchange.status === 200 &&
  isHeard(exchange) &&
  isWhole(exchange) &&
  ["authenticate", "resume", "retry"].includes(said(exchange)?.actionName ?? "")

/** Another poll comes 3 seconds after the end of the one before, and when a 429 says so. */
const noPollIsEarly: Law = function* (history) {
  for (const { polls } of logins(history)) {
    for (const [before, poll] of pairs(polls)) {
      // the same poll again, with a new token
      if (before.status === 401) continue
      const pause = poll.sentAt - before.endedAt!
      if (pause < Math.max(3 * second, waitAfter(before))) yield `${describe(poll)} comes after ${pause} ms`
    }
  }
}

const pairs = <A>(all: ReadonlyArray<A>) => all.slice(1).map((one, at) => [all[at]!, one] as const)

/** How long a 429 asks to wait. */
const waitAfter = ({ end, retryAfter, status }: Exchange) =>
  status === 429 && end === "answered" ? Math.max(second, retryAfter ?? 0) : 0

/** Another poll comes within 5 seconds, unless other requests of its device must go first. */
const noPollIsLate: Law = function* (history) {
  for (const { call, polls } of logins(history)) {
    for (const [at, before] of polls.entries()) {
      const next = polls[at + 1]?.sentAt ?? call.endedAt ?? Infinity
      if (before.status === 401 || before.endedAt === undefined) continue
      const due = before.endedAt + Math.max(5 * second, waitAfter(before))
      const others = history.exchanges.filter(
        (one) =>
          one.sender === call.process &&
          one.device === call.device &&
          one.sentAt <= next &&
          (one.endedAt ?? Infinity) > before.endedAt! - 15 * second &&
          one !== before,
      )
      const isBusy = others.some((one) => one.status === 429 || one.path.startsWith("/o/"))
      if (!isBusy && next > due + 1250 * others.length) {
        yield `${describe(before)} is followed by nothing until ${next / second} s`
      }
    }
  }
}

/** Polls stop with the login, with the profile, and with the life of the code as far as the service has told its time. */
const noPollAfterTheEnd: Law = function* (history) {
  for (const { call, polls, session } of logins(history)) {
    const notAfter = session === undefined ? Infinity : Number(said(session)?.notAfter)
    for (const [at, poll] of polls.entries()) {
      if (poll.begun > (call.over ?? Infinity)) yield `${describe(poll)} comes after the end of its login`
      const before = polls[at - 1]
      if (before !== undefined && before.fault === undefined && isHeard(before)) {
        const [profile] = Object.values(said(before)?.profiles ?? {})
        if (Number(profile?.notAfter) > before.arrivedAt! + second) {
          yield `${describe(poll)} comes after the profile was found`
        }
      }
      const clock = history.exchanges.findLast(
        (one) =>
          one.sender === poll.sender &&
          (one.over ?? Infinity) < poll.begun &&
          one.fault === undefined &&
          one.status === 200,
      )
      if (clock === undefined) continue
      const earliest = Math.floor(clock.arrivedAt! / second) * second + poll.sentAt - clock.endedAt!
      if (earliest >= notAfter) yield `${describe(poll)} comes after the code has expired`
    }
  }
}

/** Where a newer login of the device has a code, the older one polls no more. */
const noPollOfOldCode: Law = function* (history) {
  const all = logins(history)
  for (const { call, polls } of all) {
    const newer = all.find(
      (other) =>
        other.call.id > call.id &&
        other.call.device === call.device &&
        other.call.process === call.process &&
        other.session !== undefined,
    )
    const late = polls.find(({ begun }) => begun > (newer?.session?.over ?? Infinity))
    if (late !== undefined) yield `${describe(late)} comes after a newer login had its code`
  }
}

/**
 * Every request but the first of a call is owed to the answer before it: 2 to a 401, 2 to what may pass, 3 to a 429. A resource
 * of a list is asked for again twice, with requests that have budgets of their own.
 */
const withinBudgets: Law = function* ({ calls, exchanges }) {
  const own = exchanges.filter(({ call }) => call !== undefined)
  const key = ({ body, call, path }: Exchange) => JSON.stringify([call, path, body])
  for (const sends of groupBy(own, key).values()) {
    const { ask, device, process } = calls[sends[0]!.call!]!
    let [replays, retries, waits, items] = [0, 0, 0, 0]
    // what several calls ask at once is asked for one of them
    let others = calls.filter(
      (one) =>
        ask._tag === "preauthorize" &&
        one.ask._tag === "preauthorize" &&
        one.device === device &&
        one.process === process,
    ).length
    for (const [before, send] of pairs(sends)) {
      if (isPoll(send) && before.status !== 401) replays = retries = waits = 0
      else if (before.status === 401 && isHeard(before)) replays += 1
      else if (before.status === 429 && isHeard(before)) waits += 1
      else if (ask._tag === "preauthorize" && isHeard(before) && before.status === 200 && mayPass(before)) {
        items += 1
        replays = retries = waits = 0
      } else if (mayPass(before)) retries += 1
      else if ((others -= 1) > 0) replays = retries = waits = items = 0
      else yield `${describe(send)} is sent again after ${before.status}`
      if (replays > 2 || retries > 2 || waits > 3 || items > 2) {
        yield `${describe(send)} is owed to ${replays} refusals, ${retries + items} retries and ${waits} waits`
        break
      }
    }
  }
}

/** Whether the service, or what stands between, may do better a moment later. */
const mayPass = (exchange: Exchange) => {
  if (!isHeard(exchange) || exchange.status! >= 500) return true
  const body = said(exchange)
  const decisions = body?.decisions ?? []
  return (
    body?.action === "retry" ||
    decisions.some(({ error }) => error?.action === "retry" || Number(error?.status) >= 500)
  )
}

/** A device's requests fit the bucket: 10 at once, 1 a second; after a 429 none for as long as it says, and no burst before ten quiet minutes. */
const withinBucket: Law = function* ({ exchanges }) {
  for (const own of groupBy(exchanges, ({ device, sender }) => `${sender} ${device}`).values()) {
    const events = own
      .flatMap((exchange) => [
        { at: exchange.sentAt, order: exchange.begun, isEnd: false, exchange },
        ...(waitAfter(exchange) > 0
          ? [{ at: exchange.endedAt!, order: exchange.over!, isEnd: true, exchange }]
          : []),
      ])
      .toSorted((one, other) => one.order - other.order)
    let [level, at, burst, closedUntil] = [10, 0, 10, 0]
    for (const event of events) {
      if (event.at - at > minutes(10)) burst = 10
      level = Math.min(burst, level + (event.at - at) / second)
      at = event.at
      if (event.isEnd) {
        closedUntil = Math.max(closedUntil, at + waitAfter(event.exchange))
        ;[level, burst] = [Math.min(level, 1), 1]
        continue
      }
      level -= 1
      if (level < -0.001) yield `${describe(event.exchange)} is more than the bucket holds`
      if (at < closedUntil) yield `${describe(event.exchange)} comes before the 429 allows it`
    }
  }
}

/** What the service said of one resource. */
const toldOf = (exchange: Exchange, resource: string): "Permit" | "Deny" | "Unanswered" => {
  const body = said(exchange)
  if (!resourcesIn(exchange).includes(resource) || !isHeard(exchange) || !isWhole(exchange))
    return "Unanswered"
  // what the service refuses with a code that is not known yet is refused
  if (exchange.status !== 200)
    return /^((pre)?authorization_denied|a_code_of_tomorrow|unheard_of)/.test(body?.code ?? "")
      ? "Deny"
      : "Unanswered"
  const decision = body?.decisions?.find((one) => one.resource.trim() === resource)
  if (decision === undefined) return "Unanswered"
  return decision.authorized === true && decision.error === undefined ? "Permit" : "Deny"
}

/** The answers to a device about an MVPD that a process heard. */
const decisionsFor = ({ exchanges }: History, endpoint: string, { ask, device, process }: Call) =>
  exchanges.filter(
    (one) =>
      one.sender === process &&
      one.device === device &&
      one.end === "answered" &&
      isOf(endpoint)(one) &&
      "mvpd" in ask &&
      lastOf(one) === ask.mvpd,
  )

/** A call says of a resource what the service said while it waited; only permits are remembered. */
const noVerdictChanges: Law = function* (history) {
  for (const call of history.calls) {
    if (call.ask._tag === "authorize") {
      const { resource } = call.ask
      const last = history.exchanges.findLast(
        (one) => one.call === call.id && isOf("RetrieveAuthorizationDecisions")(one),
      )
      const told = last === undefined ? "Unanswered" : toldOf(last, resource)
      if (mediaTokenOf(call) !== undefined && told !== "Permit") yield `${describeCall(call)} became a permit`
      if (isDenial(failureOf(call)) && told !== "Deny") yield `${describeCall(call)} became a denial`
    }
    const answers = answersOf(call)
    if (answers === undefined) continue
    const heard = decisionsFor(history, "RetrievePreauthorizationDecisions", call)
    for (const { _tag, resource } of answers) {
      const told = heard
        .filter(({ over }) => over! <= call.over! && (over! >= call.begun || _tag === "Permit"))
        .map((one) => toldOf(one, resource))
      if (_tag !== "Unanswered" && !told.includes(_tag)) {
        yield `${describeCall(call)} says ${_tag} of ${resource}, and the service ${told.join(", ")}`
      }
    }
  }
}

/** Whether a call succeeded, and with this MVPD: a logout of every MVPD is of those that it found. */
const isSuccessOf = (tag: Call["ask"]["_tag"], mvpd: string) => (call: Call) =>
  call.ask._tag === tag &&
  call.exit?._tag === "Success" &&
  "mvpd" in call.ask &&
  (call.ask.mvpd === mvpd || followUpsOf(call)?.some((one) => one.mvpd === mvpd) === true)

/**
 * A permit that a process remembers is from after the last logout and the last news that the viewer is no longer signed in,
 * from before the end of the profile, and of the viewer whose login the library saw last.
 */
const permitsAreOfTheViewer: Law = function* (history) {
  for (const call of history.calls) {
    const answers = answersOf(call)
    if (call.ask._tag !== "preauthorize" || answers === undefined) continue
    const { mvpd } = call.ask
    const heard = decisionsFor(history, "RetrievePreauthorizationDecisions", call)
    const ended = history.calls.filter(
      ({ device, over = Infinity }) => device === call.device && over < call.begun,
    )
    for (const { _tag, resource } of answers) {
      const source = heard.findLast((one) => one.over! <= call.over! && toldOf(one, resource) === "Permit")
      // what is not from the cache is of now
      if (_tag !== "Permit" || source === undefined || source.over! >= call.begun) continue
      const since = ended.filter(({ begun }) => begun > source.over!)
      const says = `${describeCall(call)} has ${resource} of ${source.sentAt / second} s from memory`
      const logout = since.find(
        (one) => isSuccessOf("logout", mvpd)(one) && (one.process === call.process || one.found === mvpd),
      )
      if (logout !== undefined) yield `${says}, in spite of a ${describeCall(logout)}`
      const refusal = since.find(
        (one) =>
          one.process === call.process &&
          "mvpd" in one.ask &&
          one.ask.mvpd === mvpd &&
          one.ask._tag !== "authenticate" &&
          failureOf(one)?._tag === "AuthenticationRequired",
      )
      if (refusal !== undefined) yield `${says}, in spite of a refused ${describeCall(refusal)}`
      const login = since.findLast(isSuccessOf("authenticate", mvpd))
      const viewer = history.model.viewers.get(source.id)
      if (login !== undefined && login.viewer !== viewer && login.viewer === call.viewer) {
        yield `${says}, which was said of ${viewer}, and ${call.viewer} signed in`
      }
    }
  }
}

/** After a logout the store remembers nothing of its MVPD. */
const nothingAfterLogout: Law = function* ({ calls }) {
  for (const call of calls) {
    const followUps = followUpsOf(call)
    if (call.ask._tag !== "logout" || followUps === undefined) continue
    const isWhole = followUps.every(({ _tag }) => _tag !== "Failed")
    const others = calls.some(
      ({ ask, begun, device, over = Infinity }) =>
        ask._tag === "authenticate" && device === call.device && begun < call.over! && over > call.begun,
    )
    const isLeft = call.left !== undefined && call.left === (call.ask.mvpd ?? call.left)
    if (!others && isWhole && isLeft) yield `${describeCall(call)} left ${call.left}`
  }
}

/** Secrets are in their own requests and in the store, and nowhere else. */
const secretsAreKept: Law = function* ({ calls, exchanges, model, store, told }) {
  const clientSecrets = exchanges
    .filter(isOf("RetrieveClientCredentials"))
    .flatMap((one) => said(one)?.client_secret ?? [])
  const mediaTokens = exchanges
    .filter(isOf("RetrieveAuthorizationDecisions"))
    .flatMap((one) => (said(one)?.decisions ?? []).flatMap(({ token }) => token?.serializedToken ?? []))
  const identifiers = [...new Set(exchanges.map(({ device }) => `secret of ${nameOf(device)}`))]
  const secrets: ReadonlyArray<string> = [
    ...model.tokens.keys(),
    ...clientSecrets,
    ...mediaTokens,
    ...identifiers,
    ...identifiers.map((one) => Buffer.from(one).toString("base64")),
  ]
  const places = [
    ...told.map((text) => ["a log or span", text] as const),
    ...[...store.keys()].map((text) => ["a key of the store", text] as const),
    ...calls.map(
      (call) => [describeCall(call), `${inspect(call.exit, { depth: 9 })}${jsonOf(call.exit)}`] as const,
    ),
  ]
  for (const [place, text] of places) {
    const secret = secrets.find((one) => text.includes(one))
    if (secret !== undefined) yield `${place} tells ${secret}: ${text.slice(0, 400)}`
  }
  for (const exchange of exchanges) {
    const client = model.tokens.get(bearerOf(exchange) ?? "")?.client
    const owner = client === undefined ? exchange.device : model.clients.get(client)?.device
    if (owner !== exchange.device) yield `${describe(exchange)} carries the token of ${owner}`
    const isTokenRequest = isOf("RetrieveAccessToken")(exchange)
    const all = `${exchange.path} ${exchange.body} ${Object.values(exchange.headers).join(" ")}`
    if (!isTokenRequest && clientSecrets.some((one) => all.includes(one))) {
      yield `${describe(exchange)} carries a client's secret`
    }
  }
}

const jsonOf = (value: unknown) => JSON.stringify(value) ?? ""

/** Nothing is left of a process that has ended. */
const nothingLeft: Law = ({ left }) => left

/** The sandbox did as the model says. */
const asTheModelSays: Law = ({ model }) => model.surprises

/** By the names that counter-examples and the docs call them. */
export const laws = {
  "one client": oneClient,
  "one token request": oneTokenRequest,
  "no poll is early": noPollIsEarly,
  "no poll is late": noPollIsLate,
  "no poll after the end": noPollAfterTheEnd,
  "no poll for an old code": noPollOfOldCode,
  "sends are owed": withinBudgets,
  "within the bucket": withinBucket,
  "verdicts stay": noVerdictChanges,
  "permits are the viewer's": permitsAreOfTheViewer,
  "authorize asks": authorizeAsks,
  "nothing after logout": nothingAfterLogout,
  "every call ends": everyCallEnds,
  "in order": inOrder,
  "nothing outlives its scope": nothingLeft,
  "secrets stay": secretsAreKept,
  "as the model says": asTheModelSays,
} satisfies Record<string, Law>
