import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { authenticationResponse, requestedMvpd } from "../../service/bodies/saml.js"
import { usualAccount } from "../../world/catalogue.js"
import { pem, signJwt } from "../../world/keys/rsa.js"
import { optional } from "../../world/optional.js"
import { CLIENT, softwareStatement as statement } from "../../world/keys/softwareStatement.js"
import { World } from "../../world/World.js"
import { cannot } from "../AdminError.js"
import { asField, asJson, empty } from "../answers.js"
import { command, plain } from "../command.js"
import { ClientFilter, IdentityToken } from "../payloads.js"
import { millisOf, Span } from "../../world/span.js"

/** Gives a statement for other service providers than the sandbox's own, or for a registered application of its own. */
export const softwareStatement = command({
  summary: "A statement for other service providers, or for an application of its own",
  http: ["POST", "/software-statements"],
  takes: Schema.Struct({
    serviceProviders: Schema.Array(Schema.String),
    softwareId: optional(Schema.String),
    /** Default `api:client:v2`; `temporary:passes:owner` may reset a TempPass. */
    scopes: optional(Schema.Array(Schema.String)),
  }),
  answer: asField("softwareStatement", Schema.String),
  run: ({ scopes = [CLIENT], serviceProviders, softwareId }) =>
    Effect.gen(function* () {
      const { chance, keys } = yield* World
      const claims = { softwareId: softwareId ?? chance.uuid("software"), serviceProviders, scopes }
      return yield* statement(keys, claims)
    }),
})

/** No longer approves the statements of an application: registering with one is refused. */
export const disapproveSoftware = command({
  summary: "No longer approve the statements of an application",
  http: ["DELETE", "/software-statements/:softwareId"],
  takes: Schema.Struct({ softwareId: Schema.String }),
  alone: "softwareId",
  answer: empty,
  run: ({ softwareId }) => Effect.map(World, ({ state }) => void state.unapproved.add(softwareId)),
})

/** Revokes all access tokens, or those of one client: the next call with one is answered 401. */
export const revokeTokens = command({
  summary: "Revoke access tokens, all or those of a client",
  http: ["POST", "/tokens/revoke"],
  takes: ClientFilter,
  answer: empty,
  run: ({ clientId }) =>
    Effect.map(World, ({ state }) => {
      for (const token of state.tokens.values()) {
        if (clientId === undefined || token.clientId === clientId) token.revoked = true
      }
    }),
})

/** Revokes all clients, or one: their tokens and credentials are no longer accepted. */
export const revokeClients = command({
  summary: "Revoke clients, all or one",
  http: ["POST", "/clients/revoke"],
  takes: ClientFilter,
  answer: empty,
  run: ({ clientId }) =>
    Effect.map(World, ({ state }) => {
      for (const client of state.clients.values()) {
        if (clientId === undefined || client.id === clientId) client.revoked = true
      }
    }),
})

const identityToken =
  (claims: { readonly iss: string; readonly aud?: string }) =>
  ({ subject, expiresIn = "1 hour" }: IdentityToken) =>
    Effect.gen(function* () {
      const { clock, keys } = yield* World
      const now = yield* clock.now
      return yield* signJwt(keys.programmer, {
        ...claims,
        sub: subject,
        iat: Math.floor(now / 1000),
        exp: Math.floor((now + millisOf(expiresIn)) / 1000),
      })
    })

const token = asField("token", Schema.String)

/** Gives a value for AD-Service-Token, signed by the identity service that the sandbox trusts. */
export const serviceToken = command({
  summary: "A value for AD-Service-Token",
  http: ["POST", "/tokens/service"],
  takes: IdentityToken,
  answer: token,
  run: identityToken({ iss: "sandbox-identity-service", aud: "Adobe" }),
})

/** Gives a value for Adobe-Subject-Token or X-Roku-Reserved-Roku-Connect-Token. */
export const platformToken = command({
  summary: "A value for Adobe-Subject-Token or X-Roku-Reserved-Roku-Connect-Token",
  http: ["POST", "/tokens/platform"],
  takes: IdentityToken,
  answer: token,
  run: identityToken({ iss: "sandbox-platform" }),
})

/**
 * Plays Apple's framework: gives a value for AP-Partner-Framework-Status. It names the `mvpd` by its platformMappingId,
 * and no provider without one; `accessStatus` is `granted` and `expiresIn` one hour unless given.
 */
export const partnerFrameworkStatus = command({
  summary: "Play Apple's framework: a value for AP-Partner-Framework-Status",
  http: ["POST", "/partner/status"],
  takes: Schema.Struct({
    mvpd: optional(Schema.String),
    accessStatus: optional(Schema.String),
    expiresIn: optional(Span),
  }),
  answer: asField("status", Schema.String),
  run: ({ mvpd, accessStatus = "granted", expiresIn = "1 hour" }) =>
    Effect.gen(function* () {
      const { clock, state } = yield* World
      const now = yield* clock.now
      const status = {
        frameworkPermissionInfo: { accessStatus },
        frameworkProviderInfo: {
          id: state.mvpds.get(mvpd ?? "")?.platform?.platformMappingId ?? mvpd ?? "",
          expirationDate: String(now + millisOf(expiresIn)),
        },
      }
      return Buffer.from(JSON.stringify(status)).toString("base64")
    }),
})

/**
 * Plays Apple's framework: gives the SAMLResponse to the `authenticationRequest.request` of a session, for whom
 * `completeLogin` would sign in unless a `username` is given.
 */
export const partnerAuthenticationResponse = command({
  summary: "Play Apple's framework: the SAMLResponse to an authenticationRequest.request",
  http: ["POST", "/partner/response"],
  takes: Schema.Struct({ request: Schema.String, username: optional(Schema.String) }),
  answer: asField("SAMLResponse", Schema.String),
  run: ({ request, username: given }) =>
    Effect.gen(function* () {
      const mvpd = requestedMvpd(request)
      if (mvpd === undefined) return yield* cannot("This is no authentication request of the sandbox.")
      const { clock, state } = yield* World
      const username = given ?? usualAccount(state.accounts)
      return yield* authenticationResponse({ mvpd, username }, yield* clock.now)
    }),
})

/** The programmer's key pair: signs service tokens, and decrypts metadata of state `enc` (RSA-OAEP). */
export const programmerKeys = plain({
  summary: "The programmer's keys: sign service tokens, decrypt user metadata",
  http: ["GET", "/keys"],
  answer: asJson(Schema.Struct({ publicKey: Schema.String, privateKey: Schema.String })),
  run: Effect.map(World, ({ keys: { programmer } }) => ({
    publicKey: pem(programmer.publicKey),
    privateKey: pem(programmer.privateKey),
  })),
})
