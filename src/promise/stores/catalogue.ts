/** The locks of a catalogue as a thing to look at. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { Service } from "../../AdobePass.js"
import { AdobePass } from "../../AdobePass.js"
import type { InvalidRequest } from "../../error/AdobePassError.js"
import { AuthenticationRequired } from "../../error/AdobePassError.js"
import { checkText } from "../../transport/Request.js"
import type { Failures } from "../failures.js"
import { asFailure } from "../failures.js"
import { plain } from "../plain.js"
import type { CatalogueRequest } from "../given/requests.js"
import type { Run } from "../run.js"
import type { Deny, Permit, Unanswered } from "../words.js"
import type { noticing } from "./changes.js"
import type { Store } from "./Store.js"
import { follow, makeSource } from "./Store.js"

/**
 * What to show at a resource: `open`; `locked`, with the MVPD's words in `error`; `signIn`, where the MVPD wants a login before it
 * decides; `unknown`, where asking failed: show it without a lock, and let `authorize` decide.
 */
export type Shown = "open" | "locked" | "signIn" | "unknown"

/** What is known of a resource, and what to show. */
export type Lock = (Permit | Deny | Unanswered) & { readonly shown: Shown }

/** The locks as far as they are known. */
export interface Catalogue {
  /** `failed` is for what concerns all that is left, such as `AuthenticationRequired`. */
  readonly state: "loading" | "complete" | "failed" | "cancelled"
  /** By resource; absent while not known. */
  readonly locks: Readonly<Record<string, Lock>>
  /** The resources that are not known yet, those first that are asked about next. */
  readonly left: ReadonlyArray<string>
  /** From 0 to 1: the part that is known. */
  readonly progress: number
  /** Why it failed. */
  readonly error?: Failures["preauthorize"]
}

/** A catalogue that is asked about, from the moment it is made. */
export interface CatalogueStore extends Store<Catalogue> {
  /** Asks about these first, of what is left: those that the viewer sees. Others are ignored. */
  readonly prefer: (resources: ReadonlyArray<string>) => void
}

const shown = (answer: Permit | Deny | Unanswered): Shown => {
  if (answer._tag === "Permit") return "open"
  if (answer._tag === "Unanswered") return answer.error === undefined ? "open" : "unknown"
  switch (answer.error._tag) {
    case "AuthorizationDenied":
      return "locked"
    case "AuthenticationRequired":
    case "TemporaryAccessExhausted":
      return "signIn"
    default:
      return "unknown"
  }
}

/** So many at once, as most MVPDs take; and so few that what is preferred comes soon. */
const resourcesAtOnce = 5
const asksAtOnce = 2

const viewerOf = ({ profiles, remembered }: Service) =>
  Effect.gen(function* () {
    const known = Option.flatMapNullable(yield* remembered, ({ profile }) => profile?.mvpd)
    if (Option.isSome(known)) return known.value
    const [first] = yield* profiles()
    if (first !== undefined) return first.mvpd
    return yield* new AuthenticationRequired({
      reason: "profileMissing",
      message: "nobody is signed in whose catalogue it could be",
    })
  })

/** Asks about a catalogue. */
export const startCatalogue = (
  run: Run,
  checked: Either.Either<CatalogueRequest, InvalidRequest>,
  notice: ReturnType<typeof noticing>,
): CatalogueStore => {
  const all = new Set(Either.isRight(checked) ? checked.right.resources : [])
  /** Those not asked about yet, the next first. */
  let queue = [...all]
  const { getSnapshot, set, subscribe } = makeSource<Catalogue>({
    state: "loading",
    locks: {},
    left: queue,
    progress: 0,
  })
  const controller = new AbortController()

  const show = (more: Partial<Catalogue>) => {
    const snapshot = getSnapshot()
    if (snapshot.state !== "loading") return
    const { locks } = { ...snapshot, ...more }
    const known = Object.keys(locks).length
    const waiting = new Set(queue)
    set({
      ...snapshot,
      ...more,
      // those that are being asked about come first
      left: [...[...all].filter((one) => !waiting.has(one)), ...queue].filter(
        (one) => !Object.hasOwn(locks, one),
      ),
      progress: all.size === 0 ? 1 : known / all.size,
    })
  }
  const cancel = () => {
    show({ state: "cancelled" })
    controller.abort()
  }

  const use = ({ resources, temporaryAccessIdentity, ...request }: CatalogueRequest) =>
    Effect.gen(function* () {
      yield* Effect.forEach(
        resources,
        (resource) => checkText("RetrievePreauthorizationDecisions", "resources", resource),
        { discard: true },
      )
      const pass = yield* AdobePass
      if (queue.length === 0) return
      const mvpd = request.mvpd ?? (yield* viewerOf(pass))
      const ask = Effect.gen(function* () {
        while (queue.length > 0) {
          const next = queue.slice(0, resourcesAtOnce)
          queue = queue.slice(resourcesAtOnce)
          const answers = plain(
            yield* notice(pass.preauthorize({ mvpd, resources: next, temporaryAccessIdentity })),
          )
          const locks = answers.map((answer) => [answer.resource, { ...answer, shown: shown(answer) }])
          show({ locks: { ...getSnapshot().locks, ...Object.fromEntries(locks) } })
        }
      })
      yield* Effect.replicateEffect(ask, asksAtOnce, { concurrency: "unbounded", discard: true })
    })

  follow(run, checked, use, { cancel, signal: controller.signal }).then(
    () => show({ state: "complete" }),
    (error: unknown) => show({ state: "failed", error: asFailure(error) }),
  )
  return {
    getSnapshot,
    subscribe,
    cancel,
    prefer: (resources) => {
      const open = new Set(queue)
      queue = [...new Set([...resources.filter((one) => open.has(one)), ...queue])]
      show({})
    },
  }
}
