/**
 * Answers of the service as they may come: every shape that its reference, its samples and its servers show, with the
 * fields that may be missing missing now and then, and fields that no version of this library knows.
 */
import * as FastCheck from "effect/FastCheck"

const { constant, constantFrom, dictionary, integer, oneof, option, record, string } = FastCheck

/** Any text, some of it of letters that are hard to write. */
export const text = oneof(string(), string({ unit: "grapheme" }), string({ unit: "binary" }))
const word = string({ minLength: 1 })
const identifier = string({ unit: "grapheme-ascii", minLength: 1, maxLength: 20 })

/** Milliseconds as a number or as digits. */
const moment = integer({ min: 0, max: 4_102_444_800_000 }).chain((millis) =>
  constantFrom<number | string>(millis, String(millis)),
)
/** What a field may be where it is not what it should be. */
const nothing = constantFrom(null, undefined)
const maybe = <A>(arbitrary: FastCheck.Arbitrary<A>) => oneof({ weight: 3, arbitrary }, nothing)
const flag = constantFrom<unknown>(true, false, "true", "false", "TRUE")

/** The same object with fields that nobody has published yet. */
const newer = <A extends object>(arbitrary: FastCheck.Arbitrary<A>) =>
  FastCheck.tuple(
    arbitrary,
    dictionary(
      string({ minLength: 3 }).map((name) => `x-${name}`),
      FastCheck.jsonValue({ maxDepth: 2 }),
      { maxKeys: 2 },
    ),
  ).map(([known, unknown]) => ({ ...unknown, ...known }))

const list = <A>(arbitrary: FastCheck.Arbitrary<A>) => FastCheck.array(arbitrary, { maxLength: 4 })

const byMvpd = <A>(arbitrary: FastCheck.Arbitrary<A>) => dictionary(identifier, arbitrary, { maxKeys: 4 })

const mvpds = list(
  newer(
    record({
      id: oneof(identifier, integer()),
      displayName: maybe(text),
      logoUrl: maybe(text),
      isTempPass: maybe(flag),
      isProxy: maybe(flag),
      boardingStatus: maybe(word),
      enablePlatformServices: maybe(flag),
    }),
  ),
)
const domains = maybe(list(oneof(newer(record({ name: word, mvpdInitiated: maybe(flag) })), word)))
const requestor = { id: identifier, name: maybe(text), domains }

/** In each of its three shapes. */
export const configuration = oneof(
  newer(record({ requestor: newer(record({ ...requestor, mvpds })) })),
  newer(record({ requestor: newer(record(requestor)), mvpds })),
)

const about = {
  sessionId: maybe(word),
  serviceProvider: maybe(word),
  mvpd: maybe(word),
  reasonType: maybe(word),
}
const pending = { ...about, code: oneof(identifier, integer()), notBefore: maybe(moment), notAfter: moment }
const missingParameters = maybe(list(constantFrom("mvpd", "domain", "domainName", "redirectUrl", "newer")))

/** Every action, and one of tomorrow. */
export const session = oneof(
  newer(record({ ...pending, actionName: constantFrom("authenticate", "AUTHENTICATE"), url: text })),
  newer(record({ ...pending, actionName: constantFrom("resume", "retry"), missingParameters })),
  newer(record({ ...about, actionName: constant("authorize") })),
  newer(
    record({
      ...about,
      actionName: constant("partner_profile"),
      authenticationRequest: record({ type: maybe(word), request: word, attributesNames: maybe(list(text)) }),
    }),
  ),
  newer(record({ ...about, actionName: constant("beam") })),
)

const version = maybe(record({ major: maybe(integer()), minor: maybe(integer()), profile: maybe(text) }))
const address = oneof(text, record({ hostAddress: maybe(text), hostName: maybe(text) }))

/** What a code stands for. */
export const information = newer(
  record({
    existingParameters: newer(
      record({ mvpd: maybe(word), domain: maybe(word), domainName: maybe(word), redirectUrl: maybe(text) }),
    ),
    missingParameters,
    device: maybe(
      newer(
        record({
          type: maybe(text),
          model: maybe(text),
          version,
          hardware: maybe(record({ name: maybe(text), version })),
          connection: maybe(record({ ipAddress: maybe(address), port: maybe(oneof(text, integer())) })),
        }),
      ),
    ),
    notBefore: maybe(moment),
    notAfter: maybe(moment),
  }),
)

const attribute = oneof(
  record({ value: FastCheck.jsonValue({ maxDepth: 2 }), state: constantFrom("plain", "enc") }),
  record({ value: text }),
)
const profile = newer(
  record({
    notBefore: maybe(moment),
    notAfter: moment,
    issuer: maybe(word),
    type: maybe(word),
    attributes: maybe(byMvpd(attribute)),
    sessionId: maybe(word),
  }),
)

/** By MVPD, or none. */
export const profiles = newer(record({ profiles: oneof(byMvpd(profile), constant(null)) }))

/** An enhanced error, whole or in parts. */
export const error = record(
  {
    code: constantFrom(
      "authorization_denied_by_mvpd",
      "authenticated_profile_missing",
      "internal_server_error",
      "a_code_of_tomorrow",
      "x",
    ),
    action: constantFrom("none", "retry", "authentication", "authorization", "configuration", "dance"),
    status: oneof(integer({ min: 400, max: 599 }), constantFrom<unknown>("403", null, "many")),
    message: text,
    details: text,
    helpUrl: text,
    trace: text,
  },
  { requiredKeys: [] },
)

const token = record({ serializedToken: word, notBefore: maybe(moment), notAfter: maybe(moment) })
const decision = newer(
  record({
    resource: text,
    authorized: flag,
    source: maybe(word),
    mvpd: maybe(word),
    serviceProvider: maybe(word),
    token: maybe(token),
    error: maybe(error),
    notAfter: maybe(moment),
  }),
)

export const decisions = newer(record({ decisions: list(decision) }))

const followUp = oneof(
  record({ actionName: constantFrom("logout", "LOGOUT"), url: text }),
  record({ actionName: constantFrom("partner_logout", "complete", "invalid", "beam"), url: maybe(text) }),
)

export const logouts = newer(record({ logouts: oneof(byMvpd(followUp), constant(null)) }))

const visible = string({ unit: constantFrom(..."aZ09-._~+/="), minLength: 1, maxLength: 40 })

export const credentials = newer(
  record(
    {
      client_id: word,
      client_secret: word,
      grant_types: oneof(list(text), FastCheck.jsonValue()),
      scopes: oneof(list(text), FastCheck.jsonValue()),
    },
    { requiredKeys: ["client_id", "client_secret"] },
  ),
)

export const accessToken = newer(
  record({
    access_token: visible,
    created_at: maybe(moment),
    expires_in: maybe(oneof(integer({ min: 1, max: 1e9 }), integer({ min: 1, max: 1e9 }).map(String))),
  }),
)

const v1Fields = {
  mvpd: maybe(identifier),
  requestor: maybe(identifier),
  expires: maybe(moment),
  proxyMvpd: maybe(identifier),
}

/** What says nothing. */
export const empty = constant(undefined)

/** REST API V1 in JSON. */
export const authorization = record({ resource: identifier, ...v1Fields })

/** REST API V1 in XML: words of few letters, which need no escape. */
export const authorizationXml = FastCheck.tuple(
  string({ unit: constantFrom(..."aZ09"), minLength: 1 }),
  option(moment),
).map(
  ([resource, expires]) =>
    `<?xml version="1.0" encoding="UTF-8"?><authorization>${
      expires === null ? "" : `<expires>${expires}</expires>`
    }<resource>${resource}</resource></authorization>`,
)
