/** When logins poll. */
import type { Exchange } from "../../support/virtualService.js"
import { said } from "../model.js"
import type { History } from "../history.js"
import type { Law } from "./law.js"
import {
  clocksBefore,
  describe,
  earliestAt,
  isHeard,
  isLogin,
  isOf,
  isPoll,
  isWhole,
  pairs,
  second,
  waitAfter,
} from "./law.js"

/** The login of each code, with its polls in order. */
const logins = ({ calls, exchanges }: History) =>
  calls
    .filter(({ ask }) => isLogin(ask))
    .map((call) => {
      const own = exchanges.filter((one) => one.call === call.id)
      return { call, polls: own.filter(isPoll), session: own.findLast(isSessionOfCode) }
    })

const isSessionOfCode = (exchange: Exchange) =>
  (isOf("CreateSession")(exchange) || isOf("RetrievePartnerAuthenticationRequest")(exchange)) &&
  exchange.status === 200 &&
  isHeard(exchange) &&
  isWhole(exchange) &&
  ["authenticate", "resume", "retry"].includes(said(exchange)?.actionName ?? "")

/** Another poll comes 3 seconds after the end of the one before, and when a 429 says so. */
export const noPollIsEarly: Law = function* (history) {
  for (const { polls } of logins(history)) {
    for (const [before, poll] of pairs(polls)) {
      // the same poll again, with a new token
      if (before.status === 401) continue
      const pause = poll.sentAt - before.endedAt!
      if (pause < Math.max(3 * second, waitAfter(before))) yield `${describe(poll)} comes after ${pause} ms`
    }
  }
}

/** Another poll comes within 5 seconds, unless other requests of its device must go first. */
export const noPollIsLate: Law = function* (history) {
  for (const { call, polls } of logins(history)) {
    for (const [at, before] of polls.entries()) {
      const next = polls[at + 1]?.sentAt ?? call.endedAt ?? Infinity
      if (before.status === 401 || before.endedAt === undefined) continue
      const wait = waitAfter(before)
      // the bucket, which a 429 has emptied, fills at its own pace
      const due = before.endedAt + Math.max(5 * second, wait) + (wait > 0 ? 1250 : 0)
      const others = history.exchanges.filter(
        (one) =>
          one.sender === call.process &&
          one.device === call.device &&
          one.sentAt <= next &&
          (one.endedAt ?? Infinity) > before.endedAt! - 15 * second &&
          !polls.includes(one),
      )
      const isBusy = others.some((one) => one.status === 429 || one.path.startsWith("/o/"))
      if (!isBusy && next > due + 1250 * others.length) {
        yield `${describe(before)} is followed by nothing until ${next / second} s`
      }
    }
  }
}

/** Polls stop with the login, with the profile, and with the life of the code as far as the service has told its time. */
export const noPollAfterTheEnd: Law = function* (history) {
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
      // a poll that waits for its turn in the bucket does not hear that it is later than was thought
      const queuedAt =
        before === undefined ? (session?.endedAt ?? Infinity) : (before.endedAt ?? Infinity) + 3 * second
      const clocks = clocksBefore(history, poll.sender, poll.begun, session)
      const known = [clocks.findLast(({ endedAt }) => endedAt! <= queuedAt), clocks.at(-1)]
      if (known.every((clock) => clock !== undefined && earliestAt(poll.sentAt, clock) >= notAfter)) {
        yield `${describe(poll)} comes after the code has expired`
      }
    }
  }
}

/** Where a newer login of the device has a code, the older one polls no more. */
export const noPollForAnOldCode: Law = function* (history) {
  const all = logins(history)
  for (const { call, polls } of all) {
    const codes = all
      .filter(({ call: { device, id, process } }) => {
        return id > call.id && device === call.device && process === call.process
      })
      .map(({ session }) => session?.over ?? Infinity)
    const late = polls.find(({ begun }) => begun > Math.min(...codes))
    if (late !== undefined) yield `${describe(late)} comes after a newer login had its code`
  }
}
