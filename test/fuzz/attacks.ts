/** What is sent to the sandbox: requests that are well-formed but hostile, and bytes that are no request at all. */
import { remotes } from "../../src/sandbox/admin/api.js"
import type { Chance } from "./Chance.js"
import { wellFormedText } from "./Chance.js"
import type { Known, Target } from "./Target.js"
import { device } from "./Target.js"
import type { Answer, Manner } from "./wire.js"
import { speak } from "./wire.js"

/** What a case has to do with. */
export interface Case {
  readonly chance: Chance
  readonly target: Target
  readonly known: Known
  /** A word of this case alone, by which the log is searched. */
  readonly marker: string
}

/** A request whose log is to be looked for. */
export interface Sent {
  readonly method: string
  readonly target: string
  readonly status: number
  readonly body: string
}

/** Throws what is wrong with how the sandbox took it; gives what the log must have. */
export type Attack = (one: Case) => Promise<ReadonlyArray<Sent>>

const base64 = (text: string) => Buffer.from(text).toString("base64")

const paths = [
  "/o/client/register",
  "/o/client/token",
  "/api/v2/REF30/configuration",
  "/api/v2/REF30/sessions",
  "/api/v2/REF30/sessions/{code}",
  "/api/v2/REF30/profiles",
  "/api/v2/REF30/profiles/Cablevision",
  "/api/v2/REF30/profiles/code/{code}",
  "/api/v2/REF30/decisions/preauthorize/AdobeShibboleth",
  "/api/v2/REF30/decisions/authorize/Cablevision",
  "/api/v2/REF30/logout/Cablevision",
  "/api/v2/REF30/sessions/sso/Apple",
  "/api/v2/REF30/profiles/sso/Apple",
  "/api/v2/authenticate/REF30/{code}",
  "/api/v1/authorize",
  "/reset-tempass/v3/reset",
  "/nowhere",
]

const form = "application/x-www-form-urlencoded"

/** Fit to stand in a head: Node ends a connection over anything else by itself. */
const headerSafe = (text: string) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, "?").slice(0, 4000)
/** Fit to stand in the first line. */
const targetSafe = (text: string) =>
  text.replaceAll(/[^\x21-\x7e]/g, (char) => encodeURIComponent(wellFormedText(char)))

const mrss = `<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>newsline</title><item><title>Film</title><guid>7</guid><media:rating scheme="urn:v-chip">TV-PG</media:rating></item></channel></rss>`

const resource = ({ chance }: Case) =>
  chance.pick([() => mrss, () => chance.damage(mrss, 50_000), () => chance.text(5000), () => "newsline"])()

const deviceInfo = ({ chance }: Case) =>
  chance.pick([
    () => base64(JSON.stringify(chance.json(["model", "osName", "version", "vendor", "displayWidth"]))),
    () => base64(chance.damage("model=T;osName=Linux;version=1;")),
    () => chance.text(3000),
    () => base64(chance.text(3000)),
  ])()

const jwt = ({ chance }: Case) =>
  chance.pick([
    () =>
      [0, 1, 2]
        .map(() => base64(JSON.stringify(chance.json(["kid", "alg", "sub", "exp", "iss", "aud"]))))
        .join("."),
    () => chance.text(2000),
  ])()

/** The bodies that mean something somewhere. */
const body = (one: Case): readonly [type: string, text: string] => {
  const { chance, known } = one
  const fields = (all: Record<string, string>) => new URLSearchParams(all).toString()
  return chance.pick<() => readonly [string, string]>([
    () => [form, fields({ SAMLResponse: chance.damage(known.samlResponse, 100_000) })],
    () => [
      form,
      fields({
        SAMLResponse: base64(chance.damage(Buffer.from(known.samlResponse, "base64").toString(), 100_000)),
      }),
    ],
    () => [form, fields({ mvpd: chance.text(), domainName: chance.text(), redirectUrl: chance.text(2000) })],
    () => [
      form,
      fields({
        mvpd: "Cablevision",
        domainName: "example.com",
        redirectUrl: chance.damage("https://a.example/b?c=d#e"),
      }),
    ],
    () => [form, chance.text(20_000)],
    () => [
      form,
      fields({
        client_id: known.clientId,
        client_secret: chance.damage(known.clientSecret),
        grant_type: chance.text(),
      }),
    ],
    () => [
      "application/json",
      JSON.stringify({ resources: Array.from({ length: chance.below(5) }, () => resource(one)) }),
    ],
    () => ["application/json", JSON.stringify({ software_statement: jwt(one), redirect_uri: chance.text() })],
    () => [
      "application/json",
      JSON.stringify(chance.json(["resources", "software_statement", "redirect_uri"], 6)),
    ],
    () => ["application/json", "[".repeat(chance.length(200_000))],
    () => ["application/json", chance.damage('{"resources":["newsline"]}', 20_000)],
    () => [chance.text(50), chance.text(20_000)],
    () => ["", ""],
  ])()
}

const headers = (one: Case): Record<string, string> => {
  const { chance, known } = one
  const usual: Record<string, string> = { ...device, authorization: `Bearer ${known.token}` }
  const maybe = (name: string, value: () => string) => {
    if (chance.is(0.25)) usual[name] = headerSafe(value())
  }
  maybe("ap-device-identifier", () =>
    chance.pick([`fingerprint ${base64(chance.text())}`, chance.text(3000)]),
  )
  maybe("x-device-info", () => deviceInfo(one))
  maybe("authorization", () => chance.damage(`Bearer ${known.token}`))
  maybe("ap-partner-framework-status", () =>
    chance.pick([
      known.partnerStatus,
      base64(
        JSON.stringify(
          chance.json([
            "frameworkPermissionInfo",
            "frameworkProviderInfo",
            "accessStatus",
            "id",
            "expirationDate",
          ]),
        ),
      ),
    ]),
  )
  maybe("ap-temppass-identity", () =>
    base64(chance.pick([chance.text(), JSON.stringify(chance.json(["email"]))])),
  )
  maybe("adobe-subject-token", () => jwt(one))
  maybe("ad-service-token", () => jwt(one))
  maybe("x-forwarded-for", () => chance.text(500))
  maybe("origin", () => chance.text())
  maybe("accept", () => chance.text())
  maybe("user-agent", () => chance.text(2000))
  maybe("cookie", () => chance.text(2000))
  maybe("host", () => chance.pick(["", "a.example", chance.text(30)]))
  if (chance.is(0.1)) usual[chance.pick(["__proto__", "constructor", "x-a", "traceparent"])] = "1"
  return usual
}

const head = (
  method: string,
  target: string,
  all: Readonly<Record<string, string>>,
  length: number,
  last = true,
) =>
  Buffer.from(
    [
      `${method} ${target} HTTP/1.1`,
      ...(Object.hasOwn(all, "host") ? [] : ["host: sandbox.example"]),
      ...Object.entries(all).map(([name, value]) => `${name}: ${value}`),
      ...(length > 0 || method === "POST" ? [`content-length: ${length}`] : []),
      ...(last ? ["connection: close"] : []),
      "",
      "",
    ].join("\r\n"),
    "latin1",
  )

/** Node's own refusals, of what it does not even hand over. */
const isOfNode = ({ headers, status }: Answer) =>
  [400, 408, 413, 417, 431, 501].includes(status) && headers["content-type"] === undefined

const one = (given: Case, parts: { readonly chunked?: boolean } = {}) => {
  const { chance, known, marker } = given
  const method = chance.pick([
    "GET",
    "GET",
    "POST",
    "POST",
    "POST",
    "DELETE",
    "PUT",
    "OPTIONS",
    "HEAD",
    "PATCH",
  ])
  const path = chance.pick(paths).replace("{code}", known.code)
  const query = chance.is(0.4) ? `&${targetSafe(chance.text(500)).replaceAll("#", "%23")}` : ""
  const v1 =
    path === "/api/v1/authorize"
      ? `&requestor=REF30&deviceId=${base64("attacker")}&resource=${encodeURIComponent(wellFormedText(resource(given))).slice(0, 6000)}`
      : ""
  const target = `${chance.is(0.1) ? targetSafe(chance.damage(path)).replaceAll("#", "%23").replaceAll("?", "%3f") : path}?fuzz=${marker}${v1}${query}`
  const [type, text] = method === "POST" || chance.is(0.1) ? body(given) : (["", ""] as const)
  const bytes = Buffer.from(text, "utf8")
  const all = { ...headers(given), ...(type !== "" && { "content-type": headerSafe(type).trim() || "x" }) }
  return { method, target: target.startsWith("/") ? target : `/${target}`, bytes, text, all, parts }
}

/** A request of which each part may be hostile, but which is one. */
const wellFormed: Attack = async (given) => {
  const { chance, target } = given
  const { all, bytes, method, target: to, text } = one(given)
  const manner: Manner = chance.is(0.1) ? { pause: 1 } : {}
  const whole = Buffer.concat([head(method, to, all, bytes.length), bytes])
  const at = manner.pause === undefined ? whole.length : chance.below(whole.length)
  const { answers, isOver } = await speak(target.url, [whole.subarray(0, at), whole.subarray(at)], manner, [
    method,
  ])
  const [answer] = answers
  if (!isOver || answer === undefined) throw new Error(`no answer to ${method} ${to.slice(0, 300)}`)
  if (answers.length > 1) throw new Error(`${answers.length} answers to ${method} ${to.slice(0, 300)}`)
  if (answer.status === 500 && !answer.body.includes("internal_server_error")) {
    throw new Error(`500 to ${method} ${to.slice(0, 300)}: ${answer.body.slice(0, 500)}`)
  }
  const isLogged = !isOfNode(answer) && !/^\/(?:sandbox|tv|activate)?(?:[/?]|$)/.test(to)
  return isLogged ? [{ method, target: to, status: answer.status, body: text }] : []
}

/** Several requests in one piece, whose answers come in their order. */
const pipelined: Attack = async ({ chance, known, marker, target }) => {
  const auth = { ...device, authorization: `Bearer ${known.token}` }
  const kinds = [
    { method: "GET", target: `/api/v2/REF30/configuration?fuzz=${marker}`, all: {}, status: 401 },
    { method: "GET", target: `/api/v2/REF30/configuration?fuzz=${marker}`, all: auth, status: 200 },
    { method: "GET", target: `/nowhere?fuzz=${marker}`, all: {}, status: 404 },
    { method: "POST", target: `/api/v2/REF30/configuration?fuzz=${marker}`, all: auth, status: 405 },
  ]
  const chosen = Array.from({ length: 2 + chance.below(20) }, () => chance.pick(kinds))
  const whole = Buffer.concat(
    chosen.map(({ all, method, target }, at) => head(method, target, all, 0, at === chosen.length - 1)),
  )
  const at = chance.below(whole.length)
  const { answers } = await speak(target.url, [whole.subarray(0, at), whole.subarray(at)])
  const statuses = answers.map(({ status }) => status).join(" ")
  const expected = chosen.map(({ status }) => status).join(" ")
  if (statuses !== expected) throw new Error(`pipelined requests were answered ${statuses}, not ${expected}`)
  return chosen.map(({ method, status, target }) => ({ method, target, status, body: "" }))
}

/** Bytes that are no request. */
const garbage: Attack = async ({ chance, target }) => {
  const start = chance.pick([
    "",
    "GET / HTTP/1.1\r\n",
    "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  ])
  const bytes = chance.pick([() => chance.bytes(50_000), () => Buffer.from(chance.text(50_000), "utf8")])()
  const { isOver } = await speak(target.url, [Buffer.from(start), bytes], { ends: true })
  if (!isOver)
    throw new Error(
      `garbage holds its connection: ${JSON.stringify(start + bytes.toString("latin1")).slice(0, 300)}`,
    )
  return []
}

/** A head that says one thing about its body, and a body that is another. */
const contradictory: Attack = async ({ chance, marker, target }) => {
  const lines = [
    `POST /api/v2/REF30/sessions?fuzz=${marker} HTTP/1.1`,
    "host: a",
    ...Array.from({ length: chance.below(4) }, () =>
      chance.pick([
        `content-length: ${chance.pick(["0", "5", "-1", "1e3", "99999999999999999999", "abc", ""])}`,
        "transfer-encoding: chunked",
        "transfer-encoding: chunked, chunked",
        "transfer-encoding: gzip",
        "expect: 100-continue",
        "connection: upgrade",
        "upgrade: websocket",
        `content-type: ${form}`,
      ]),
    ),
  ]
  const chunks = chance.pick(["5\r\nhello\r\n0\r\n\r\n", "ffffffff\r\nx", "0\r\n", "-1\r\n", "", "z\r\n"])
  await speak(target.url, [Buffer.from(`${lines.join("\r\n")}\r\n\r\n${chunks}`, "latin1")], {
    ends: true,
  })
  return []
}

/** A request that breaks off somewhere. */
const cut: Attack = async (given) => {
  const { all, bytes, method, target } = one(given)
  const whole = Buffer.concat([head(method, target, all, bytes.length + given.chance.below(2000)), bytes])
  await speak(given.target.url, [whole.subarray(0, given.chance.below(whole.length))], { cuts: true })
  return []
}

/** A request that comes in many small pieces. */
const slow: Attack = async (given) => {
  const { chance, known, marker, target } = given
  const to = `/api/v2/REF30/decisions/preauthorize/AdobeShibboleth?fuzz=${marker}`
  const text = '{"resources":["newsline"]}'
  const all = { ...device, authorization: `Bearer ${known.token}`, "content-type": "application/json" }
  const whole = Buffer.concat([head("POST", to, all, text.length), Buffer.from(text)])
  const size = 20 + chance.below(60)
  const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
    whole.subarray(at * size, (at + 1) * size),
  )
  const { answers } = await speak(target.url, pieces, { pause: 3 })
  if (answers[0]?.status !== 200) throw new Error(`a slow request was answered ${answers[0]?.status}`)
  return [{ method: "POST", target: to, status: 200, body: text }]
}

/** Asks for much, and does not read it. */
export const deaf: Attack = async ({ chance, target }) => {
  const to = chance.pick([
    "/sandbox/requests?secrets=true",
    "/sandbox/openapi.json",
    "/sandbox/state",
    "/",
    "/tv",
  ])
  const ask = head("GET", to, {}, 0, false)
  await speak(
    target.url,
    Array.from({ length: 1 + chance.below(10) }, () => ask),
    { isDeaf: true },
  )
  return []
}

/** The names of fields anywhere in a schema. */
const namesIn = (ast: unknown, seen = new Set<unknown>()): ReadonlyArray<string> => {
  if (typeof ast !== "object" || ast === null || seen.has(ast)) return []
  seen.add(ast)
  const own = "name" in ast && typeof ast.name === "string" ? [ast.name] : []
  return [...own, ...Object.values(ast).flatMap((inner) => namesIn(inner, seen))]
}

/** All but what would end the sandbox, and what goes on and on. */
const calls = remotes
  .filter(({ http: [, path] }) => path !== "/stop" && path !== "/requests/stream")
  .map(({ http: [method, path], takes }) => ({ method, path, names: namesIn(takes.ast) }))

/** Any call of the admin, with anything in it. */
export const admin: Attack = async ({ chance, target }) => {
  const { method, names, path } = chance.pick(calls)
  const filled = path.replaceAll(/:\w+/g, () => encodeURIComponent(wellFormedText(chance.text(40))) || "x")
  const query = chance.is(0.3)
    ? `?${encodeURIComponent(wellFormedText(chance.key(names)))}=${targetSafe(chance.text()).replaceAll("#", "")}`
    : ""
  const text =
    method === "GET" ? "" : chance.is(0.9) ? JSON.stringify(chance.json(names, 4)) : chance.text(5000)
  const bytes = Buffer.from(text)
  const to = `/sandbox${filled}${query}`
  const request = Buffer.concat([
    head(method, to, { "content-type": "application/json" }, bytes.length),
    bytes,
  ])
  const { answers, isOver } = await speak(target.url, [request], {}, [method])
  const [answer] = answers
  if (!isOver || answer === undefined) throw new Error(`no answer to ${method} ${to}: ${text.slice(0, 500)}`)
  if (answer.status >= 500) throw new Error(`${answer.status} to ${method} ${to}: ${text.slice(0, 2000)}`)
  return []
}

/** Those that leave the sandbox as it is, so that they may come at once. */
export const attacks: ReadonlyArray<readonly [name: string, attack: Attack]> = [
  ["wellFormed", wellFormed],
  ["wellFormed", wellFormed],
  ["wellFormed", wellFormed],
  ["wellFormed", wellFormed],
  ["pipelined", pipelined],
  ["garbage", garbage],
  ["contradictory", contradictory],
  ["cut", cut],
  ["slow", slow],
  ["deaf", deaf],
]
