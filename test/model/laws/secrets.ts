/** Where secrets are. */
import { inspect } from "node:util"
import { bearerOf, nameOf, said } from "../model.js"
import type { Law } from "./law.js"
import { describe, describeCall, isOf } from "./law.js"

/** Secrets are in their own requests and in the store, and nowhere else. */
export const secretsStay: Law = function* ({ calls, exchanges, model, softwareStatement, store, told }) {
  const clientSecrets = exchanges
    .filter(isOf("RetrieveClientCredentials"))
    .flatMap((one) => said(one)?.client_secret ?? [])
  const mediaTokens = exchanges
    .filter(isOf("RetrieveAuthorizationDecisions"))
    .flatMap((one) => (said(one)?.decisions ?? []).flatMap(({ token }) => token?.serializedToken ?? []))
  const partnerRequests = exchanges
    .filter(isOf("RetrievePartnerAuthenticationRequest"))
    .flatMap((one) => said(one)?.authenticationRequest?.request ?? [])
  const partnerResponses = exchanges
    .filter(isOf("RetrieveProfileUsingPartnerAuthenticationResponse"))
    .flatMap(({ body }) => new URLSearchParams(body).get("SAMLResponse") ?? [])
  const identifiers = [...new Set(exchanges.map(({ device }) => `secret of ${nameOf(device)}`))]
  const secrets: ReadonlyArray<string> = [
    ...model.tokens.keys(),
    ...clientSecrets,
    ...mediaTokens,
    ...partnerRequests,
    ...partnerResponses,
    softwareStatement,
    ...identifiers,
    ...identifiers.map((one) => Buffer.from(one).toString("base64")),
  ]
  const places = [
    ...told.map((text) => ["a log or span", text] as const),
    ...[...store.keys()].map((text) => ["a key of the store", text] as const),
    ...calls.map(
      (call) => [describeCall(call), `${inspect(call.exit, { depth: 9 })}${jsonOf(call.exit)}`] as const,
    ),
  ]
  for (const [place, text] of places) {
    const secret = secrets.find((one) => text.includes(one))
    if (secret !== undefined) yield `${place} tells ${secret}: ${text.slice(0, 400)}`
  }
  for (const exchange of exchanges) {
    const client = model.tokens.get(bearerOf(exchange) ?? "")?.client
    const owner = client === undefined ? exchange.device : model.clients.get(client)?.device
    if (owner !== exchange.device) yield `${describe(exchange)} carries the token of ${owner}`
    const sent = `${exchange.path} ${exchange.body} ${Object.values(exchange.headers).join(" ")}`
    for (const [endpoint, own] of Object.entries({
      RetrieveAccessToken: clientSecrets,
      RetrieveClientCredentials: [softwareStatement],
      RetrieveProfileUsingPartnerAuthenticationResponse: partnerResponses,
      // of no request at all
      "": [...partnerRequests, ...mediaTokens],
    })) {
      const secret = isOf(endpoint)(exchange) ? undefined : own.find((one) => sent.includes(one))
      if (secret !== undefined) yield `${describe(exchange)} carries ${secret}`
    }
  }
}

const jsonOf = (value: unknown) => JSON.stringify(value) ?? ""
