#!/usr/bin/env bash
# Strict OAuth clients cannot earn an access token from Adobe's Dynamic Client Registration.
#
# Adobe answers POST /o/client/token with 201, as its reference documents. RFC 6749 (5.1) prescribes 200.
# Guess: OAuth clients take any 2xx. Seen: oauth4webapi 3.8.8 and openid-client 6.9.0, which is built on it, reject the
# answer with OAUTH_RESPONSE_IS_NOT_CONFORM although the token is in it; simple-oauth2 5.1.0 and
# @badgateway/oauth2-client 3.3.1 return the token.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund \
  oauth4webapi@3.8.8 openid-client@6.9.0 simple-oauth2@5.1.0 @badgateway/oauth2-client@3.3.1

cat >see.mjs <<'JS'
import http from "node:http"
import { OAuth2Client } from "@badgateway/oauth2-client"
import * as oauth from "oauth4webapi"
import * as openid from "openid-client"
import simple from "simple-oauth2"

// the shape of the documented sample: created_at in milliseconds, expires_in in seconds
const token = { id: "1", access_token: "a-token", token_type: "bearer", created_at: 1519809838735, expires_in: 86400 }
const server = http.createServer((request, response) => {
  request.resume().on("end", () =>
    response.writeHead(201, { "content-type": "application/json;charset=UTF-8" }).end(JSON.stringify(token)),
  )
})
await new Promise((listening) => server.listen(0, "127.0.0.1", listening))
const issuer = `http://127.0.0.1:${server.address().port}`
const service = { issuer, token_endpoint: `${issuer}/o/client/token` }

const seen = {}
const see = async (name, earn) => {
  seen[name] = await earn().catch(({ code, message }) => code ?? message)
  console.log(name.padEnd(26), seen[name])
}

await see("oauth4webapi", async () => {
  const client = { client_id: "c" }
  const response = await oauth.clientCredentialsGrantRequest(service, client, oauth.ClientSecretPost("s"), {}, {
    [oauth.allowInsecureRequests]: true,
  })
  return (await oauth.processClientCredentialsResponse(service, client, response)).access_token
})
await see("openid-client", async () => {
  const configuration = new openid.Configuration(service, "c", undefined, openid.ClientSecretPost("s"))
  openid.allowInsecureRequests(configuration)
  return (await openid.clientCredentialsGrant(configuration)).access_token
})
await see("simple-oauth2", async () => {
  const client = new simple.ClientCredentials({
    client: { id: "c", secret: "s" },
    auth: { tokenHost: issuer, tokenPath: "/o/client/token" },
    options: { authorizationMethod: "body" },
  })
  return (await client.getToken({})).token.access_token
})
await see("@badgateway/oauth2-client", async () => {
  const client = new OAuth2Client({
    server: issuer,
    tokenEndpoint: "/o/client/token",
    clientId: "c",
    clientSecret: "s",
    authenticationMethod: "client_secret_post",
  })
  return (await client.clientCredentials()).accessToken
})
server.close()

const expected = {
  oauth4webapi: "OAUTH_RESPONSE_IS_NOT_CONFORM",
  "openid-client": "OAUTH_RESPONSE_IS_NOT_CONFORM",
  "simple-oauth2": "a-token",
  "@badgateway/oauth2-client": "a-token",
}
if (JSON.stringify(seen) !== JSON.stringify(expected)) {
  console.error("changed: expected", expected)
  process.exitCode = 1
}
JS
node see.mjs
