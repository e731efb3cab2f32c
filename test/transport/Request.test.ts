import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Device from "../../src/domain/Device.js"
import { Integration } from "../../src/domain/Environment.js"
import type { InvalidRequest } from "../../src/domain/InvalidRequest.js"
import type { DevicePart, Parts, Target } from "../../src/transport/Request.js"
import {
  checkIdentity,
  checkText,
  plain,
  required,
  toPath,
  toRequest,
  withBearer,
} from "../../src/transport/Request.js"

const endpoint = "RetrieveProfiles"
const longest = "a".repeat(65_536)
/** A half of a pair of code units, as a text that was cut may end in. */
const illFormed = "viewer \ud83d"

const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64")

const makeDevice = (options?: Partial<Device.Device.Options>) =>
  Either.getOrThrow(Device.make({ identifier: "a-device", ...options }))

/** Makes one request of an endpoint, which sends nothing of the device unless told. */
const make = (
  target: Partial<Target> = {},
  parts: Parts = {},
  device: Device.Device.Service = makeDevice(),
  serviceProvider = "REF30",
) =>
  toRequest(
    endpoint,
    { method: "POST", path: "/api/v2/{serviceProvider}/profiles", sends: [], ...target },
    Effect.runSync(
      Effect.provide(
        Integration,
        Integration.layer({
          environment: {
            baseUrl: "https://sp.example",
            v1BaseUrl: "https://v1.example",
            managementBaseUrl: "https://management.example",
          },
          serviceProvider: "its own",
          softwareStatement: "a.b.c",
        }),
      ),
    ),
  )(parts, serviceProvider, device)

const made = (...args: Parameters<typeof make>) => Either.getOrThrow(make(...args))

/** What is wrong; the message of an Error is not enumerable. */
const wrong = (result: Either.Either<unknown, InvalidRequest>) =>
  Either.match(result, {
    onLeft: (error) => ({ ...error, message: error.message }),
    onRight: () => expect.fail("it is taken"),
  })

const invalid = (parameter: string, message: string) => ({
  _tag: "InvalidRequest",
  endpoint,
  parameter,
  message: `${parameter}: ${message}`,
  retryable: false,
})

/** Texts that no request can say, and values that JavaScript may pass in place of a text, with the reason. */
const unfit: ReadonlyArray<readonly [value: unknown, why: string]> = [
  ["", "expected a text that is not empty"],
  [5, "expected a text that is not empty"],
  [null, "expected a text that is not empty"],
  [{}, "expected a text that is not empty"],
  [`${longest}a`, "longer than 65536 characters"],
  [illFormed, "expected well-formed text"],
]

describe("a text", () => {
  it("is taken as it is, up to 65,536 characters", () => {
    for (const text of ["a", " ", "ä", "📺", "\0", longest])
      expect(checkText(endpoint, "resource", text)).toEqual(Either.right(text))
  })

  it("that is absent, empty, too long, ill-formed or another value is refused", () => {
    for (const [value, why] of [...unfit, [undefined, "expected a text that is not empty"] as const])
      expect(wrong(checkText(endpoint, "resource", value))).toEqual(invalid("resource", why))
  })

  it("that an endpoint needs is refused as an empty one where it is absent", () => {
    expect([required("a"), required(undefined)]).toEqual(["a", ""])
    expect([plain("a"), plain(Redacted.make("b")), plain(undefined)]).toEqual(["a", "b", ""])
  })
})

describe("a path", () => {
  it("has its parameters in place, encoded", () => {
    const parameters = { serviceProvider: "REF30", mvpd: "a/b c?d#e&ä%2f" }
    for (const [path, filled] of [
      ["/o/client/token", "/o/client/token"],
      ["/{mvpd}", "/a%2Fb%20c%3Fd%23e%26%C3%A4%252f"],
      ["/{serviceProvider}/to/{mvpd}/end", "/REF30/to/a%2Fb%20c%3Fd%23e%26%C3%A4%252f/end"],
    ] as const)
      expect(toPath(endpoint, path)(parameters)).toEqual(Either.right(filled))
  })

  it("takes dots within an identifier, but no identifier of dots alone", () => {
    const fill = toPath(endpoint, "/{mvpd}")
    for (const mvpd of [".a", "a.", "..a", "a..", "...", longest])
      expect(fill({ mvpd })).toEqual(Either.right(`/${mvpd}`))
    for (const mvpd of [".", ".."])
      expect(wrong(fill({ mvpd }))).toEqual(invalid("mvpd", "expected an identifier"))
  })

  it("takes no control characters", () => {
    const fill = toPath(endpoint, "/{mvpd}")
    for (const control of ["\0", "\t", "\r\n", "\x1f", "\x7f"])
      expect(wrong(fill({ mvpd: `a${control}b` }))).toEqual(invalid("mvpd", "expected an identifier"))
    expect(fill({ mvpd: "a~ \x80" })).toEqual(Either.right("/a~%20%C2%80"))
  })

  it("without one of its parameters, or with one that is unfit, is refused by its name", () => {
    const fill = toPath(endpoint, "/{serviceProvider}/{mvpd}")
    for (const [mvpd, why] of unfit)
      expect(wrong(fill({ serviceProvider: "REF30", mvpd: mvpd as string }))).toEqual(invalid("mvpd", why))
    expect(wrong(fill({ serviceProvider: "REF30" }))).toEqual(
      invalid("mvpd", "expected a text that is not empty"),
    )
    expect(wrong(fill({ mvpd: "a" }))).toEqual(
      invalid("serviceProvider", "expected a text that is not empty"),
    )
  })
})

describe("who asks for promotional TempPass", () => {
  it("is told by a text or by an object, where it is told", () => {
    expect(checkIdentity(endpoint, undefined)).toEqual(Either.right(undefined))
    for (const text of ["viewer@example.com", "📺"])
      expect(checkIdentity(endpoint, text)).toEqual(Either.right(base64(text)))
    for (const identity of [{}, { email: "viewer@example.com" }, { email: "ä", phone: "📺" }])
      expect(checkIdentity(endpoint, identity)).toEqual(Either.right(base64(JSON.stringify(identity))))
  })

  it("is refused where any of its texts is unfit, or all are too long together", () => {
    for (const [value, why] of [
      ...unfit.filter(([one]) => typeof one !== "object"),
      [null, "expected a text that is not empty"] as const,
    ])
      expect(wrong(checkIdentity(endpoint, value as string))).toEqual(invalid("temporaryAccessIdentity", why))
    for (const [value, why] of unfit)
      expect(wrong(checkIdentity(endpoint, { name: "a", email: value as string }))).toEqual(
        invalid("temporaryAccessIdentity", why),
      )
    for (const [name, why] of unfit.filter(([one]) => typeof one === "string"))
      expect(wrong(checkIdentity(endpoint, { [name as string]: "a" }))).toEqual(
        invalid("temporaryAccessIdentity", why),
      )
    expect(wrong(checkIdentity(endpoint, longest))).toEqual(
      invalid("temporaryAccessIdentity", "longer than 65536 characters"),
    )
  })
})

describe("a request", () => {
  it("says no more than it must", () => {
    expect(made()).toStrictEqual({
      method: "POST",
      url: "https://sp.example/api/v2/REF30/profiles",
      headers: { accept: "application/json" },
      body: undefined,
    })
    expect(made({ method: "GET" }).method).toBe("GET")
  })

  it("goes to the host of its endpoint", () => {
    expect(made({ host: "v1BaseUrl" }).url).toBe("https://v1.example/api/v2/REF30/profiles")
    expect(made({ host: "managementBaseUrl" }).url).toBe("https://management.example/api/v2/REF30/profiles")
  })

  it("names the parameters of the path, and the service provider that is asked", () => {
    const path = "/api/v2/{serviceProvider}/profiles/{mvpd}"
    const parameters = { serviceProvider: "another", mvpd: "Cable vision" }
    expect(made({ path }, { parameters }, makeDevice(), "A/B").url).toBe(
      "https://sp.example/api/v2/A%2FB/profiles/Cable%20vision",
    )
    expect(wrong(make({ path }, {}))).toEqual(invalid("mvpd", "expected a text that is not empty"))
    expect(wrong(make({}, {}, makeDevice(), ".."))).toEqual(
      invalid("serviceProvider", "expected an identifier"),
    )
  })

  it("names the service provider in the query, where its path does not", () => {
    const target = { path: "/reset", serviceProviderAs: "requestor_id" }
    expect(made(target).url).toBe("https://sp.example/reset?requestor_id=REF30")
    expect(made(target, { query: { mvpd: "A" } }, makeDevice(), "B C").url).toBe(
      "https://sp.example/reset?requestor_id=B%20C&mvpd=A",
    )
    expect(wrong(make(target, {}, makeDevice(), ""))).toEqual(
      invalid("requestor_id", "expected a text that is not empty"),
    )
  })

  it("has a query of what is given", () => {
    const search = (query: Parts["query"] & {}) => made({}, { query }).url.split("profiles")[1]
    expect(search({})).toBe("")
    expect(search({ a: undefined })).toBe("")
    expect(search({ a: undefined, b: "1", c: undefined, d: "2", e: "3" })).toBe("?b=1&d=2&e=3")
    expect(search({ "a&b": "c=d e+f/ä" })).toBe("?a%26b=c%3Dd%20e%2Bf%2F%C3%A4")
    for (const [value, why] of unfit)
      expect(wrong(make({}, { query: { b: "1", a: value as string } }))).toEqual(invalid("a", why))
  })

  it("has a form of what is given", () => {
    const body = (form: Parts["form"] & {}) => made({}, { form }).body
    const type = "application/x-www-form-urlencoded"
    expect(body({})).toEqual({ text: "", type })
    expect(body({ a: undefined, b: "1 2", c: "3&4", d: undefined })).toEqual({
      text: "b=1%202&c=3%264",
      type,
    })
    for (const [value, why] of unfit)
      expect(wrong(make({}, { form: { b: "1", a: value as string } }))).toEqual(invalid("a", why))
  })

  it("has a body of JSON, of texts and lists of texts", () => {
    const body = (json: Parts["json"] & {}) => made({}, { json }).body
    const type = "application/json;charset=utf-8"
    expect(body({})).toEqual({ text: "{}", type })
    expect(body({ a: undefined, b: "1", resources: ["x", "ä", "x"] })).toEqual({
      text: '{"b":"1","resources":["x","ä","x"]}',
      type,
    })
    expect(wrong(make({}, { json: { b: "1", resources: [] } }))).toEqual(
      invalid("resources", "expected at least one"),
    )
    for (const [value, why] of unfit) {
      expect(wrong(make({}, { json: { b: undefined, a: value as string } }))).toEqual(invalid("a", why))
      expect(wrong(make({}, { json: { a: ["1", value as string] } }))).toEqual(invalid("a", why))
    }
  })

  it("asks for what its endpoint reads, as who it is", () => {
    const { headers } = made({}, { accept: "*/*", bearer: Redacted.make("a-token") })
    expect(headers).toStrictEqual({ accept: "*/*", authorization: "Bearer a-token" })
  })

  it("has the bearer token that is added, beside all else", () => {
    const request = made({}, { form: { a: "1" } })
    expect(withBearer(request, Redacted.make("a-token"))).toStrictEqual({
      ...request,
      headers: { accept: "application/json", authorization: "Bearer a-token" },
    })
    expect(request.headers).not.toHaveProperty("authorization")
  })

  it("says who asks for promotional TempPass", () => {
    const email = { email: "viewer@example.com" }
    expect(made({}, { temporaryAccessIdentity: email }).headers).toStrictEqual({
      accept: "application/json",
      "ap-temppass-identity": base64(JSON.stringify(email)),
    })
    expect(wrong(make({}, { temporaryAccessIdentity: "" }))).toEqual(
      invalid("temporaryAccessIdentity", "expected a text that is not empty"),
    )
  })
})

const partnerStatus = {
  frameworkPermissionInfo: { accessStatus: "granted" },
  frameworkProviderInfo: { id: "Cablevision", expirationDate: 1_800_000_000_000 },
} as const
const info = { model: "X1", osName: "Linux" } as const

const everything = () =>
  makeDevice({
    identifier: "a-device",
    info,
    forwardedFor: "203.0.113.7",
    visitorIdentifier: "a-visitor",
    platformIdentity: { adobeSubjectToken: "a-subject" },
    serviceToken: "a-service-token",
    partnerStatus,
    userAgent: "an app",
  })
const all: ReadonlyArray<DevicePart> = [
  "identifier",
  "info",
  "visitorIdentifier",
  "platformIdentity",
  "serviceToken",
  "partnerStatus",
]

/** What is sent of a device. */
const sent = (device: Device.Device.Service, sends: ReadonlyArray<DevicePart> = all) => {
  const { accept: _, ...headers } = made({ sends }, {}, device).headers
  return headers
}

describe("the headers of a device", () => {
  const always = { "x-forwarded-for": "203.0.113.7", "user-agent": "an app" }
  const headers: Readonly<Record<DevicePart, readonly [name: string, value: string]>> = {
    identifier: ["ap-device-identifier", `fingerprint ${base64("a-device")}`],
    info: ["x-device-info", base64(JSON.stringify(info))],
    visitorIdentifier: ["ap-visitor-identifier", "a-visitor"],
    platformIdentity: ["adobe-subject-token", "a-subject"],
    serviceToken: ["ad-service-token", "a-service-token"],
    partnerStatus: [
      "ap-partner-framework-status",
      base64(
        JSON.stringify({
          frameworkPermissionInfo: { accessStatus: "granted" },
          frameworkProviderInfo: { id: "Cablevision", expirationDate: "1800000000000" },
        }),
      ),
    ],
  }

  it("are those that the endpoint sends, and always its address and its user agent", () => {
    expect(sent(everything(), [])).toStrictEqual(always)
    for (const part of all) {
      const [name, value] = headers[part]
      expect(sent(everything(), [part])).toStrictEqual({ ...always, [name]: value })
    }
    expect(sent(everything())).toStrictEqual({ ...always, ...Object.fromEntries(Object.values(headers)) })
  })

  it("are left out for what is not known of the device", () => {
    expect(sent(makeDevice())).toStrictEqual({
      "ap-device-identifier": `fingerprint ${base64("a-device")}`,
    })
  })

  it("tell what Roku says of the viewer by a name of its own", () => {
    const device = makeDevice({ platformIdentity: { rokuConnectToken: "a-roku-token" } })
    expect(sent(device, ["platformIdentity"])).toStrictEqual({
      "x-roku-reserved-roku-connect-token": "a-roku-token",
    })
  })

  it("lack a partner's status that is wrong, and the request is refused only where it is needed", () => {
    const device = makeDevice({
      partnerStatus: { ...partnerStatus, frameworkPermissionInfo: { accessStatus: "maybe" as "granted" } },
    })
    expect(sent(device)).toStrictEqual({ "ap-device-identifier": `fingerprint ${base64("a-device")}` })
    const refusal = wrong(make({ sends: all, needsPartnerStatus: true }, {}, device))
    expect(refusal).toMatchObject({
      _tag: "InvalidRequest",
      endpoint,
      parameter: "device.partnerStatus.frameworkPermissionInfo.accessStatus",
    })
    expect(refusal.message).toMatch(
      /^device\.partnerStatus\.frameworkPermissionInfo\.accessStatus: expected/i,
    )
    for (const fit of [makeDevice(), everything()])
      expect(made({ sends: all, needsPartnerStatus: true }, {}, fit)).toEqual(made({ sends: all }, {}, fit))
  })

  it("are encoded once for each device", () => {
    let encoded = 0
    const counted: Device.Device.Service = {
      get identifier() {
        encoded += 1
        return Redacted.make("a-device")
      },
    }
    expect(sent(counted)).toStrictEqual(sent(counted))
    expect(sent(counted)).toStrictEqual(sent(makeDevice()))
    expect(encoded).toBe(1)
    expect(sent(makeDevice({ identifier: "another" }))).toStrictEqual({
      "ap-device-identifier": `fingerprint ${base64("another")}`,
    })
  })
})
