/**
 * Dynamic Client Registration: client credentials for a software statement, access tokens for client credentials.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Handler, Reply } from "../wire/exchange.js"
import { Exchange, FORM, hasMediaType, json, JSON_TYPE } from "../wire/exchange.js"
import { parseDeviceInfo } from "../wire/headers.js"
import { isOfAnotherSandbox, signJwt, verifyJwt } from "../world/keys/rsa.js"
import { CLIENT, ISSUER } from "../world/keys/softwareStatement.js"
import { remember } from "../world/state.js"
import { World } from "../world/World.js"

type DcrError =
  | "invalid_request"
  | "invalid_redirect_uri"
  | "invalid_software_statement"
  | "unapproved_software_statement"
  | "invalid_client"
  | "unauthorized_client"
  | "unsupported_grant_type"

const failure = (error: DcrError, description?: string): Reply =>
  json(400, { error, ...(description !== undefined && { error_description: description }) })

const ANOTHER_SANDBOX =
  "The software statement is of another sandbox, or of this one before it was started with other keys: take the one of /sandbox/software-statement"

const decodeRegisterBody = Schema.decodeUnknownOption(
  Schema.parseJson(
    Schema.Struct({
      software_statement: Schema.NonEmptyString,
      redirect_uri: Schema.optional(Schema.NullOr(Schema.String)),
    }),
  ),
)
const decodeStatement = Schema.decodeUnknownOption(
  Schema.Struct({
    software_id: Schema.String,
    service_providers: Schema.Array(Schema.String),
    scopes: Schema.optionalWith(Schema.String, { default: () => CLIENT }),
  }),
)

export const retrieveClientCredentials: Handler = Effect.gen(function* () {
  const { chance, keys, state } = yield* World
  const exchange = yield* Exchange
  const body = decodeRegisterBody(exchange.body)
  if (!hasMediaType(exchange, JSON_TYPE) || Option.isNone(body) || !acceptableDeviceInfo(exchange)) {
    return failure("invalid_request")
  }
  const redirectUri = body.value.redirect_uri ?? undefined
  if (redirectUri !== undefined && !URL.canParse(redirectUri)) return failure("invalid_redirect_uri")

  const claims = yield* verifyJwt(keys.adobe, body.value.software_statement, exchange.now)
  const statement = Option.flatMap(claims, decodeStatement)
  if (Option.isNone(statement)) {
    return isOfAnotherSandbox(keys.adobe, body.value.software_statement)
      ? failure("invalid_software_statement", ANOTHER_SANDBOX)
      : failure("invalid_software_statement")
  }
  if (state.unapproved.has(statement.value.software_id)) return failure("unapproved_software_statement")

  const client = {
    id: chance.uuid("client"),
    secret: chance.uuid("client"),
    softwareId: statement.value.software_id,
    serviceProviders: statement.value.service_providers,
    redirectUris: redirectUri === undefined ? [] : [redirectUri],
    grantTypes: ["client_credentials"],
    scopes: statement.value.scopes.split(" "),
    issuedAt: exchange.now,
    revoked: false,
  }
  remember(state.clients, client.id, client)
  return json(201, {
    client_id: client.id,
    client_secret: client.secret,
    client_id_issued_at: Math.floor(client.issuedAt / 1000),
    redirect_uris: client.redirectUris,
    grant_types: client.grantTypes,
    scopes: client.scopes,
  })
})

export const retrieveAccessToken: Handler = Effect.gen(function* () {
  const { chance, keys, settings, state } = yield* World
  const exchange = yield* Exchange
  const parameters = tokenParameters(exchange)
  if (parameters === undefined || !acceptableDeviceInfo(exchange)) return failure("invalid_request")
  if (parameters.grantType !== "client_credentials") return failure("unsupported_grant_type")

  const client = state.clients.get(parameters.clientId)
  if (client === undefined || client.revoked || client.secret !== parameters.clientSecret) {
    return failure("invalid_client")
  }
  if (!client.grantTypes.includes(parameters.grantType)) return failure("unauthorized_client")

  const expiresAt = exchange.now + settings.accessTokenTtl
  const id = chance.uuid("token")
  const value = yield* signJwt(keys.adobe, {
    jti: id,
    iss: ISSUER,
    sub: client.id,
    scopes: client.scopes.join(" "),
    iat: Math.floor(exchange.now / 1000),
    nbf: Math.floor(exchange.now / 1000),
    exp: Math.floor(expiresAt / 1000),
  })
  remember(state.tokens, value, {
    value,
    clientId: client.id,
    serviceProviders: client.serviceProviders,
    issuedAt: exchange.now,
    expiresAt,
    revoked: false,
  })
  return json(201, {
    id,
    access_token: value,
    created_at: exchange.now,
    expires_in: Math.floor(settings.accessTokenTtl / 1000),
    token_type: "bearer",
  })
})

/** From the form, as the reference has it, or from the query, as the OpenAPI document has it; never from both. */
const tokenParameters = (exchange: Exchange["Type"]) => {
  const form = exchange.body === "" ? undefined : new URLSearchParams(exchange.body)
  const query = exchange.url.searchParams
  if (form !== undefined && (!hasMediaType(exchange, FORM) || query.has("client_id"))) return undefined
  // A client authenticates in one way only.
  if (exchange.headers["authorization"] !== undefined) return undefined
  const given = form ?? query
  const single = (name: string) => {
    const values = given.getAll(name)
    return values.length === 1 && values[0] !== "" ? values[0] : undefined
  }
  const clientId = single("client_id")
  const clientSecret = single("client_secret")
  const grantType = single("grant_type")
  return clientId === undefined || clientSecret === undefined || grantType === undefined
    ? undefined
    : { clientId, clientSecret, grantType }
}

const acceptableDeviceInfo = (exchange: Exchange["Type"]): boolean => {
  const header = exchange.headers["x-device-info"]
  return header === undefined || Option.isSome(parseDeviceInfo(header))
}
