/**
 * A backend for a fleet of devices, with Fastify: the devices talk to it, and it talks to Adobe on behalf of each. One
 * client for the process, `forDevice` per request. With REDIS_URL, as many processes as you like are one.
 *
 *     ADOBE_PASS_URL=http://127.0.0.1:4010 SOFTWARE_STATEMENT=ey... npx tsx fleet-server.ts
 */
import type { AdobePassClient, CallReport, Failure, FleetReport } from "adobe-pass"
import { isAdobePassError, makeAdobePass } from "adobe-pass"
import type { FastifyReply, FastifyRequest } from "fastify"
import Fastify from "fastify"
import { Redis } from "ioredis"

const {
  ADOBE_PASS_URL = "http://127.0.0.1:4010",
  SOFTWARE_STATEMENT = "",
  STORE = ".fleet",
  REDIS_URL,
  PORT = "8080",
  // whose word is taken for a device's address: your load balancer, and nobody else
  TRUSTED_PROXIES = "loopback",
} = process.env

const info = { primaryHardwareType: "SetTopBox", model: "Fleet box", osName: "Linux" } as const

/** What `/metrics` tells, by name and labels. */
const counts = new Map<string, number>()
const count = (name: string, labels: Record<string, string>, by = 1): void => {
  const series = `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(",")}}`
  counts.set(series, (counts.get(series) ?? 0) + by)
}
const onCall = ({ endpoint, error = "none", milliseconds, requests }: CallReport): void => {
  count("adobe_pass_calls_total", { endpoint, error })
  count("adobe_pass_requests_total", { endpoint }, requests)
  count("adobe_pass_call_milliseconds_total", { endpoint }, milliseconds)
}
/** What happens between this process and Redis. */
const onReport = (report: FleetReport): void => {
  switch (report._tag) {
    case "Waited":
      for (const most of [10, 25, 50, 100, 250, Infinity]) {
        const le = most === Infinity ? "+Inf" : String(most)
        count("adobe_pass_fleet_wait_ms_bucket", { le }, report.milliseconds <= most ? 1 : 0)
      }
      return
    case "Outage":
      return count("adobe_pass_fleet_outages", {})
    case "WriteBack":
      return count("adobe_pass_fleet_write_backs", {})
    case "Fallback":
      return count("adobe_pass_fleet_fallbacks", { part: report.part })
  }
}

const redis = REDIS_URL === undefined ? undefined : new Redis(REDIS_URL)
redis?.on("error", () => {}) // without Redis the client goes on, and says so itself

const pass = makeAdobePass({
  environment: { baseUrl: ADOBE_PASS_URL },
  serviceProvider: "REF30",
  softwareStatement: SOFTWARE_STATEMENT,
  device: { identifier: "fleet-server", info }, // the server's own; every request below speaks for a device
  ...(redis === undefined ? { store: { directory: STORE } } : { fleet: { client: redis, onReport } }),
  policies: { circuit: {} },
  onCall,
})

/**
 * The device that a request speaks for. Here it says so itself: take the identifier from your own session with the device, or
 * one can speak for another. Its address is what Adobe counts requests by.
 */
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

const app = Fastify({ trustProxy: TRUSTED_PROXIES, forceCloseConnections: true })

app.setErrorHandler((error, _request, reply) => {
  if (!isAdobePassError(error)) return reply.status(500).send({ error: "InternalError" })
  const { _tag, details, message } = error
  if (error._tag === "Throttled") reply.header("retry-after", Math.ceil(error.retryAfter / 1000))
  return reply.status(statusOf(error)).send({ error: _tag, message: details ?? message })
})

/** Ends when the server does. */
const closing = new AbortController()

app.get("/health", (_request, reply) =>
  reply
    .status(closing.signal.aborted ? 503 : 200)
    .send({ status: closing.signal.aborted ? "closing" : "ready" }),
)

app.get("/metrics", (_request, reply) =>
  reply
    .type("text/plain; version=0.0.4")
    .send([...counts].map(([series, value]) => `${series} ${value}\n`).join("")),
)

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

/**
 * The same as server-sent events, for apps that need not ask: `waiting` each time that Adobe could not be asked, `signedIn`,
 * `failed`, and `moved` when this server ends: the app asks again and another server goes on.
 */
app.get<{ Params: { code: string }; Querystring: { mvpd?: string; notAfter: string } }>(
  "/login/:code/events",
  async (request, reply) => {
    const { code } = request.params
    const { mvpd, notAfter } = request.query
    const gone = new AbortController()
    request.raw.on("close", () => gone.abort())
    const tell = events(reply)
    try {
      const profile = await deviceOf(request).awaitProfile({
        code,
        notAfter: Number(notAfter),
        mvpd,
        onPollFailed: ({ _tag }) => tell("waiting", { error: _tag }),
        signal: AbortSignal.any([gone.signal, closing.signal]),
      })
      tell("signedIn", { mvpd: profile.mvpd })
    } catch (error) {
      if (closing.signal.aborted) tell("moved", {})
      else tell("failed", { error: isAdobePassError(error) ? error._tag : "InternalError" })
    }
    reply.raw.end()
  },
)

/** Begins an answer of events. */
const events = (reply: FastifyReply) => {
  reply.hijack()
  reply.raw
    .writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" })
    .flushHeaders()
  return (event: string, data: object): void => {
    reply.raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }
}

app.get<{ Params: { code: string } }>("/login/:code", async (request) => {
  const profiles = await deviceOf(request).endpoints.retrieveProfileForCode({ code: request.params.code })
  const [profile] = Object.values(profiles)
  return { signedIn: profile !== undefined, mvpd: profile?.mvpd }
})

app.post<{ Body: { mvpd: string; resources: ReadonlyArray<string> } }>("/catalogue", async (request) => {
  const answers = await deviceOf(request).preauthorize(request.body)
  return answers.map(({ resource, ...answer }) => {
    switch (answer._tag) {
      case "Permit":
        return { resource, isLocked: false }
      case "Deny":
        return { resource, isLocked: true, reason: answer.error.details ?? answer.error.message }
      case "Unanswered":
        return { resource } // neither open nor locked: ask again later
    }
  })
})

/** The MVPDs with viewers. A device can send any text, and each would be a series for ever. */
const mvpds = new Set<string>()

app.post<{ Body: { mvpd: string; resource: string } }>("/play", async (request) => {
  const { mvpd } = request.body
  try {
    const { token } = await deviceOf(request).authorize(request.body)
    mvpds.add(mvpd)
    count("plays_total", { mvpd, outcome: "permit" })
    return { mediaToken: token.serializedToken } // here a real server verifies it, and hands out a stream's URL
  } catch (error) {
    const outcome = isAdobePassError(error) ? error._tag : "InternalError"
    count("plays_total", { mvpd: mvpds.has(mvpd) ? mvpd : "other", outcome })
    throw error
  }
})

app.post<{ Body: { mvpd: string } }>("/logout", (request) =>
  deviceOf(request).logout({ mvpd: request.body.mvpd, redirectUrl: "https://example.com/" }),
)

app.addHook("onClose", async () => {
  await pass.close()
  redis?.disconnect()
})
process.once("SIGTERM", () => {
  closing.abort() // logins move, and the load balancer sees it at /health
  setTimeout(() => void app.close(), Number(process.env["GRACE"] ?? "5000"))
})
console.log(`listening at ${await app.listen({ port: Number(PORT), host: "127.0.0.1" })}`)
