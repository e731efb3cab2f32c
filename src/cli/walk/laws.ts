/**
 * What must be true of the requests of an app, whatever it did: read from the service's log, by the service's clock,
 * and not from what the app believes to have sent.
 */
import type { LoggedExchange } from "../../sandbox/index.js"

/** An exchange, as far as the laws look at it. */
export type Seen = Pick<
  LoggedExchange,
  "endpoint" | "monotonic" | "path" | "requestHeaders" | "responseBody" | "status"
>

/** What an app looked like from the other end of the wire. */
export interface Report {
  readonly requests: number
  readonly registrations: number
  readonly tokens: number
  readonly polls: number
  /** Milliseconds between two polls, at the least. */
  readonly closest?: number
  /** Each law that was broken, in words; empty when all is well. */
  readonly broken: ReadonlyArray<string>
}

const device = ["authorization", "ap-device-identifier", "x-device-info"]

/** As the reference marks them. */
export const requiredHeaders: Readonly<Record<string, ReadonlyArray<string>>> = {
  RetrieveClientCredentials: ["content-type", "x-device-info"],
  RetrieveAccessToken: ["content-type"],
  RetrieveConfiguration: ["authorization"],
  CreateSession: [...device, "content-type"],
  ResumeSession: ["authorization", "content-type"],
  RetrieveSession: ["authorization"],
  RetrieveProfiles: device,
  RetrieveProfileForMvpd: device,
  RetrieveProfileForCode: ["authorization"],
  RetrievePreauthorizationDecisions: [...device, "content-type"],
  RetrieveAuthorizationDecisions: [...device, "content-type"],
  InitiateLogout: device,
  RetrievePartnerAuthenticationRequest: [...device, "content-type"],
  RetrieveProfileUsingPartnerAuthenticationResponse: [...device, "content-type"],
  InitiateAuthorization: ["authorization"],
  ResetTemporaryPass: ["authorization"],
  ResetPromotionalTemporaryPass: ["authorization"],
}

const shortestPause = 3000

const foundSomebody = ({ responseBody, status }: Seen) =>
  status === 200 && !/"profiles"\s*:\s*\{\s*\}/.test(responseBody)

const count = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`

/** Holds a log against the laws; each device that spoke registers once, for one access token. */
export const check = (log: ReadonlyArray<Seen>, devices: number): Report => {
  const requests = log.filter(({ endpoint }) => endpoint in requiredHeaders)
  const of = (name: string) => requests.filter(({ endpoint }) => endpoint === name)
  const granted = (name: string) => of(name).filter(({ status }) => status === 201).length
  const refusals = requests.filter(({ status }) => status === 401).length
  const registrations = granted("RetrieveClientCredentials")
  const tokens = granted("RetrieveAccessToken")
  const polls = of("RetrieveProfileForCode")

  const broken: Array<string> = []
  if (registrations !== devices) {
    broken.push(`${count(devices, "device")} made ${count(registrations, "registration")}`)
  }
  // a refused token is replaced, once
  if (tokens !== devices + refusals) {
    broken.push(
      `${count(devices, "device")} with ${count(refusals, "refused token")} took ${count(tokens, "access token")}`,
    )
  }
  for (const { endpoint, requestHeaders } of requests) {
    for (const name of requiredHeaders[endpoint] ?? []) {
      if ((requestHeaders[name] ?? "") === "") broken.push(`${endpoint} was called without ${name}`)
    }
  }
  for (const { endpoint, path } of log) {
    if (endpoint === "Unknown") broken.push(`${path} is no path of the service`)
  }

  const pauses: Array<number> = []
  const last = new Map<string, Seen>()
  for (const poll of polls) {
    const before = last.get(poll.path)
    last.set(poll.path, poll)
    if (before === undefined) continue
    if (foundSomebody(before)) broken.push("polling went on after the profile was found")
    // the same poll again, with a new token
    if (before.status === 401) continue
    const pause = poll.monotonic - before.monotonic
    pauses.push(pause)
    if (pause < shortestPause) broken.push(`two polls were only ${Math.round(pause)} ms apart`)
  }
  return {
    requests: requests.length,
    registrations,
    tokens,
    polls: polls.length,
    ...(pauses.length > 0 && { closest: Math.min(...pauses) }),
    broken,
  }
}
