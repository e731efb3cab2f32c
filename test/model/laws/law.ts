/** What laws are made of. */
import type { Exchange } from "../../support/virtualService.js"
import { lastOf } from "../model.js"
import type { Call, failureOf, History } from "../history.js"

/** What breaks a law in a history, each in a sentence. */
export type Law = (history: History) => Iterable<string>

export const second = 1000

export const isOf = (endpoint: string) => (exchange: Exchange) => endpointOf(exchange) === endpoint

const paths: ReadonlyArray<readonly [RegExp, string]> = [
  [/^\/o\/client\/register/, "RetrieveClientCredentials"],
  [/^\/o\/client\/token/, "RetrieveAccessToken"],
  [/\/profiles\/code\//, "RetrieveProfileForCode"],
  [/\/profiles\/sso\//, "RetrieveProfileUsingPartnerAuthenticationResponse"],
  [/\/profiles\/[^/]+$/, "RetrieveProfileForMvpd"],
  [/\/profiles$/, "RetrieveProfiles"],
  [/\/sessions$/, "CreateSession"],
  [/\/sessions\/sso\//, "RetrievePartnerAuthenticationRequest"],
  [/\/sessions\/[^/]+$/, "ResumeSession"],
  [/^\/api\/v1\/authorize/, "InitiateAuthorization"],
  [/\/decisions\/preauthorize\//, "RetrievePreauthorizationDecisions"],
  [/\/decisions\/authorize\//, "RetrieveAuthorizationDecisions"],
  [/\/logout\//, "InitiateLogout"],
  [/\/configuration/, "RetrieveConfiguration"],
]

/** By its path: what never arrived has an endpoint, too. */
export const endpointOf = ({ path }: Exchange) =>
  paths.find(([pattern]) => pattern.test(path.split("?")[0]!))?.[1] ?? "Unknown"

export const describe = (exchange: Exchange) =>
  `${endpointOf(exchange)} of ${exchange.sender} for ${exchange.device} at ${exchange.sentAt / second} s`

export const groupBy = <A>(all: Iterable<A>, key: (one: A) => string) => {
  const groups = new Map<string, Array<A>>()
  for (const one of all) {
    const name = key(one)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [one])
    else group.push(one)
  }
  return groups
}

/** What came through whole. */
export const isHeard = ({ end, status }: Exchange) =>
  end === "answered" && status !== undefined && status !== 0

/** Whether a body came as the service meant it. */
export const isWhole = ({ fault }: Exchange) =>
  !["cut-body", "truncated-json", "malformed-json", "html"].includes(fault ?? "")

export const describeCall = ({ ask, device, process, startedAt }: Call) =>
  `${ask._tag} of ${process} for ${device} at ${startedAt / second} s`

/** The answers that told a process the service's time before a moment. */
export const clocksBefore = ({ exchanges }: History, process: string, begun: number, session?: Exchange) =>
  exchanges.filter(
    (one) =>
      one.sender === process &&
      (one.over ?? Infinity) < begun &&
      (one.fault === undefined || one === session) &&
      one.status === 200,
  )

/** The service's time at a moment, or somewhat earlier, as an answer from before told it: in whole seconds. */
export const earliestAt = (moment: number, clock: Exchange) =>
  Math.floor(clock.arrivedAt! / second) * second + moment - clock.endedAt!

/** Whether a call had begun, when a request for decisions was sent, that asks for a resource of it. */
export const asksFor = ({ ask, begun, device, process }: Call, resource: string, send: Exchange) =>
  ask._tag === "preauthorize" &&
  ask.mvpd === lastOf(send) &&
  ask.resources.includes(resource) &&
  device === send.device &&
  process === send.sender &&
  begun < send.begun

export const isDenial = (error: ReturnType<typeof failureOf>) =>
  error?._tag === "AuthorizationDenied" || error?._tag === "TemporaryAccessExhausted"

export const isLogin = ({ _tag }: Call["ask"]) => _tag === "authenticate" || _tag === "partnerSingleSignOn"

export const isPoll = isOf("RetrieveProfileForCode")

export const pairs = <A>(all: ReadonlyArray<A>) => all.slice(1).map((one, at) => [all[at]!, one] as const)

/** How long a 429 asks to wait. */
export const waitAfter = ({ end, retryAfter, status }: Exchange) =>
  status === 429 && end === "answered" ? Math.max(second, retryAfter ?? 0) : 0
