/** What devices register, and what tokens they ask for. */
import type { Exchange } from "../../support/virtualService.js"
import { bearerOf, said } from "../model.js"
import type { Law } from "./law.js"
import { describe, endpointOf, groupBy, isHeard, isOf, isWhole } from "./law.js"

const clientIn = ({ body }: Exchange) => new URLSearchParams(body).get("client_id") ?? undefined

const curable = /^invalid_access_token/

/** Two tokens of a client were refused, one of them with a code that a new client can cure. */
const isRefused = (refused: ReadonlySet<string>) => refused.has("for good") && refused.size > 2

/**
 * A device has one client as long as the service has not said that it does not know it. Where the store fails, each process may
 * have one of its own.
 */
export const oneClient: Law = function* ({ exchanges, model, storeFailedAt }) {
  const isShared = storeFailedAt === undefined
  const owner = ({ device, sender }: Exchange) => (isShared ? device : `${device} ${sender}`)
  for (const own of groupBy(exchanges, owner).values()) {
    let client: string | undefined
    let refused = new Set<string>()
    // told in the order in which the library heard of it
    const events = own
      .flatMap((exchange) => [
        { order: exchange.begun, isEnd: false, exchange },
        ...(exchange.end === "answered" ? [{ order: exchange.over!, isEnd: true, exchange }] : []),
      ])
      .toSorted((one, other) => one.order - other.order)
    for (const { exchange, isEnd } of events) {
      const body = said(exchange)
      if (endpointOf(exchange) === "RetrieveClientCredentials") {
        if (isEnd && isHeard(exchange) && isWhole(exchange) && typeof body?.client_id === "string") {
          client = body.client_id
          refused = new Set()
        }
        if (!isEnd && client !== undefined && !refused.has("token endpoint") && !isRefused(refused)) {
          yield `${describe(exchange)} registers, and ${client} is alive`
        }
      } else if (!isEnd && !isShared && endpointOf(exchange) === "RetrieveAccessToken") {
        // the store is well again, and had another
        if (clientIn(exchange) !== client) refused = new Set()
        client = clientIn(exchange)
      } else if (isEnd && endpointOf(exchange) === "RetrieveAccessToken") {
        if (clientIn(exchange) === client && body?.error === "invalid_client") refused.add("token endpoint")
      } else if (isEnd && exchange.status === 401) {
        const token = bearerOf(exchange)!
        if (model.tokens.get(token)?.client !== client) continue
        refused.add(token)
        if (curable.test(body?.code ?? "")) refused.add("for good")
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
