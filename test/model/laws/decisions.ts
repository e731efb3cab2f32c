/** What calls say of resources. */
import * as Redacted from "effect/Redacted"
import type { Exchange } from "../../support/virtualService.js"
import { lastOf, resourcesIn, said } from "../model.js"
import type { Call, History } from "../history.js"
import { answersOf, failureOf, followUpsOf, isWithoutProfile, mediaTokenOf, profileOf } from "../history.js"
import type { Law } from "./law.js"
import { asksFor, clocksBefore, describeCall, earliestAt, isDenial, isHeard, isOf, isWhole } from "./law.js"

/** As many answers as questions, in the same order. */
export const inOrder: Law = function* ({ calls }) {
  for (const call of calls) {
    const answered = answersOf(call)?.map(({ resource }) => resource)
    if (call.ask._tag !== "preauthorize" || answered === undefined) continue
    if (JSON.stringify(answered) !== JSON.stringify(call.ask.resources)) {
      yield `${describeCall(call)} asked for ${call.ask.resources.join(", ")} and got ${answered.join(", ")}`
    }
  }
}

/** Whoever may play was told so by the service, for this call. */
export const authorizeAsks: Law = function* ({ calls, exchanges }) {
  for (const call of calls) {
    const { _tag } = call.ask
    if (_tag === "authorizeV1") {
      const own = exchanges.some((one) => one.call === call.id && isOf("InitiateAuthorization")(one))
      const isDecided = call.exit?._tag === "Success" || isDenial(failureOf(call))
      if (isDecided && !own) yield `${describeCall(call)} was answered without the service`
    }
    if (_tag !== "authorize") continue
    const token = mediaTokenOf(call)
    const own = exchanges.filter((one) => one.call === call.id && isOf("RetrieveAuthorizationDecisions")(one))
    if (token !== undefined && !own.some(({ said }) => said?.includes(Redacted.value(token)))) {
      yield `${describeCall(call)} was answered without the service`
    }
    const error = failureOf(call)
    if (isDenial(error) && own.length === 0) yield `${describeCall(call)} was denied without the service`
  }
}

/** What the service said of one resource. */
const toldOf = (exchange: Exchange, resource: string): "Permit" | "Deny" | "Unanswered" => {
  const body = said(exchange)
  if (!resourcesIn(exchange).includes(resource) || !isHeard(exchange) || !isWhole(exchange))
    return "Unanswered"
  // what the service refuses with a code that is not known yet is refused
  if (exchange.status !== 200)
    return /^((pre)?authorization_denied|temporary_access|a_code_of_tomorrow|unheard_of)/.test(
      body?.code ?? "",
    )
      ? "Deny"
      : "Unanswered"
  const decision = body?.decisions?.find((one) => one.resource.trim() === resource)
  if (decision === undefined) return "Unanswered"
  return decision.authorized === true && decision.error === undefined ? "Permit" : "Deny"
}

/** The answers to a device about an MVPD that a process heard. */
const decisionsFor = ({ exchanges }: History, endpoint: string, { ask, device, process }: Call) =>
  exchanges.filter(
    (one) =>
      one.sender === process &&
      one.device === device &&
      one.end === "answered" &&
      isOf(endpoint)(one) &&
      "mvpd" in ask &&
      lastOf(one) === ask.mvpd,
  )

/** A call says of a resource what the service said while it waited, or the permit that it said last. */
export const verdictsStay: Law = function* (history) {
  for (const call of history.calls) {
    if (call.ask._tag === "authorize") {
      const { resource } = call.ask
      const last = history.exchanges.findLast(
        (one) => one.call === call.id && isOf("RetrieveAuthorizationDecisions")(one),
      )
      const told = last === undefined ? "Unanswered" : toldOf(last, resource)
      if (mediaTokenOf(call) !== undefined && told !== "Permit") yield `${describeCall(call)} became a permit`
      if (isDenial(failureOf(call)) && told !== "Deny") yield `${describeCall(call)} became a denial`
    }
    const answers = answersOf(call)
    if (answers === undefined) continue
    const heard = decisionsFor(history, "RetrievePreauthorizationDecisions", call)
    for (const { _tag, resource } of answers) {
      const told = heard
        .filter(({ over }) => over! >= call.begun && over! <= call.over!)
        .map((one) => toldOf(one, resource))
      const last = heard
        .filter(({ over }) => over! < call.begun)
        .toSorted((one, other) => one.over! - other.over!)
        .map((one) => toldOf(one, resource))
        .findLast((one) => one !== "Unanswered")
      if (last === "Permit") told.push(last)
      if (_tag !== "Unanswered" && !told.includes(_tag)) {
        yield `${describeCall(call)} says ${_tag} of ${resource}, and the service ${told.join(", ")}`
      }
    }
  }
}

const isLoginOf = (mvpd: string) => (call: Call) => profileOf(call)?.mvpd === mvpd

/** A logout of every MVPD is of those that it found. */
const isLogoutOf = (mvpd: string) => (call: Call) =>
  call.ask._tag === "logout" &&
  followUpsOf(call) !== undefined &&
  (call.ask.mvpd === mvpd || followUpsOf(call)?.some((one) => one.mvpd === mvpd) === true)

/** What a process heard, or failed to hear, last before a moment. */
const lastBefore = ({ exchanges }: History, process: string, begun: number) =>
  exchanges
    .filter((one) => one.sender === process && one.over! < begun)
    .toSorted((one, other) => one.over! - other.over!)
    .at(-1)

/** When a profile ends, as a process heard last before a moment. */
const endOfProfile = ({ exchanges }: History, { device, process }: Call, mvpd: string, before: number) =>
  exchanges
    .filter((one) => one.sender === process && one.device === device && one.over! < before)
    .filter((one) => isHeard(one) && isWhole(one) && one.status! < 300)
    .flatMap((one) => said(one)?.profiles?.[mvpd] ?? [])
    .map(({ notAfter }) => Number(notAfter))
    .at(-1)

/** What the news that the viewer must sign in is told to. */
const asksAsViewer: ReadonlySet<string> = new Set(["profile", "preauthorize", "authorize"])

/**
 * A permit that a process remembers is from after the last logout and the last news that the viewer is no longer signed in,
 * from before the end of the profile, and of the viewer whose login the library saw last.
 */
export const permitsAreTheViewers: Law = function* (history) {
  const { storeFailedAt = Infinity } = history
  for (const call of history.calls) {
    const answers = answersOf(call)
    if (call.ask._tag !== "preauthorize" || answers === undefined) continue
    const { mvpd } = call.ask
    const isStoreRead = (call.over ?? Infinity) < storeFailedAt
    const heard = decisionsFor(history, "RetrievePreauthorizationDecisions", call)
    const ended = history.calls.filter(
      ({ device, over = Infinity }) => device === call.device && over < call.begun,
    )
    for (const { _tag, resource } of answers) {
      const source = heard.findLast((one) => one.over! <= call.over! && toldOf(one, resource) === "Permit")
      // what is not from the cache is of now
      if (_tag !== "Permit" || source === undefined || source.over! >= call.begun) continue
      // what happened elsewhere is known by the store, unless it says the same as when the service was asked
      const isToldApart =
        isStoreRead &&
        !history.calls.some(
          (one) =>
            asksFor(one, resource, source) &&
            (one.over ?? Infinity) >= source.over! &&
            one.selection === call.selection,
        )
      const since = ended.filter(
        ({ begun, process }) => begun > source.over! && (process === call.process || isToldApart),
      )
      const says = `${describeCall(call)} has ${resource} of ${source.sentAt / 1000} s from memory`
      const logout = since.find(isLogoutOf(mvpd))
      if (logout !== undefined) yield `${says}, in spite of a ${describeCall(logout)}`
      const refusal = since.find(
        (one) =>
          one.process === call.process &&
          "mvpd" in one.ask &&
          one.ask.mvpd === mvpd &&
          asksAsViewer.has(one.ask._tag) &&
          (failureOf(one)?._tag === "AuthenticationRequired" || isWithoutProfile(one)),
      )
      if (refusal !== undefined) yield `${says}, in spite of a refused ${describeCall(refusal)}`
      const login = since.findLast(isLoginOf(mvpd))
      const viewer = history.model.viewers.get(source.id)
      // where the store fails, each process has a client, and with it a viewer, of its own; who left since is no other viewer
      if (isStoreRead && login !== undefined && login.viewer !== viewer && login.viewer === call.viewer) {
        yield `${says}, which was said of ${viewer}, and ${call.viewer} signed in`
      }
      const notAfter = endOfProfile(history, call, mvpd, call.begun) ?? Infinity
      // what was permitted after that, as where the MVPD is degraded, is of no profile
      const isOfProfile = source.arrivedAt! < notAfter
      const clock = clocksBefore(history, call.process, call.begun).at(-1)
      // any answer since may have set the clock back
      const isLast = lastBefore(history, call.process, call.begun) === clock
      if (clock !== undefined && isLast && isOfProfile && earliestAt(call.startedAt, clock) >= notAfter) {
        yield `${says}, and the profile has expired`
      }
    }
  }
}
