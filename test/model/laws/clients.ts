/** What devices register, and what tokens they ask for. */
import type { Exchange } from "../../support/virtualService.js"
import { bearerOf, said } from "../model.js"
import type { Law } from "./law.js"
import { describe, endpointOf, groupBy, isHeard, isOf, isWhole } from "./law.js"

const clientIn = ({ body }: Exchange) => new URLSearchParams(body).get("client_id") ?? undefined

const curable = /^invalid_access_token/

/**
 * A device has one client as long as the service has not said that it does not know it. The token endpoint says so in so many
 * words. Any other endpoint does where it refuses a second token of the client to one call, with a code that a new client can
 * cure, and that token was asked for after the first was refused. Where the store fails, each process may have a client of its own.
 */
export const oneClient: Law = function* ({ exchanges, model, storeFailedAt }) {
  const isShared = storeFailedAt === undefined
  const owner = ({ device, sender }: Exchange) => (isShared ? device : `${device} ${sender}`)
  for (const own of groupBy(exchanges, owner).values()) {
    let client: string | undefined
    let isUnknown = false
    /** When the first token of the client was refused, by call, and when each token was asked for, in whole milliseconds. */
    const refusals = new Map<number | undefined, number>()
    const asked = new Map<string, number>()
    const have = (other: string | undefined) => {
      if (other === client) return
      client = other
      isUnknown = false
      refusals.clear()
    }
    // told in the order in which the library heard of it
    const events = own
      .flatMap((exchange) => [
        { order: exchange.begun, isEnd: false, exchange },
        ...(exchange.end === "answered" ? [{ order: exchange.over!, isEnd: true, exchange }] : []),
      ])
      .toSorted((one, other) => one.order - other.order)
    for (const { exchange, isEnd } of events) {
      const body = said(exchange)
      const now = Math.floor(exchange.endedAt ?? Infinity)
      if (endpointOf(exchange) === "RetrieveClientCredentials") {
        if (isEnd && isHeard(exchange) && isWhole(exchange)) have(body?.client_id ?? client)
        if (!isEnd && client !== undefined && !isUnknown) {
          yield `${describe(exchange)} registers, and ${client} is alive`
        }
      } else if (endpointOf(exchange) === "RetrieveAccessToken") {
        // where the store is well again, it may have had another
        if (!isEnd && !isShared) have(clientIn(exchange))
        if (!isEnd || clientIn(exchange) !== client) continue
        if (body?.error === "invalid_client") isUnknown = true
        if (body?.access_token !== undefined) asked.set(body.access_token, Math.floor(exchange.sentAt))
      } else if (isEnd && exchange.status === 401) {
        const token = bearerOf(exchange)!
        const refused = model.tokens.get(token)?.client
        // a process may have found it in the store
        if (!isShared) have(refused)
        if (refused !== client) continue
        const before = refusals.get(exchange.call)
        if (before === undefined) refusals.set(exchange.call, now)
        else if (curable.test(body?.code ?? "") && asked.get(token)! >= before) isUnknown = true
      }
    }
  }
}

/** A device has one request for a token under way, whatever asks for it. */
export const oneTokenRequest: Law = function* ({ exchanges }) {
  for (const own of groupBy(exchanges.filter(isOf("RetrieveAccessToken")), ({ device }) => device).values()) {
    for (const [at, exchange] of own.entries()) {
      const before = own.slice(0, at).find(({ over = Infinity }) => over > exchange.begun)
      if (before !== undefined) yield `${describe(exchange)} began before ${describe(before)} had ended`
    }
  }
}
