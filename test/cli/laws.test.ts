import { describe, expect, it } from "@effect/vitest"
import { check, requiredHeaders } from "../../src/cli/walk/laws.js"
import * as Endpoints from "../../src/endpoint/index.js"
import type { LoggedExchange } from "../../src/sandbox/index.js"

const device = { authorization: "•••", "ap-device-identifier": "•••", "x-device-info": "e30=" }

let id = 0
const exchange = (endpoint: string, given: Partial<LoggedExchange> = {}): LoggedExchange => ({
  id: (id += 1),
  endpoint,
  method: "GET",
  path: `/${endpoint}`,
  requestHeaders: { ...device, "content-type": "application/json" },
  requestBody: "",
  status: 200,
  responseHeaders: {},
  responseBody: "{}",
  at: 0,
  monotonic: 0,
  duration: 1,
  address: "127.0.0.1",
  ...given,
})

const register = exchange("RetrieveClientCredentials", { status: 201 })
const token = exchange("RetrieveAccessToken", { status: 201 })
const poll = (monotonic: number, given: Partial<LoggedExchange> = {}) =>
  exchange("RetrieveProfileForCode", { monotonic, responseBody: '{"profiles":{}}', ...given })
const found = { responseBody: '{"profiles":{"Cablevision":{}}}' }

const broken = (log: ReadonlyArray<LoggedExchange>, devices = 1) => check(log, devices).broken

describe("the laws of a request log", () => {
  it("ask of every endpoint that is sent, and only for headers that it declares", () => {
    const sent = Object.values(Endpoints).filter(
      ({ declared }) => declared.name !== "AuthenticateInUserAgent",
    )
    expect(Object.keys(requiredHeaders).toSorted()).toEqual(
      sent.map(({ declared }) => declared.name).toSorted(),
    )
    for (const { declared } of sent) {
      const parts: ReadonlyArray<string> = declared.sends
      const headers = [
        ...(declared.authorized ? ["authorization"] : []),
        ...(parts.includes("identifier") ? ["ap-device-identifier"] : []),
        ...(parts.includes("info") ? ["x-device-info"] : []),
        ...(declared.method === "POST" ? ["content-type"] : []),
      ]
      expect([declared.name, headers]).toEqual([
        declared.name,
        expect.arrayContaining([...(requiredHeaders[declared.name] ?? ["?"])]),
      ])
    }
  })
  it("let a good login pass, and tell what they counted", () => {
    expect(check([register, token, poll(0), poll(3000), poll(7500, found)], 1)).toEqual({
      requests: 5,
      registrations: 1,
      tokens: 1,
      polls: 3,
      closest: 3000,
      broken: [],
    })
  })
  it("allow one registration for each device", () => {
    expect(broken([register, token, register])).toEqual(["1 device made 2 registrations"])
    expect(broken([register, token, register, token], 2)).toEqual([])
    expect(broken([])).toContain("1 device made 0 registrations")
  })
  it("do not count a registration or token request that failed", () => {
    const failed = { status: 500 }
    expect(
      broken([
        exchange("RetrieveClientCredentials", failed),
        register,
        exchange("RetrieveAccessToken", failed),
        token,
      ]),
    ).toEqual([])
  })
  it("allow one access token for each device and each refusal", () => {
    expect(broken([register, token, token])).toEqual(["1 device with 0 refused tokens took 2 access tokens"])
    expect(broken([register, token, exchange("CreateSession", { status: 401 }), token])).toEqual([])
  })
  it("ask for the required headers of each endpoint", () => {
    const { authorization: _, ...without } = device
    expect(broken([register, token, exchange("InitiateLogout", { requestHeaders: without })])).toEqual([
      "InitiateLogout was called without authorization",
    ])
    expect(broken([register, token, exchange("CreateSession", { requestHeaders: device })])).toEqual([
      "CreateSession was called without content-type",
    ])
  })
  it("allow no poll sooner than 3 seconds after the one before, but for another code", () => {
    expect(broken([register, token, poll(0), poll(2999)])).toEqual(["two polls were only 2999 ms apart"])
    expect(broken([register, token, poll(0), poll(10, { path: "/another" })])).toEqual([])
  })
  it("take the replay of a poll with a new token for the same poll", () => {
    expect(broken([register, token, poll(0, { status: 401 }), token, poll(5)])).toEqual([])
  })
  it("allow no poll after the profile was found", () => {
    expect(broken([register, token, poll(0, found), poll(4000)])).toEqual([
      "polling went on after the profile was found",
    ])
  })
  it("know no path that the service does not have", () => {
    expect(broken([register, token, exchange("Unknown", { path: "/api/v2/nothing" })])).toEqual([
      "/api/v2/nothing is no path of the service",
    ])
  })
})
