import { describe, expect, it } from "vitest"
import type { AdobePassOptions } from "../../src/promise.js"
import { isAdobePassError, makeAdobePass } from "../../src/promise.js"
import { info } from "./support.js"

const good: AdobePassOptions = {
  environment: "staging",
  serviceProvider: "REF30",
  softwareStatement: "a.b.c",
  device: { identifier: "a device", info },
}

const refused = (options: object): unknown => {
  try {
    makeAdobePass({ ...good, ...options })
  } catch (error) {
    return error
  }
  return undefined
}

describe("options are checked at once", () => {
  for (const [parameter, options, expected] of [
    ["environment", { environment: "live" }, '"production"'],
    ["environment", { environment: undefined }, '"production"'],
    ["environment", { environment: "https://example.com" }, "an object with baseUrl"],
    ["enviroment", { enviroment: "staging" }, "is not expected"],
    ["policies", { policies: 5 }, "expected an object"],
    ["policies.throtle", { policies: { throtle: false } }, "is not expected"],
    ["environment.baseUrl", { environment: { baseUrl: "localhost:4010" } }, "https://example.com"],
    ["environment.baseUrl", { environment: { baseUrl: "http://user:pw@host" } }, "without credentials"],
    ["environment.baseUrl", { environment: { baseUrl: "http://us\ner:pw@host" } }, "without credentials"],
    [
      "environment.v1BaseUrl",
      { environment: { baseUrl: "http://host", v1BaseUrl: "https://:pw@host/x" } },
      "without credentials",
    ],
    ["serviceProvider", { serviceProvider: "" }, "expected a text that is not empty"],
    ["softwareStatement", { softwareStatement: "" }, "expected a text that is not empty"],
    ["redirectUri", { redirectUri: "" }, "expected a text that is not empty"],
    ["softwareStatement", { softwareStatement: undefined }, "expected"],
    ["fetch", { fetch: "https://proxy.example" }, "a function"],
    ["logger", { logger: console }, "a function"],
    ["onCall", { onCall: true }, "a function"],
    ["store.directory", { store: { directory: "" } }, "expected a text that is not empty"],
    ["policies.poll.interval", { policies: { poll: { interval: "fast" } } }, "positive"],
    ["policies.retry.times", { policies: { retry: { times: -1 } } }, "expected"],
    ["policies.throttle.burst", { policies: { throttle: { burst: 0 } } }, "positive"],
    ["policies.caches", { policies: { caches: true } }, "false"],
    [
      "policies.caches.configuration.timeToLive",
      { policies: { caches: { configuration: { timeToLive: 0 } } } },
      "positive",
    ],
    [
      "policies.caches.permits.capacity",
      { policies: { caches: { permits: { capacity: 1.5 } } } },
      "a whole number, 1 or more",
    ],
    ["policies.batching.resources", { policies: { batching: { resources: 0 } } }, "1 or more"],
    ["policies.batching.gather", { policies: { batching: { gather: -1 } } }, "not a negative one"],
    ["policies.timeouts.response", { policies: { timeouts: { response: "10 seconds" } } }, "positive"],
    ["device.identifier", { device: { identifier: "", info } }, "expected a text that is not empty"],
    ["device.info.osName", { device: { identifier: "d", info: { ...info, osName: "BeOS" } } }, '"tvOS"'],
    ["device.info.model", { device: { identifier: "d", info: { osName: "tvOS" } } }, "missing"],
    ["device.forwardedFor", { device: { identifier: "d", info, forwardedFor: "1.2.3.4\r\nX: y" } }, "ASCII"],
  ] as const) {
    it(`${parameter} is named with what was expected of it: ${JSON.stringify(options)}`, () => {
      const error = refused(options)
      expect(isAdobePassError(error)).toBe(true)
      expect(error).toMatchObject({ _tag: "InvalidRequest", parameter })
      expect(String(error)).toContain(parameter)
      expect(String(error)).toContain(expected)
      expect(String(error)).not.toContain("pw")
    })
  }

  it("each of Adobe's environments, a directory, Web Storage and every policy are accepted", async () => {
    const storage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined }
    for (const options of [
      ...(["production", "prequal", "staging", "prequal-staging"] as const).map((environment) => ({
        environment,
      })),
      { environment: { baseUrl: "http://127.0.0.1:4010", v1BaseUrl: "http://[::1]:4010/v1/@home" } },
      { store: "memory" },
      { store: { directory: "/nowhere" } },
      { store: storage },
      { store: { ...storage, directory: "an item of that name" } },
      { policies: { poll: { interval: 5000 }, retry: { times: 0 }, throttle: false } },
      { policies: { throttle: { requestsPerSecond: 2, burst: 20 } } },
      { policies: { caches: false } },
      {
        policies: {
          caches: { configuration: { timeToLive: Infinity, capacity: undefined }, permits: false },
        },
      },
      { policies: { batching: { resources: 20, requests: 2, gather: 50 }, timeouts: { response: 3000 } } },
      { fetch, logger: () => undefined, onCall: () => undefined },
      { device: { identifier: "a device" } },
    ]) {
      expect(refused(options)).toBeUndefined()
    }
  })

  it("another device is checked as the first one is", async () => {
    const pass = makeAdobePass(good)
    expect(() => pass.forDevice({ identifier: "" })).toThrow(/device\.identifier/)
    await pass.close()
  })
})
