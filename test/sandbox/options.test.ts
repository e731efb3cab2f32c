/** What sets a sandbox up: the same schema for a program, a file and an editor. */
import { Ajv } from "ajv"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import { describe, expect, it } from "vitest"
import { sandboxSchema } from "../../scripts/schema.js"
import { parseJson } from "../../src/cli/settings/json.js"
import type { SandboxOptions } from "../../src/sandbox/index.js"
import { InvalidOptions, make, startSandbox } from "../../src/sandbox/index.js"

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
    [
      { builtIn: false, mvpds: [], degradations: [{ mvpd: "Nobody", rule: "AuthNAll" }] },
      "degradations.0.mvpd: no MVPD is called Nobody",
    ],
    [
      {
        builtIn: false,
        mvpds: ["A", "Bee"].map((id) => ({ id, displayName: id, logoutEndpoint: false })),
        degradations: [{ mvpd: "Nobody", rule: "AuthNAll" }],
      },
      "degradations.0.mvpd: no MVPD is called Nobody; there are A, Bee",
    ],
    [null, "Expected SandboxOptions, actual null"],
    [{ builtIn: false }, "serviceProviders: there must be one at least"],
    [
      { mvpds: [{ id: "Home", displayName: "Home", logoutEndpoint: true, homeBased: "subscribr" }] },
      'mvpds.0.homeBased: no account is called subscribr; did you mean "subscriber"?',
    ],
    [{ port: 70_000 }, "port: cannot listen on port 70000: ports are whole numbers from 0 to 65535"],
    [
      { channels: [{ id: "a", name: "A", rating: "TV-PGG" }] },
      'channels.0.rating: no rating is called "TV-PGG"; the ratings are TV-Y,',
    ],
    [
      { accounts: [{ username: "a", password: "", name: "", about: "", packages: [], maxRating: "PG13" }] },
      'accounts.0.maxRating: no rating is called "PG13"',
    ],
  ])("that cannot be are refused with their path: %j", async (options, told) => {
    // as: what no compiler has seen
    const failure: unknown = await startSandbox(options as SandboxOptions).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(InvalidOptions)
    expect(failure).toMatchObject({ _tag: "InvalidOptions", message: expect.stringContaining(told) })
  })

  it.each([
    [{ throttle: "yes" }, 'throttle: Expected boolean or an object, actual "yes"'],
    [
      { throttle: { brust: 3 } },
      'throttle.brust: is unexpected, expected: "requestsPerSecond" | "burst" | "refill" | "retryAfter"; did you mean "burst"?',
    ],
    [{ throttle: { burst: "x" } }, 'throttle.burst: Expected number, actual "x"'],
    [{ clock: true }, "clock: Expected number or string, actual true"],
    [{ seed: "a" }, 'seed: Expected number, actual "a"'],
    [
      { mvpds: [{ id: "A", displayName: "A", logoutEndpoint: true, tempPass: { kind: "basik", ttl: 1 } }] },
      'mvpds.0.tempPass.kind: Expected "basic" or "promotional", actual "basik"; did you mean "basic"?',
    ],
    [
      { accounts: [{ username: "a", password: "", name: "", about: "", package: [] }] },
      'accounts.0.package: is unexpected, expected: "username" | "password" | "name" | "about" | "packages" | "maxRating" | "answer" | "locked" | "profileTtl" | "zip"; did you mean "packages"?; accounts.0.packages: is missing',
    ],
    [
      { degradations: [{ mvpd: "Cablevison", rule: "AuthNAll" }] },
      'degradations.0.mvpd: no MVPD is called Cablevison; did you mean "Cablevision"?',
    ],
    [
      { faults: [{ kind: "html", status: 200, body: "" }] },
      'faults.0.body: is no setting of the kind "html", which takes status',
    ],
    [
      { faults: [{ kind: "throttled", status: 429 }] },
      'faults.0.status: is no setting of the kind "throttled", which takes retryAfter',
    ],
    [{ faults: [{ kind: "delay", code: "x" }] }, 'faults.0.code: is no setting of the kind "delay"'],
    // what was given is no word that was mistyped, whatever is in it
    [
      { variant: { url: { relativ: 1 } } },
      'variant.url: Expected "relative" or "absolute", actual {"relativ":1}',
    ],
    [
      { variant: { url: 'x", actual "relativ' } },
      'variant.url: Expected "relative" or "absolute", actual "x\\", actual \\"relativ"',
    ],
  ])("that are wrong in one place are told once, with what was probably meant: %j", async (options, told) => {
    // as: what no compiler has seen
    await expect(startSandbox(options as never)).rejects.toThrow(
      expect.objectContaining({ _tag: "InvalidOptions", message: told }),
    )
  })

  it("ask whether a kind or an endpoint of a fault was mistyped", async () => {
    await expect(startSandbox({ faults: [{ kind: "statsu" }] } as never)).rejects.toThrow(
      /did you mean "status"\?$/,
    )
    const endpoint = "CreateSesion"
    await expect(startSandbox({ faults: [{ kind: "delay", endpoint }] } as never)).rejects.toThrow(
      /did you mean "CreateSession"\?$/,
    )
  })

  it("degrade a proxy, for the MVPDs behind it", async () => {
    const degradations = [{ mvpd: "Regional_Proxy", rule: "AuthNAll" }] as const
    await using sandbox = await startSandbox({ degradations })
    expect(await sandbox.admin.degradations()).toEqual(degradations)
  })

  it("warn of a package that fits nothing, where it looks like one that would", async () => {
    const messages: Array<string> = []
    const logger = Logger.make(({ message }) => messages.push(String(message)))
    const account = { username: "kim", password: "", name: "Kim", about: "", packages: ["sport", "extra"] }
    const channels = [
      { id: "a", name: "A", package: "mvoies" },
      { id: "b", name: "B", package: "premium" },
    ]
    await make({ accounts: [account], channels, listen: false }).pipe(
      Effect.scoped,
      Effect.provide(Logger.replace(Logger.defaultLogger, logger)),
      Effect.runPromise,
    )
    expect(messages).toEqual([
      'The account kim has, but no channel needs the package "sport"; did you mean "sports"?',
      'The channel a needs, but no account has the package "mvoies"; did you mean "movies"?',
    ])
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
      { port: 65_536 },
      { faults: [{ kind: "throttled", status: 429 }] },
      { channels: [{ id: "a", name: "A", rating: "TV-PGG" }] },
    ]) {
      expect(validate(wrong)).toBe(false)
    }
  })

  it("says of each field what it is, and lets editors take comments", () => {
    expect(schema).toMatchObject({ allowComments: true, allowTrailingCommas: true })
    expect(schema.$defs.SandboxOptions.properties.codeTtl.description).toContain("authentication code")
    expect(schema.$defs.Mvpd.properties.logoutEndpoint.description).toContain("in a browser")
    expect(schema.$defs.Fault.properties.retryAfter.description).toBe(
      "Of `status` and `throttled`: seconds for the header `Retry-After`, which is left out unless given.",
    )
    expect(schema.$defs.Fault.properties.status.description).toContain("of the fault `status` 500")
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
    expect(Effect.runSync(parseJson(text))).toEqual(value)
  })
})
