import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { missing } from "../../service/bodies/action.js"
import { completeLogin as complete } from "../../service/rules/login.js"
import { resetTrials } from "../../service/rules/tempPass.js"
import { isTempPass, TempPass, usualAccount } from "../../world/catalogue.js"
import { optional } from "../../world/optional.js"
import { Degradation } from "../../world/degradation.js"
import { didYouMean } from "../../world/nearest.js"
import { World } from "../../world/World.js"
import { cannot } from "../AdminError.js"
import { asJson, empty } from "../answers.js"
import { command, plain } from "../command.js"
import { covers, DegradationOrder, IntegrationFilter, partial } from "../payloads.js"
import { millisOf } from "../../world/span.js"

/** The degradation rules that are applied. */
export const degradations = plain({
  summary: "The degradation rules that are applied",
  http: ["GET", "/degradations"],
  answer: asJson(Schema.Array(Degradation)),
  run: Effect.map(World, ({ state }) => [...state.degradations]),
})

/** Applies a rule, in place of the one that this integration may have, and ends it after `for` if that is given. */
export const degrade = command({
  summary: "Apply a degradation rule",
  http: ["POST", "/degradations"],
  takes: DegradationOrder,
  answer: empty,
  run: ({ for: span, ...rule }) =>
    Effect.gen(function* () {
      const { clock, state } = yield* World
      const now = yield* clock.now
      const others = state.degradations.filter(
        ({ mvpd, serviceProvider }) => mvpd !== rule.mvpd || serviceProvider !== rule.serviceProvider,
      )
      const until = span === undefined ? {} : { until: now + millisOf(span) }
      state.degradations = [...others, { ...rule, ...until }]
    }),
})

/** Ends the rules of an MVPD, or all. */
export const restore = command({
  summary: "End degradation, of one MVPD or of all",
  http: ["DELETE", "/degradations"],
  takes: IntegrationFilter,
  answer: empty,
  run: (filter) =>
    Effect.map(World, ({ state }) => {
      state.degradations = state.degradations.filter((rule) => !covers(filter, rule))
    }),
})

/** Sets the limits of a TempPass. */
export const setTempPass = command({
  summary: "Set the limits of a TempPass",
  http: ["PATCH", "/temp-pass/:mvpd"],
  takes: Schema.asSchema(Schema.extend(Schema.Struct({ mvpd: Schema.String }), partial(TempPass))),
  answer: empty,
  run: ({ mvpd: id, ...limits }) =>
    Effect.gen(function* () {
      const { state } = yield* World
      const mvpd = state.mvpds.get(id)
      if (mvpd === undefined || !isTempPass(mvpd)) return yield* cannot(`${id} is no TempPass.`)
      state.mvpds.set(id, { ...mvpd, tempPass: { ...mvpd.tempPass, ...limits } })
    }),
})

/** Gives fresh trials: to every viewer, or to a device or an identity. */
export const resetTempPass = command({
  summary: "Give fresh trials, to every viewer or to the one that is named",
  http: ["POST", "/temp-pass/reset"],
  takes: Schema.Struct({
    ...IntegrationFilter.fields,
    device: optional(Schema.String),
    identity: optional(Schema.String),
  }),
  answer: empty,
  run: ({ device, identity, ...filter }) =>
    Effect.map(World, ({ state }) =>
      resetTrials(
        state,
        (trial) =>
          covers(filter, trial) &&
          (device === undefined || trial.devices.has(device)) &&
          (identity === undefined || trial.identities.has(identity)),
      ),
    ),
})

const unknown = (kind: string, id: string, known: ReadonlyMap<string, unknown>) => {
  const ids = [...known.keys()]
  const there = ids.length === 0 ? "There is none at all." : `There is ${ids.join(", ")}.`
  return cannot(`No ${kind} is called ${id}. ${didYouMean(id, ids)}${there}`)
}

/**
 * Signs a viewer in for a pending code, and refuses whom the login page would refuse: `username` is `subscriber` unless
 * given, or the first account that may sign in, in a world without that one. With an `mvpd` it stands in for the second
 * screen as well, which gives a session all that it lacks. Without one, a session that still lacks its domainName or redirectUrl is refused, unless the variant is lenient.
 */
export const completeLogin = command({
  summary: "Sign a viewer in for a pending code, without a browser",
  http: ["POST", "/logins"],
  takes: Schema.Struct({
    code: Schema.String,
    username: optional(Schema.String),
    mvpd: optional(Schema.String),
  }),
  answer: empty,
  run: ({ code, username: given, mvpd }) =>
    Effect.gen(function* () {
      const { clock, state } = yield* World
      const username = given ?? usualAccount(state.accounts)
      const session = state.sessions.get(code)
      const now = yield* clock.now
      if (session === undefined || now >= session.notAfter)
        return yield* cannot(`No session has the code ${code} now.`)
      const chosen = mvpd ?? session.mvpd
      if (chosen === undefined) return yield* cannot(`The session of ${code} has no mvpd yet.`)
      const lacks =
        mvpd === undefined && state.variant.parameters === "strict" ? missing(state.variant, session) : []
      if (lacks.length > 0)
        return yield* cannot(
          `The session of ${code} lacks ${lacks.join(" and ")}: the service opens no login page.`,
        )
      if (!state.mvpds.has(chosen)) return yield* unknown("MVPD", chosen, state.mvpds)
      const account = state.accounts.get(username)
      if (account === undefined) return yield* unknown("account", username, state.accounts)
      if (account.locked !== undefined) return yield* cannot(`${username} cannot sign in: ${account.locked}`)
      session.mvpd = chosen
      yield* complete(session, username, now)
    }),
})

/** Invalidates all profiles, or those of one MVPD or device: decisions answer `authenticated_profile_invalidated`. */
export const invalidateProfiles = command({
  summary: "Invalidate profiles, all or those that are named",
  http: ["POST", "/profiles/invalidate"],
  takes: Schema.Struct({ mvpd: optional(Schema.String), device: optional(Schema.String) }),
  answer: empty,
  run: ({ mvpd, device }) =>
    Effect.map(World, ({ state }) => {
      for (const profile of state.profiles.values()) {
        if ((mvpd ?? profile.mvpd) === profile.mvpd && (device ?? profile.device) === profile.device) {
          profile.invalidated = true
        }
      }
    }),
})
