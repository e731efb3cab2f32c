/**
 * Decisions: may this viewer watch these resources? Preauthorization asks for many to show, authorization for one to
 * play and comes with a media token. Degradation and TempPass decide before any MVPD is asked.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Caller } from "../wire/caller.js"
import { caller, integration } from "../wire/caller.js"
import type { Mvpd } from "../world/catalogue.js"
import { degradation, degradedProfile } from "./rules/degradation.js"
import type { ErrorCode, Refusal } from "../world/errors.js"
import { enhancedError, refuse } from "../world/errors.js"
import type { Exchange, Handler } from "../wire/exchange.js"
import type { World } from "../world/World.js"
import { hasMediaType, json, JSON_TYPE } from "../wire/exchange.js"
import { mediaToken } from "./bodies/mediaToken.js"
import { requireProfile, userIdOf } from "./rules/signedIn.js"
import type { Degradation } from "../world/state.js"
import type { TempPassMvpd } from "../world/catalogue.js"
import type { TemporaryAccess } from "./rules/tempPass.js"
import { isTempPass } from "../world/catalogue.js"
import { consume, stillOpen } from "./rules/tempPass.js"
import { elsewhere } from "../wire/timestamps.js"
import type { Verdict } from "./rules/verdict.js"
import { verdict } from "./rules/verdict.js"

type Kind = "preauthorization" | "authorization"

const Body = Schema.parseJson(
  Schema.Struct({
    resources: Schema.NonEmptyArray(Schema.String.pipe(Schema.filter((each) => each.trim() !== ""))),
  }),
)

const resourcesOf = (exchange: Exchange): Effect.Effect<ReadonlyArray<string>, Refusal> =>
  hasMediaType(exchange, JSON_TYPE)
    ? Option.match(Schema.decodeUnknownOption(Body)(exchange.body), {
        onNone: () => refuse("invalid_parameter_resources"),
        onSome: ({ resources }) => Effect.succeed(resources),
      })
    : refuse("invalid_parameter_resources")

/** What decisions are asked for, whoever makes them. */
interface Question {
  readonly world: World
  readonly exchange: Exchange
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

const decisionsOf =
  (kind: Kind): Handler =>
  (world, exchange) =>
    Effect.gen(function* () {
      const who = yield* caller(world, exchange)
      const mvpd = yield* integration(world, who.serviceProvider, exchange.params["mvpd"])
      const resources = yield* resourcesOf(exchange)
      const question: Question = { world, exchange, kind, who, mvpd, resources }
      const decided = yield* decide(question)
      const decisions = yield* Effect.forEach(
        kind === "preauthorization" ? decided.filter(({ verdict }) => verdict._tag !== "NotGated") : decided,
        (each) => describe(question, each),
      )
      return json(200, { decisions })
    })

export const retrievePreauthorizationDecisions: Handler = decisionsOf("preauthorization")
export const retrieveAuthorizationDecisions: Handler = decisionsOf("authorization")

const decide = (question: Question): Effect.Effect<ReadonlyArray<Decided>, Refusal> => {
  const { exchange, mvpd, resources, who, world } = question
  const rule = degradation(world, who.serviceProvider.id, mvpd.id, exchange.now)
  if (rule !== undefined) return Effect.succeed(degraded(question, rule))
  return isTempPass(mvpd)
    ? Effect.forEach(resources, (resource) => temporary(question, mvpd, resource))
    : byMvpd(question)
}

const degraded = (
  { exchange, mvpd, resources, who, world }: Question,
  rule: Degradation,
): ReadonlyArray<Decided> => {
  const { userId } = degradedProfile(who.device, mvpd.id, rule, exchange.now)
  const verdict: Verdict =
    rule.rule === "AuthZNone"
      ? {
          _tag: "Deny",
          code: "authorization_denied_by_degradation_rule",
          ...(rule.details === undefined ? {} : { details: rule.details }),
        }
      : { _tag: "Permit" }
  const until = rule.until ?? exchange.now + world.settings.decisionTtl
  return resources.map((resource) => ({ resource, source: "degradation", verdict, userId, until }))
}

/** Errors of a TempPass are told inside its decisions; preauthorization never uses anything up. */
const temporary = (
  { exchange, kind, who, world }: Question,
  mvpd: TempPassMvpd,
  resource: string,
): Effect.Effect<Decided> => {
  const decided = (verdict: Verdict, access: TemporaryAccess): Decided => ({
    resource,
    source: "temppass",
    verdict,
    ...access,
  })
  return Effect.match(
    kind === "authorization"
      ? consume(world, exchange, who, mvpd, resource)
      : stillOpen(world, exchange, who, mvpd),
    {
      onFailure: ({ code }) => decided({ _tag: "Deny", code }, { userId: "", until: exchange.now }),
      onSuccess: (access) => decided({ _tag: "Permit" }, access),
    },
  )
}

const byMvpd = ({
  exchange,
  kind,
  mvpd,
  resources,
  who,
  world,
}: Question): Effect.Effect<ReadonlyArray<Decided>, Refusal> =>
  Effect.gen(function* () {
    const { profile } = yield* requireProfile(world, exchange, who, mvpd.id)
    const limit = kind === "preauthorization" ? (mvpd.maxPreauthorize ?? 5) : (mvpd.maxAuthorize ?? 1)
    if (resources.length > limit) return yield* refuse("too_many_resources")
    const account = world.state.accounts.get(profile.username)
    const until = Math.min(profile.notAfter, exchange.now + world.settings.decisionTtl)
    return resources.map((resource) => ({
      resource,
      source: "mvpd",
      verdict: verdict(world, kind, mvpd, account, resource),
      userId: userIdOf(mvpd.id, profile.username),
      until,
    }))
  })

const describe = (
  { exchange, kind, mvpd, who, world }: Question,
  { resource, source, until, userId, verdict }: Decided,
): Effect.Effect<Readonly<Record<string, unknown>>> => {
  const serviceProvider = who.serviceProvider.id
  const decision = {
    resource: echo(world, mvpd, resource, source),
    serviceProvider,
    mvpd: mvpd.id,
    source,
    authorized: verdict._tag !== "Deny",
  }
  const asString = mvpd.numbersAsStrings === true
  const validity = {
    notBefore: elsewhere(world, exchange.now, asString),
    notAfter: elsewhere(world, until, asString),
  }
  if (verdict._tag === "Deny") {
    const error = itemError(world, verdict.code, verdict.details)
    const isTimed = kind === "authorization" && source === "mvpd"
    return Effect.succeed({ ...decision, error, ...(isTimed ? validity : {}) })
  }
  if (kind === "preauthorization") return Effect.succeed(decision)
  const claims = { serviceProvider, mvpd: mvpd.id, proxyMvpd: mvpd.proxyMvpd, resource, userId }
  return Effect.map(mediaToken(world, exchange.now, claims), (token) => ({
    ...decision,
    token: {
      ...token,
      notBefore: elsewhere(world, token.notBefore, asString),
      notAfter: elsewhere(world, token.notAfter, asString),
    },
    ...validity,
  }))
}

const itemError = (world: World, code: ErrorCode, details: string | undefined) =>
  enhancedError(code, world.state.variant.trace ? world.chance.uuid() : undefined, details)

const echo = (world: World, mvpd: Mvpd, resource: string, source: Decided["source"]): string => {
  const { echo } = world.state.variant
  const blank =
    echo === "trailing-blank" || (echo === "mvpd" && source === "mvpd" && mvpd.trailingBlank === true)
  return blank ? `${resource} ` : resource
}
