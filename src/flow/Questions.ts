/** Preauthorization questions of all callers, gathered into as few requests as the MVPD allows. */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as Layer from "effect/Layer"
import { Bounded } from "../cache/Caches.js"
import type { Deny, Permit, Unanswered } from "../domain/Decision.js"
import { Device, identityKey } from "../domain/Device.js"
import { Integration } from "../domain/Environment.js"
import { match } from "../domain/Resource.js"
import type { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import { RetrievePreauthorizationDecisions } from "../endpoint/v2/RetrievePreauthorizationDecisions.js"
import type { DecisionError } from "../error/AdobePassError.js"
import { background } from "../policy/Lane.js"
import { Retry } from "../policy/Retry.js"
import { sharingBudget } from "../transport/Authorized.js"

/** What is known of one resource. */
export type Answer = Permit | Deny<DecisionError> | Unanswered<DecisionError>

/** Why a request for decisions failed. */
export type Failure = Effect.Effect.Error<ReturnType<RetrievePreauthorizationDecisions["Type"]>>

/** How questions are gathered. */
export class Batching extends Context.Reference<Batching>()("effect-adobe-pass/Batching", {
  defaultValue: (): {
    /** So many resources in one request, 5 unless given; less where an MVPD says that it is too many. */
    readonly resources: number
    /** So many requests of one device at once. */
    readonly requests: number
    /** How long to wait for others to ask too: until the program has nothing else to do. */
    readonly gather: Duration.DurationInput
  } => ({ resources: 5, requests: 10, gather: 0 }),
}) {}

interface Question {
  readonly resource: string
  readonly answer: Deferred.Deferred<Answer, Failure>
  /** How many callers wait for it. */
  waiting: number
  /** The request it is part of. */
  batch?: Batch
}

interface Batch {
  readonly questions: ReadonlyArray<Question>
  readonly abandoned: Deferred.Deferred<void>
}

/** The questions of one device about one MVPD. */
interface Group {
  readonly open: Map<string, Question>
  /** Those not asked yet, in the order asked. */
  readonly queue: Set<Question>
  workers: number
  readonly identity: TemporaryAccessIdentity | undefined
}

/** The questions that are open. */
export class Questions extends Context.Tag("effect-adobe-pass/Questions")<
  Questions,
  {
    /** Answers about different resources; each is asked for once, whoever else asks for it meanwhile. */
    readonly ask: (
      mvpd: string,
      resources: ReadonlyArray<string>,
      answered: (resource: string, answer: Answer) => Effect.Effect<void>,
      identity?: TemporaryAccessIdentity,
      /** Of the viewer who asks: what is asked for one is no answer to the next. */
      viewer?: string,
    ) => Effect.Effect<void, Failure, Device | RetrievePreauthorizationDecisions>
  }
>() {
  static readonly layer = Layer.effect(
    Questions,
    Effect.gen(function* () {
      const { serviceProvider } = yield* Integration
      const batching = yield* Batching
      const policy = yield* Retry
      const groups = new Map<string, Group>()
      /** As many resources as an MVPD allows at once, where that is less than usual. */
      const limits = new Bounded<number>(1000)
      const limitOf = (mvpd: string) => limits.get(mvpd) ?? Math.max(1, batching.resources)

      const openQuestion = (group: Group, resource: string): Question => {
        const answer = Deferred.unsafeMake<Answer, Failure>(FiberId.none)
        const question = { resource, answer, waiting: 0 }
        group.open.set(resource, question)
        group.queue.add(question)
        return question
      }

      /** By now it may have a successor, which stays open. */
      const close = (group: Group, question: Question) => {
        if (group.open.get(question.resource) === question) group.open.delete(question.resource)
        group.queue.delete(question)
      }

      const settle = (group: Group, question: Question, answer: Effect.Effect<Answer, Failure>) => {
        close(group, question)
        Deferred.unsafeDone(question.answer, answer)
      }

      /** Its last caller has left. A request that is only about such questions ends. */
      const abandon = (group: Group, question: Question) => {
        close(group, question)
        const { batch } = question
        if (batch?.questions.every(({ waiting }) => waiting === 0)) {
          Deferred.unsafeDone(batch.abandoned, Effect.void)
        }
      }

      const nextBatch = (mvpd: string, { queue }: Group): Batch => {
        const questions = [...queue].slice(0, limitOf(mvpd))
        const batch = { questions, abandoned: Deferred.unsafeMake<void>(FiberId.none) }
        for (const question of questions) {
          queue.delete(question)
          question.batch = batch
        }
        return batch
      }

      const request = (mvpd: string, group: Group, { questions }: Batch) =>
        Effect.flatMap(RetrievePreauthorizationDecisions, (retrieve) => {
          let open = questions
          /** What the last try answered with "retry". */
          const unsettled = new Map<Question, Deny<DecisionError>>()

          /** Fails where something is to be asked again. */
          const ask = Effect.gen(function* () {
            open = open.filter((one) => group.open.get(one.resource) === one)
            unsettled.clear()
            if (open.length === 0) return
            const resources = open.map(({ resource }) => resource)
            const decisions = match(
              resources,
              yield* retrieve({ mvpd, resources, temporaryAccessIdentity: group.identity }),
            )
            for (const [index, question] of open.entries()) {
              const { resource } = question
              const decision = decisions[index]
              const answer: Answer =
                decision === undefined ? { _tag: "Unanswered", resource } : { ...decision, resource }
              if (isAskedAgain(answer)) unsettled.set(question, answer)
              else settle(group, question, Effect.succeed(answer))
            }
            for (const { error } of unsettled.values()) return yield* Effect.fail(error)
          })

          return Effect.catchAll(sharingBudget(ask, policy), (error) =>
            Effect.sync(() => {
              if (unsettled.size > 0) {
                for (const [one, answer] of unsettled) settle(group, one, Effect.succeed(answer))
              } else if (error._tag === "TooManyResources" && open.length > 1) {
                limits.set(mvpd, Math.min(limitOf(mvpd), Math.ceil(open.length / 2)))
                const others = [...group.queue]
                group.queue.clear()
                for (const one of [...open, ...others]) if (one.waiting > 0) group.queue.add(one)
              } else if (error._tag === "InvalidRequest") {
                for (const one of open) settle(group, one, Effect.fail(error))
              } else if (concernsAll(error)) {
                for (const one of group.open.values()) settle(group, one, Effect.fail(error))
              } else {
                for (const one of open) {
                  settle(group, one, Effect.succeed(withoutDecision(error, one.resource)))
                }
              }
            }),
          )
        }).pipe(
          Effect.catchAllCause((cause) =>
            Effect.sync(() => {
              for (const one of questions) settle(group, one, Effect.failCause(cause))
            }),
          ),
        )

      /** Asks until the queue is empty. */
      const work = (mvpd: string, key: string, group: Group) =>
        Effect.gen(function* () {
          yield* Effect.sleep(batching.gather)
          while (group.queue.size > 0) {
            const batch = nextBatch(mvpd, group)
            yield* Effect.raceFirst(request(mvpd, group, batch), Deferred.await(batch.abandoned))
          }
          group.workers -= 1
          if (group.workers === 0) groups.delete(key)
        })

      /** In one step, so that a group ends with its last worker and never while a caller joins it. */
      const join = (
        mvpd: string,
        key: string,
        resources: ReadonlyArray<string>,
        identity: Group["identity"],
      ) =>
        Effect.suspend(() => {
          const group: Group = groups.get(key) ?? { open: new Map(), queue: new Set(), workers: 0, identity }
          groups.set(key, group)
          const questions = resources.map((resource) => {
            const question = group.open.get(resource) ?? openQuestion(group, resource)
            question.waiting += 1
            return question
          })
          const useful = Math.ceil(group.queue.size / limitOf(mvpd))
          const more = Math.min(useful, batching.requests - group.workers)
          group.workers += more
          // daemons, for they work for all callers of the group, and end with the last of them
          const start = Effect.forkDaemon(Effect.interruptible(background(work(mvpd, key, group))))
          return Effect.as(Effect.replicateEffect(start, more, { discard: true }), { group, questions })
        })

      return {
        ask: (mvpd, resources, answered, identity, viewer) =>
          Effect.flatMap(Device, (device) =>
            Effect.acquireUseRelease(
              join(
                mvpd,
                JSON.stringify([serviceProvider, mvpd, identity, viewer, ...identityKey(device)]),
                resources,
                identity,
              ),
              ({ questions }) =>
                Effect.forEach(
                  questions,
                  ({ answer, resource }) =>
                    Effect.flatMap(Deferred.await(answer), (one) => answered(resource, one)),
                  // what is known is handed over at once, whatever becomes of the others
                  { concurrency: "unbounded", discard: true },
                ),
              ({ group, questions }) =>
                Effect.sync(() => {
                  for (const question of questions) {
                    question.waiting -= 1
                    if (question.waiting === 0) abandon(group, question)
                  }
                }),
            ),
          ),
      }
    }),
  )
}

const isAskedAgain = (answer: Answer): answer is Deny<DecisionError> =>
  answer._tag === "Deny" && answer.error.retryable && answer.error.action === "retry"

const needs = [
  "AuthenticationRequired",
  "IntegrationUnavailable",
  "ConfigurationInvalid",
  "RegistrationRejected",
  "AccessTokenRejected",
] as const
/** Nothing is known of any resource, and something must be done before asking again. */
const concernsAll = (
  error: DecisionError,
): error is Extract<Failure, { readonly _tag: (typeof needs)[number] }> =>
  needs.some((tag) => tag === error._tag)

/** What a request that failed for good says of each of its resources. */
const withoutDecision = (error: DecisionError, resource: string): Answer =>
  error._tag === "AuthorizationDenied" || error._tag === "TemporaryAccessExhausted"
    ? { _tag: "Deny", resource, source: "mvpd", error }
    : { _tag: "Unanswered", resource, error }
