/** What sets a sandbox up: the same schema for a program, a file and an editor. */
import { Ajv } from "ajv"
import { describe, expect, it } from "vitest"
import { sandboxSchema } from "../../scripts/schema.js"
import { withoutComments } from "../../src/cli/commands/sandbox/config.js"
import type { SandboxOptions } from "../../src/sandbox/index.js"
import { InvalidOptions, startSandbox } from "../../src/sandbox/index.js"

const world = {
  $schema: "./sandbox.schema.json",
  builtIn: false,
  serviceProviders: [{ id: "MYTV", name: "My Television", domains: ["localhost"], mvpds: ["MyCable"] }],
  mvpds: [{ id: "MyCable", displayName: "My Cable", logoutEndpoint: true }],
  channels: [{ id: "live", name: "Live" }],
  accounts: [{ username: "kim", password: "secret", name: "Kim", about: "is here", packages: [] }],
  degradations: [{ rule: "AuthZNone", mvpd: "MyCable", for: "2 hours", details: "Back at eight." }],
  throttle: { burst: 3 },
  codeTtl: "5 min",
  clock: "2031-05-01T20:00:00Z",
  variant: { domain: "domainName" },
  faults: [{ kind: "status", status: 503, endpoint: "RetrieveConfiguration", times: 2 }],
} satisfies SandboxOptions
const clock = Date.parse(world.clock)

const HOUR = 3_600_000

describe("options", () => {
  it("make the whole world, which a reset brings back", async () => {
    await using sandbox = await startSandbox(world)
    const { admin, baseUrl } = sandbox
    const seen = async () => ({
      serviceProviders: await admin.serviceProviders(),
      mvpds: await admin.mvpds(),
      channels: await admin.channels(),
      accounts: await admin.accounts(),
      throttle: await admin.throttle(),
      variant: (await admin.variant()).domain,
      faults: await admin.faults(),
      rules: (await admin.degradations()).map(({ until = 0, ...rule }) => [
        rule,
        Math.round((until - clock) / HOUR),
      ]),
      time: Math.abs((await admin.now()) - clock) < 10_000,
    })
    const first = await seen()
    expect(first).toEqual({
      serviceProviders: world.serviceProviders,
      mvpds: world.mvpds,
      channels: world.channels,
      accounts: world.accounts,
      throttle: { requestsPerSecond: 1, burst: 3, refill: true },
      variant: "domainName",
      faults: [{ ...world.faults[0], id: 1, left: 2 }],
      rules: [[{ rule: "AuthZNone", mvpd: "MyCable", details: "Back at eight." }, 2]],
      time: true,
    })
    await fetch(`${baseUrl}/api/v2/MYTV/configuration`)
    await admin.removeMvpd("MyCable")
    await admin.restore()
    await admin.setNow(0)
    await admin.setThrottle(false)
    await admin.reset()
    expect(await seen()).toEqual(first)
  })

  it.each([
    [{ codeTtl: "soon" }, 'codeTtl: "soon" is no span of time'],
    [
      { mvpds: [{ id: "A", displayName: "A", logoutEndpoint: "yes" }] },
      "mvpds.0.logoutEndpoint: Expected boolean",
    ],
    [
      { mvpds: [{ id: "A", displayName: "A", logoutEndpoint: true, logo: "x" }] },
      "mvpds.0.logo: is unexpected",
    ],
    [{ acounts: [] }, "acounts: is unexpected"],
    [{ clock: "tomorrow" }, 'clock: "tomorrow" is no time'],
    [{ faults: [{ kind: "explode" }] }, "faults.0.kind: no fault is of the kind"],
    [{ faults: [{ kind: "delay", endpoint: "Nowhere" }] }, "faults.0.endpoint: no endpoint is called"],
    [
      { serviceProviders: [{ id: "A", name: "A", domains: [], mvpds: ["Nobody"] }] },
      "serviceProviders.0.mvpds.0: no MVPD is called Nobody",
    ],
    [
      { degradations: [{ mvpd: "Nobody", rule: "AuthNAll" }] },
      "degradations.0.mvpd: no MVPD is called Nobody",
    ],
    [{ builtIn: false }, "serviceProviders: there must be one at least"],
  ])("that cannot be are refused with their path: %j", async (options, told) => {
    // as: what no compiler has seen
    const failure: unknown = await startSandbox(options as SandboxOptions).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(InvalidOptions)
    expect(failure).toMatchObject({ _tag: "InvalidOptions", message: expect.stringContaining(told) })
  })

  it("tell all that is wrong at once", async () => {
    const options = { codeTtl: "soon", clock: "tomorrow" }
    await expect(startSandbox(options as never)).rejects.toThrow(/codeTtl: .*; clock: /)
  })
})

describe("the JSON Schema", () => {
  const schema = JSON.parse(sandboxSchema())
  const { allowComments: _, allowTrailingCommas: __, ...rest } = schema
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(rest)

  it("takes what the sandbox takes, and refuses what it refuses", () => {
    expect([validate(world), validate.errors]).toEqual([true, null])
    for (const wrong of [
      { acounts: [] },
      { mvpds: [{ id: "A" }] },
      { faults: [{ kind: "explode" }] },
      { throttle: 3 },
    ]) {
      expect(validate(wrong)).toBe(false)
    }
  })

  it("says of each field what it is, and lets editors take comments", () => {
    expect(schema).toMatchObject({ allowComments: true, allowTrailingCommas: true })
    expect(schema.$defs.SandboxOptions.properties.codeTtl.description).toContain("authentication code")
    expect(schema.$defs.Mvpd.properties.logoutEndpoint.description).toContain("in a browser")
    expect(schema.$defs.Fault.properties.retryAfter.description).toBe(
      "Of `throttled`: seconds for the header `Retry-After`, which is left out unless given.",
    )
    expect(schema.$defs.SandboxOptions.properties.variant.properties.trace.description).toContain("trace")
  })
})

describe("a file with comments", () => {
  it.each([
    [
      '{"a": 1, // one\n "b": "// no comment", /* two\n lines */ "c": [1, 2,], }',
      { a: 1, b: "// no comment", c: [1, 2] },
    ],
    ['{"a": "\\"/* no */, }"}', { a: '"/* no */, }' }],
    ['// first\n{"url": "https://a.example/"}// last', { url: "https://a.example/" }],
  ])("is read without them: %j", (text, value) => {
    const json = withoutComments(text)
    expect(JSON.parse(json)).toEqual(value)
    expect(json).toHaveLength(text.length)
    expect(json.split("\n")).toHaveLength(text.split("\n").length)
  })
})
