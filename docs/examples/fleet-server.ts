/**
 * A backend for a fleet of devices, with Fastify: the devices talk to it, and it talks to Adobe on behalf of each. One
 * client for the process, `forDevice` per request.
 *
 *     ADOBE_PASS_URL=http://127.0.0.1:4010 SOFTWARE_STATEMENT=ey... npx tsx fleet-server.ts
 */
import type { AdobePassClient, Failure } from "adobe-pass"
import { isAdobePassError, makeAdobePass } from "adobe-pass"
import type { FastifyRequest } from "fastify"
import Fastify from "fastify"

const {
  ADOBE_PASS_URL = "http://127.0.0.1:4010",
  SOFTWARE_STATEMENT = "",
  STORE = ".fleet",
  PORT = "8080",
} = process.env

const info = { primaryHardwareType: "SetTopBox", model: "Fleet box", osName: "Linux" } as const

const pass = makeAdobePass({
  environment: { baseUrl: ADOBE_PASS_URL },
  serviceProvider: "REF30",
  softwareStatement: SOFTWARE_STATEMENT,
  device: { identifier: "fleet-server", info }, // the server's own; every request below speaks for a device
  store: { directory: STORE },
})

/** The device that a request speaks for. Its address is what Adobe counts requests by. */
const deviceOf = ({ headers, ip }: FastifyRequest): AdobePassClient =>
  pass.forDevice({ identifier: String(headers["x-device"] ?? ""), info, forwardedFor: ip })

/** What a device is told, by what went wrong. */
const statusOf = (failure: Failure): number => {
  switch (failure._tag) {
    case "AuthenticationRequired":
    case "AuthenticationCodeExpired":
      return 401
    case "AuthorizationDenied":
    case "TemporaryAccessExhausted":
      return 403
    case "InvalidRequest":
    case "AuthenticationCodeInvalid":
      return 400
    case "Throttled":
      return 429
    default:
      return 502
  }
}

const app = Fastify({ trustProxy: true }) // so that `ip` is the device's, behind a load balancer

app.setErrorHandler((error, _request, reply) => {
  if (!isAdobePassError(error)) return reply.status(500).send({ error: "InternalError" })
  const { _tag, details, message } = error
  return reply.status(statusOf(error)).send({ error: _tag, message: details ?? message })
})

app.get("/mvpds", async (request) => {
  const { mvpds } = await deviceOf(request).configuration()
  return mvpds
    .filter(({ isTempPass }) => !isTempPass)
    .map(({ displayName, id, logoUrl }) => ({ id, displayName, logoUrl }))
})

/**
 * Starts a login: the device shows the code, and asks `GET /login/:code` every four seconds. Without an `mvpd` there is no
 * `url`: the viewer types the code on a second screen and picks one there.
 */
app.post<{ Body: { mvpd?: string } | undefined }>("/login", async (request) => {
  const mvpd = request.body?.mvpd
  const next = await deviceOf(request).endpoints.createSession({
    ...(mvpd !== undefined && { mvpd }),
    domainName: "example.com",
    redirectUrl: "https://example.com/signed-in",
  })
  if (next._tag === "Authenticate") return { code: next.code, url: next.url, notAfter: next.notAfter }
  if ("code" in next) return { code: next.code, notAfter: next.notAfter, missing: next.missingParameters }
  return { signedIn: next._tag === "Authorize" }
})

app.get<{ Params: { code: string } }>("/login/:code", async (request) => {
  const profiles = await deviceOf(request).endpoints.retrieveProfileForCode({ code: request.params.code })
  const [profile] = Object.values(profiles)
  return { signedIn: profile !== undefined, mvpd: profile?.mvpd }
})

app.post<{ Body: { mvpd: string; resources: ReadonlyArray<string> } }>("/catalogue", async (request) => {
  const answers = await deviceOf(request).preauthorize(request.body)
  return answers.map((answer) => ({
    resource: answer.resource,
    isLocked: answer._tag === "Deny",
    reason: answer._tag === "Deny" ? (answer.error.details ?? answer.error.message) : undefined,
  }))
})

app.post<{ Body: { mvpd: string; resource: string } }>("/play", async (request) => {
  const { token } = await deviceOf(request).authorize(request.body)
  return { mediaToken: token.serializedToken } // here a real server verifies it, and hands out a stream's URL
})

app.post<{ Body: { mvpd: string } }>("/logout", (request) =>
  deviceOf(request).logout({ mvpd: request.body.mvpd, redirectUrl: "https://example.com/" }),
)

app.addHook("onClose", () => pass.close())
console.log(`listening at ${await app.listen({ port: Number(PORT), host: "127.0.0.1" })}`)
