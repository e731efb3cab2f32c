/**
 * Decisions: may this viewer watch these resources? Preauthorization asks for many to show, authorization for one to
 * play and comes with a media token. Degradation and TempPass decide before any MVPD is asked.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Caller } from "../wire/caller.js"
import { caller, integration } from "../wire/caller.js"
import { errorBody } from "../wire/errorBody.js"
import type { Handler } from "../wire/exchange.js"
import { Exchange, hasMediaType, json, JSON_TYPE } from "../wire/exchange.js"
import { isFault } from "../wire/headers.js"
import { elsewhere } from "../wire/timestamps.js"
import type { Mvpd, TempPassMvpd } from "../world/catalogue.js"
import { isTempPass } from "../world/catalogue.js"
import type { Refusal } from "../world/errors.js"
import { refuse } from "../world/errors.js"
import type { Degradation } from "../world/degradation.js"
import type { Variant } from "../world/variant.js"
import { World } from "../world/World.js"
import { mediaToken } from "./bodies/mediaToken.js"
import { degradation, degradedProfile } from "./rules/degradation.js"
import { requireProfile, userIdOf } from "./rules/signedIn.js"
import type { TemporaryAccess } from "./rules/tempPass.js"
import { consume, stillOpen } from "./rules/tempPass.js"
import type { Verdict } from "./rules/verdict.js"
import { verdict } from "./rules/verdict.js"

type Kind = "preauthorization" | "authorization"

const decodeBody = Schema.decodeUnknownOption(
  Schema.parseJson(
    Schema.Struct({
      resources: Schema.NonEmptyArray(Schema.String.pipe(Schema.filter((each) => each.trim() !== ""))),
    }),
  ),
)

/** The resources of the body. */
const asked: Effect.Effect<ReadonlyArray<string>, Refusal, Exchange> = Effect.flatMap(Exchange, (exchange) =>
  Option.match(hasMediaType(exchange, JSON_TYPE) ? decodeBody(exchange.body) : Option.none(), {
    onNone: () => refuse("invalid_parameter_resources"),
    onSome: ({ resources }) => Effect.succeed(resources),
  }),
)

/** What a request wants decided, and when. */
interface Question {
  readonly now: number
  readonly variant: Variant
  readonly kind: Kind
  readonly who: Caller
  readonly mvpd: Mvpd
  readonly resources: ReadonlyArray<string>
}

/** How one resource was decided, and by whom. */
interface Decided {
  readonly resource: string
  readonly source: "mvpd" | "degradation" | "temppass"
  readonly verdict: Verdict
  readonly userId: string
  /** How long a permit may last at most. */
  readonly until: number
}

const decisionsOf = (kind: Kind): Handler =>
  Effect.gen(function* () {
    const { variant } = (yield* World).state
    const { now, params } = yield* Exchange
    const who = yield* caller
    const mvpd = yield* integration(who.serviceProvider, params["mvpd"])
    const question: Question = { kind, now, variant, who, mvpd, resources: yield* asked }
    const decided = yield* decide(question)
    if (decided.some(({ verdict }) => verdict._tag === "Deny" && isFault(variant, verdict.details)))
      return yield* refuse("internal_server_error")
    const decisions = yield* Effect.forEach(
      kind === "preauthorization" ? decided.filter(({ verdict }) => verdict._tag !== "NotGated") : decided,
      (each) => describe(question, each),
    )
    return json(200, { decisions })
  })

export const retrievePreauthorizationDecisions: Handler = decisionsOf("preauthorization")
export const retrieveAuthorizationDecisions: Handler = decisionsOf("authorization")

type Deciding = Effect.Effect<ReadonlyArray<Decided>, Refusal, World>

const decide = (question: Question): Deciding =>
  Effect.gen(function* () {
    const { state } = yield* World
    const { mvpd, now, resources, who } = question
    const rule = degradation(state, who.serviceProvider.id, mvpd.id, now)
    if (rule !== undefined) return yield* degraded(question, rule)
    return isTempPass(mvpd)
      ? yield* Effect.forEach(resources, (resource) => temporary(question, mvpd, resource))
      : yield* byMvpd(question)
  })

const degraded = ({ mvpd, now, resources, who }: Question, rule: Degradation): Deciding =>
  Effect.map(World, ({ settings }) => {
    const { userId } = degradedProfile(who.device, mvpd.id, rule, now)
    const verdict: Verdict =
      rule.rule === "AuthZNone"
        ? {
            _tag: "Deny",
            code: "authorization_denied_by_degradation_rule",
            ...(rule.details === undefined ? {} : { details: rule.details }),
          }
        : { _tag: "Permit" }
    const until = rule.until ?? now + settings.decisionTtl
    return resources.map((resource) => ({ resource, source: "degradation", verdict, userId, until }))
  })

/** Errors of a TempPass go inside its decisions; preauthorization uses nothing up. */
const temporary = (
  { kind, now, who }: Question,
  mvpd: TempPassMvpd,
  resource: string,
): Effect.Effect<Decided, never, World> =>
  Effect.gen(function* () {
    const { state } = yield* World
    const decided = (verdict: Verdict, access: TemporaryAccess): Decided => ({
      resource,
      source: "temppass",
      verdict,
      ...access,
    })
    return yield* Effect.match(
      kind === "authorization" ? consume(state, who, mvpd, resource, now) : stillOpen(state, who, mvpd, now),
      {
        onFailure: ({ code }) => decided({ _tag: "Deny", code }, { userId: "", until: now }),
        onSuccess: (access) => decided({ _tag: "Permit" }, access),
      },
    )
  })

const byMvpd = ({ kind, mvpd, now, resources, who }: Question): Deciding =>
  Effect.gen(function* () {
    const { settings, state } = yield* World
    const { profile } = yield* requireProfile(state, who, mvpd.id, now)
    const limit = kind === "preauthorization" ? (mvpd.maxPreauthorize ?? 5) : (mvpd.maxAuthorize ?? 1)
    if (resources.length > limit)
      return state.variant.tooManyResources === "empty" ? [] : yield* refuse("too_many_resources")
    const account = state.accounts.get(profile.username)
    const until = Math.min(profile.notAfter, now + settings.decisionTtl)
    return resources.map((resource) => ({
      resource,
      source: "mvpd",
      verdict: verdict(state, kind, mvpd, account, resource),
      userId: userIdOf(mvpd.id, profile.username),
      until,
    }))
  })

const describe = (
  { kind, mvpd, now, variant, who }: Question,
  { resource, source, until, userId, verdict }: Decided,
): Effect.Effect<Readonly<Record<string, unknown>>, never, World | Exchange> => {
  const serviceProvider = who.serviceProvider.id
  const decision = {
    resource: echo(variant, mvpd, resource, source),
    serviceProvider,
    mvpd: mvpd.id,
    source,
    authorized: verdict._tag !== "Deny",
  }
  const time = (millis: number) => elsewhere(variant, millis, mvpd.numbersAsStrings)
  const validity = { notBefore: time(now), notAfter: time(until) }
  if (verdict._tag === "Deny") {
    const isTimed = kind === "authorization" && source === "mvpd"
    return Effect.map(errorBody(verdict), (error) => ({ ...decision, error, ...(isTimed ? validity : {}) }))
  }
  if (kind === "preauthorization") return Effect.succeed(decision)
  const claims = { serviceProvider, mvpd: mvpd.id, proxyMvpd: mvpd.proxyMvpd, resource, userId }
  return Effect.map(mediaToken(claims), (token) => ({
    ...decision,
    token: { ...token, notBefore: time(token.notBefore), notAfter: time(token.notAfter) },
    ...validity,
  }))
}

/** The resource as the answer repeats it. */
const echo = ({ echo }: Variant, mvpd: Mvpd, resource: string, source: Decided["source"]): string => {
  const blank =
    echo === "trailing-blank" || (echo === "mvpd" && source === "mvpd" && mvpd.trailingBlank === true)
  return blank ? `${resource} ` : resource
}
