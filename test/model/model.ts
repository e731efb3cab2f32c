/**
 * What the service should do, in the fewest words: who is registered, whose tokens are good, who is signed in where, and what
 * they may watch. It is told what the viewers and the operators do, and hears what requests reach the service.
 */
import type { Exchange } from "../support/virtualService.js"

/** The accounts of the model, and the packages of each. */
export const accounts: Readonly<Record<string, ReadonlyArray<string>>> = {
  subscriber: ["basic", "standard", "sports", "movies"],
  basic: ["basic"],
  brief: ["basic", "standard", "sports", "movies"],
}

/** The channels of the model, and the package of each; one is not gated. */
export const channels: Readonly<Record<string, string | undefined>> = {
  newsline: "basic",
  kids: "basic",
  music: "standard",
  matchday: "sports",
  cinema1: "movies",
  drama: "standard",
  preview: undefined,
}

export const mvpds = ["Cablevision", "Dish"] as const
/** Three minutes for whoever asks: an MVPD by its name, and no login. */
export const tempPass = "TempPass_TEST40"
export type Mvpd = (typeof mvpds)[number]
export type Rule = "AuthNAll" | "AuthZAll" | "AuthZNone"
export const devices = ["198.51.100.1", "198.51.100.2"] as const
export type Device = (typeof devices)[number]
/** What people call them. */
export const nameOf = (device: string) => (device === devices[0] ? "the TV" : "the tablet")

export const minutes = (count: number) => count * 60_000
export const codeTtl = minutes(5)
export const tokenTtl = minutes(60)
export const profileTtl = minutes(24 * 60)

interface Profile {
  readonly account: string
  readonly notAfter: number
  isInvalidated: boolean
}

/** What a decision is, or why there is none. */
export type Verdict = "permit" | "deny" | "not gated" | "not signed in"

/** Faults that let the service do its work. */
const servedAllTheSame = new Set([
  undefined,
  "revoke-token",
  "delay",
  "slow-body",
  "reset-after",
  "cut-body",
  "truncated-json",
  "malformed-json",
  "content-type",
  "item-error",
  "unknown-values",
  "unknown-fields",
])
/** Faults after which the answer is still the service's own. */
const saidAllTheSame = new Set([
  undefined,
  "revoke-token",
  "delay",
  "slow-body",
  "content-type",
  "unknown-fields",
])

/** What is read of an answer, as far as it is there. */
export interface Said {
  readonly client_id?: string
  readonly client_secret?: string
  readonly access_token?: string
  readonly error?: string
  readonly code?: string
  readonly action?: string
  readonly actionName?: string
  readonly notAfter?: number | string
  readonly profiles?: Readonly<Record<string, { readonly notAfter: number | string }>>
  readonly authenticationRequest?: { readonly request: string }
  readonly decisions?: ReadonlyArray<{
    readonly resource: string
    readonly authorized: boolean
    readonly error?: { readonly action?: string; readonly status?: number }
    readonly token?: { readonly serializedToken: string }
  }>
}

/** What the service said, where it said it in JSON. */
export const said = ({ said }: Exchange): Said | undefined => {
  try {
    return JSON.parse(said ?? "") as Said
  } catch {
    return undefined
  }
}

/** The resources that a request for decisions is about. */
export const resourcesIn = ({ body }: Exchange) =>
  (JSON.parse(body) as { readonly resources: ReadonlyArray<string> }).resources

/** The MVPD or code that a path ends with. */
export const lastOf = ({ path }: Exchange) => path.split("?")[0]!.split("/").at(-1)!

export const bearerOf = ({ headers }: Exchange) => headers["authorization"]?.replace("Bearer ", "")

/** The service, by the book. */
export class Model {
  /** By client. */
  readonly clients = new Map<string, { readonly device: string; isRevoked: boolean }>()
  readonly tokens = new Map<string, { readonly client: string; readonly until: number; isRevoked: boolean }>()
  readonly sessions = new Map<
    string,
    { readonly client: string; readonly mvpd: string; readonly until: number }
  >()
  /** By client and MVPD: a client is one device's. */
  readonly profiles = new Map<string, Profile>()
  readonly rules = new Map<string, Rule>()
  /** Who was signed in when the service decided, by exchange. */
  readonly viewers = new Map<number, string | undefined>()
  /** Where the service did not do as the book says. */
  readonly surprises: Array<string> = []

  profileOf(client: string, mvpd: string, now: number) {
    const profile = this.profiles.get(`${client} ${mvpd}`)
    return profile !== undefined && now < profile.notAfter && !profile.isInvalidated ? profile : undefined
  }

  /** Who is signed in on a device, with its newest client. */
  viewerOf(device: string, mvpd: string, now: number) {
    const [client = ""] = [...this.clients].findLast(([, one]) => one.device === device) ?? []
    return this.profileOf(client, mvpd, now)?.account
  }

  /** Whether a viewer may watch a channel. */
  verdict(client: string, mvpd: string, channel: string, now: number): Verdict {
    const rule = this.rules.get(mvpd)
    if (rule !== undefined) return rule === "AuthZNone" ? "deny" : "permit"
    const profile = this.profileOf(client, mvpd, now)
    if (profile === undefined) return "not signed in"
    const wanted = channels[channel]
    if (wanted === undefined) return "not gated"
    return accounts[profile.account]!.includes(wanted) ? "permit" : "deny"
  }

  /** The client of a token that is good. */
  clientOf(token: string | undefined, now: number) {
    const known = this.tokens.get(token ?? "")
    const isGood =
      known !== undefined &&
      !known.isRevoked &&
      now < known.until &&
      this.clients.get(known.client)?.isRevoked === false
    return isGood ? known.client : undefined
  }

  /** A viewer signs in with a code. */
  signIn(code: string, account: string, now: number) {
    const session = this.sessions.get(code)
    if (session === undefined || now >= session.until) return
    const lasts = account === "brief" ? minutes(1) : profileTtl
    this.profiles.set(`${session.client} ${session.mvpd}`, {
      account,
      notAfter: now + lasts,
      isInvalidated: false,
    })
  }

  /** Hears what the service was asked, once it has done it. */
  hear(exchange: Exchange) {
    const { endpoint, fault } = exchange
    if (fault === "revoke-token") {
      const token = this.tokens.get(bearerOf(exchange) ?? "")
      if (token !== undefined) token.isRevoked = true
    }
    if (!servedAllTheSame.has(fault)) return
    const isOwnAnswer = saidAllTheSame.has(fault)
    const now = exchange.arrivedAt ?? 0
    const answer = said(exchange)
    if (endpoint === "RetrieveClientCredentials") {
      if (exchange.status === 201 && answer?.client_id !== undefined) {
        this.clients.set(answer.client_id, { device: exchange.device, isRevoked: false })
      }
      return
    }
    if (endpoint === "RetrieveAccessToken") {
      const client = new URLSearchParams(exchange.body).get("client_id") ?? ""
      if (exchange.status === 201 && answer?.access_token !== undefined) {
        this.tokens.set(answer.access_token, { client, until: now + tokenTtl, isRevoked: false })
      }
      return
    }
    const client = this.clientOf(bearerOf(exchange), now)
    // REST API V1 refuses by other rules
    if (
      isOwnAnswer &&
      endpoint !== "InitiateAuthorization" &&
      (exchange.status === 401) !== (client === undefined)
    ) {
      this.surprises.push(`${endpoint} was answered ${exchange.status}`)
    }
    if (client === undefined) return
    if (endpoint === "CreateSession" && answer?.code !== undefined) {
      const mvpd = new URLSearchParams(exchange.body).get("mvpd") ?? ""
      this.sessions.set(answer.code, { client, mvpd, until: Number(answer.notAfter) })
    }
    const session = this.sessions.get(lastOf(exchange))
    const picked = new URLSearchParams(exchange.body).get("mvpd")
    if (endpoint === "ResumeSession" && exchange.status === 200 && session !== undefined && picked !== null) {
      this.sessions.set(lastOf(exchange), { ...session, mvpd: picked })
    }
    // a profile that a partner vouches for takes the place of the viewer's own, and is theirs alone whom it vouches for
    if (endpoint === "RetrieveProfileUsingPartnerAuthenticationResponse" && exchange.status === 201) {
      for (const mvpd of Object.keys(answer?.profiles ?? {})) this.profiles.delete(`${client} ${mvpd}`)
    }
    if (endpoint === "InitiateLogout") this.profiles.delete(`${client} ${lastOf(exchange)}`)
    if (endpoint.endsWith("Decisions")) {
      this.viewers.set(exchange.id, this.profileOf(client, lastOf(exchange), now)?.account)
    }
    if (endpoint.endsWith("Decisions") && isOwnAnswer) this.checkDecisions(exchange, client, answer)
  }

  private checkDecisions(exchange: Exchange, client: string, answer: Said | undefined) {
    const mvpd = lastOf(exchange)
    if (mvpd === tempPass) return
    const isAuthorization = exchange.endpoint === "RetrieveAuthorizationDecisions"
    if (answer?.code === "too_many_resources") return
    for (const resource of resourcesIn(exchange)) {
      const decision = answer?.decisions?.find((one) => one.resource.trim() === resource)
      const told = answer?.code?.startsWith("authenticated_profile_")
        ? "not signed in"
        : answer?.code !== undefined
          ? answer.code
          : decision === undefined
            ? "not gated"
            : decision.authorized === true
              ? "permit"
              : "deny"
      const expected = this.verdict(client, mvpd, resource, exchange.arrivedAt ?? 0)
      const isSame = told === expected || (isAuthorization && expected === "not gated" && told === "permit")
      if (!isSame) this.surprises.push(`${resource} at ${mvpd}: ${told}, and not ${expected}`)
    }
  }
}
