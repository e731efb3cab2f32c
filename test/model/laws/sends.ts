/** How much is sent. */
import type { Exchange } from "../../support/virtualService.js"
import { lastOf, minutes, resourcesIn, said } from "../model.js"
import type { Call, History } from "../history.js"
import { failureOf } from "../history.js"
import type { Law } from "./law.js"
import {
  asksFor,
  describe,
  groupBy,
  isHeard,
  isOf,
  isPoll,
  isWhole,
  pairs,
  second,
  waitAfter,
} from "./law.js"

/** What a call may still send: 2 replays after a 401, 2 retries of what may pass, 3 waits for a 429. */
class Budget {
  private replays = 2
  private retries = 2
  private waits = 3

  /** Whether the answer before allows another send, which is paid for. */
  allows(before: Exchange, mayPass: boolean) {
    if (before.status === 401 && isHeard(before)) return this.spend("replays")
    if (before.status === 429 && isHeard(before)) return this.spend("waits")
    return mayPass && this.spend("retries")
  }

  private spend(what: "replays" | "retries" | "waits") {
    if (this[what] === 0) return false
    this[what] -= 1
    return true
  }
}

/** Every request but the first of a call is owed to the answer before it, and to the one budget of the call. */
export const sendsAreOwed: Law = function* (history) {
  const own = history.exchanges.filter((one) => one.call !== undefined && !isPreauthorization(one))
  const key = ({ body, call, path }: Exchange) => JSON.stringify([call, path, body])
  for (const sends of groupBy(own, key).values()) {
    let budget = new Budget()
    for (const [before, send] of pairs(sends)) {
      if (isPoll(send) && isAnother(history, before, send)) budget = new Budget()
      else if (!budget.allows(before, mayPass(before))) {
        yield `${describe(send)} is sent again after ${before.status}`
        break
      }
    }
  }
  yield* cataloguesWithinBudgets(history)
}

/** Whether a poll is another one, and not the one before again: that one was answered, or was given up for want of a token. */
const isAnother = ({ exchanges }: History, before: Exchange, poll: Exchange) =>
  before.status !== 401 ||
  (poll.sentAt - before.endedAt! >= 3 * second &&
    exchanges.some(
      (one) =>
        one.path.startsWith("/o/") &&
        one.sender === poll.sender &&
        one.device === poll.device &&
        one.begun > before.begun &&
        one.begun < poll.begun &&
        !(one.status === 201 && isHeard(one) && isWhole(one)),
    ))

const isPreauthorization = isOf("RetrievePreauthorizationDecisions")

/**
 * A resource is asked for once for all who wait for it, with one budget, in whatever requests: anew only for a call that began
 * to wait since, or in a smaller request after one that was too large.
 */
const cataloguesWithinBudgets: Law = function* ({ calls, exchanges, setup, storeFailedAt }) {
  /** Milliseconds for which a call may be at the store before it asks. */
  const atStore = storeFailedAt === undefined ? 4 * setup.storeLatency : 2 * second
  const sends = exchanges
    .filter(isPreauthorization)
    .flatMap((send) => resourcesIn(send).map((resource) => ({ resource, send })))
  const key = ({ resource, send }: (typeof sends)[number]) =>
    JSON.stringify([send.sender, send.device, lastOf(send), resource])
  for (const own of groupBy(sends, key).values()) {
    let budget = new Budget()
    /** What no send has followed yet: one exchange, or several where several viewers are asked for. */
    let owed: ReadonlyArray<Exchange> = []
    /** The calls that had a budget already. */
    const served = new Set<Call>()
    for (const { resource, send } of own) {
      const split = owed.find((before) => isSplit(before, send))
      const paid = split ?? owed.find((before) => budget.allows(before, mayPassFor(resource, before)))
      if (split !== undefined) budget = new Budget()
      if (paid === undefined) {
        const waiting = calls.filter((call) => waitsFor(call, send))
        const [next, ...others] = calls
          .filter((call) => !served.has(call) && asksFor(call, resource, send))
          .filter((call) => waiting.some((one) => one.begun < overOf(call)))
          .toSorted((one, other) => overOf(one) - overOf(other))
        if (next === undefined) {
          yield `${describe(send)} asks for ${resource} again after ${owed.at(-1)?.status}`
          break
        }
        if (![...served].some((call) => overOf(call) > send.begun)) owed = []
        served.add(next)
        for (const one of others) {
          if (one.startedAt + atStore <= send.sentAt && isSameViewer(calls, one, next)) served.add(one)
        }
        budget = new Budget()
      }
      owed = [...owed.filter((before) => before !== paid), send]
    }
  }
}

const isSplit = (before: Exchange, send: Exchange) =>
  said(before)?.code === "too_many_resources" && resourcesIn(send).length < resourcesIn(before).length

/** Who leaves while a request waits for its turn in the bucket does not take the resource out of it. */
const waitsFor = (call: Call, send: Exchange) =>
  resourcesIn(send).some((resource) => asksFor(call, resource, send)) &&
  (call.endedAt ?? Infinity) >= send.sentAt

/** Whether nothing that may change the viewer came between two calls: what is asked for one viewer is not told to the next. */
const isSameViewer = (calls: ReadonlyArray<Call>, one: Call, other: Call) =>
  !calls.some(
    (call) =>
      call.device === one.device &&
      (call.ask._tag !== "preauthorize" || failureOf(call)?._tag === "AuthenticationRequired") &&
      call.begun < Math.max(one.begun, other.begun) &&
      overOf(call) > Math.min(one.begun, other.begun),
  )

const overOf = ({ over = Infinity }: Call) => over

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

/** As it is for one resource of a catalogue: of a list only what is marked "retry" is asked for again. */
const mayPassFor = (resource: string, exchange: Exchange) => {
  const decisions = isHeard(exchange) && exchange.status === 200 ? said(exchange)?.decisions : undefined
  if (decisions === undefined) return mayPass(exchange)
  return decisions.some((one) => one.resource.trim() === resource && one.error?.action === "retry")
}

/** A device's requests fit the bucket: 10 at once, 1 a second; after a 429 none for as long as it says, and no burst before ten quiet minutes. */
export const withinBucket: Law = function* ({ exchanges }) {
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
