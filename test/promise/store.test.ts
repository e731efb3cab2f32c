import { describe, expect, it } from "vitest"
import type { ItemStorage, LogEntry } from "../../src/promise.js"
import { InvalidRequest, makeAdobePass } from "../../src/promise.js"
import { sleep } from "../support/quickTime.js"
import { login, useSandbox } from "./support.js"

const context = useSandbox()

const unhandled: Array<unknown> = []
process.on("unhandledRejection", (reason) => unhandled.push(reason))

const signIn = (pass: ReturnType<typeof context.client>) =>
  pass.authenticate({
    ...login,
    onCode: ({ code }) => context.sandbox.admin.completeLogin({ code, username: "basic" }),
  })

/** A storage whose answers are promises, as React Native's are. */
const later = (items = new Map<string, string>()): ItemStorage => ({
  getItem: async (key) => {
    await sleep(5)
    return items.get(key) ?? null
  },
  setItem: async (key, value) => {
    await sleep(5)
    items.set(key, value)
  },
  removeItem: async (key) => {
    await sleep(5)
    items.delete(key)
  },
})

describe("a storage", () => {
  it("that hangs holds up no catalogue that is known", async () => {
    const items = later()
    let hangs = false
    const store: ItemStorage = {
      ...items,
      getItem: (key) => (hangs ? new Promise(() => {}) : items.getItem(key)),
    }
    const pass = context.client({ device: { identifier: crypto.randomUUID() }, store })
    await signIn(pass)
    const look = () => pass.preauthorize({ mvpd: login.mvpd, resources: ["newsline"] })
    const known = await look()
    expect(known).toMatchObject([{ _tag: "Permit" }])
    await context.sandbox.admin.clearRequests()
    hangs = true
    expect(await look()).toEqual(known)
    expect(await context.sandbox.admin.requests({})).toEqual([])
  })

  it("shared by two tabs: the permits of one end with a login or logout in the other", async () => {
    const device = { identifier: crypto.randomUUID() }
    const shared = later()
    const [one, other] = [1, 2].map(() => context.client({ device, store: shared }))
    const answer = async (tab: typeof one) =>
      (await tab!.preauthorize({ mvpd: login.mvpd, resources: ["cinema1"] }))[0]?._tag
    const enter = (username: string) =>
      one!.authenticate({
        ...login,
        onCode: ({ code }) => context.sandbox.admin.completeLogin({ code, username }),
      })
    await enter("subscriber")
    expect([await answer(one), await answer(other)]).toEqual(["Permit", "Permit"])
    await one!.logout({ mvpd: login.mvpd, redirectUrl: login.redirectUrl })
    await expect(answer(other)).rejects.toMatchObject({ _tag: "AuthenticationRequired" })
    await enter("basic")
    expect([await answer(one), await answer(other)]).toEqual(["Deny", "Deny"])
  })

  const items = new Map<string, string>()
  for (const [name, storage] of [
    ["whose answers are promises", later()],
    [
      "that answers at once",
      {
        getItem: (key) => items.get(key),
        setItem: (key, value) => items.set(key, value),
        removeItem: (key) => items.delete(key),
      },
    ],
  ] as const satisfies ReadonlyArray<readonly [string, ItemStorage]>) {
    it(`${name} outlives the client: the next one is registered and knows the viewer`, async () => {
      const device = { identifier: crypto.randomUUID() }
      await signIn(context.client({ device, store: storage }))
      await context.sandbox.admin.clearRequests()

      const next = context.client({ device, store: storage })
      expect(await next.remembered()).toMatchObject({ mvpd: { id: login.mvpd } })
      expect(await next.profiles()).toMatchObject([{ mvpd: login.mvpd }])
      const requests = await context.sandbox.admin.requests({})
      expect(requests.map(({ endpoint }) => endpoint)).toEqual(["RetrieveProfiles"])

      await next.logout({ mvpd: login.mvpd, redirectUrl: login.redirectUrl })
      expect(await context.client({ device, store: storage }).remembered()).toBeUndefined()
    })
  }
})

describe("a storage that fails", () => {
  const no = () => {
    throw new Error("the value was 4711")
  }
  const reject = () => Promise.reject(new Error("the value was 4711"))
  for (const [name, fail] of [
    ["throws", no],
    ["rejects", reject],
  ] as const) {
    it(`and ${name} breaks no call, and is told once without what it said`, async () => {
      const entries: Array<LogEntry> = []
      const pass = context.client({
        store: { getItem: fail, setItem: fail, removeItem: fail },
        logger: (entry) => entries.push(entry),
      })
      await signIn(pass)
      expect(await pass.remembered()).toMatchObject({ mvpd: { id: login.mvpd } })
      expect(await pass.profiles()).toHaveLength(1)
      await pass.logout({ mvpd: login.mvpd, redirectUrl: login.redirectUrl })
      expect(entries.map(({ message }) => message)).toEqual([expect.stringContaining("the storage failed")])
      expect(JSON.stringify(entries)).not.toContain("4711")
      expect(unhandled).toEqual([])
    })
  }

  it("and holds what is no text breaks no call", async () => {
    const store: ItemStorage = {
      getItem: () => JSON.parse('{"not":"a text"}'),
      setItem: () => undefined,
      removeItem: () => undefined,
    }
    expect(await context.client({ store, logger: () => undefined }).profiles()).toEqual([])
  })
})

/** A client of a service that answers at once, over a storage as given. */
const faked = (store: ItemStorage) => {
  const asked: Array<string> = []
  const pass = makeAdobePass({
    environment: { baseUrl: "http://service.test" },
    serviceProvider: "REF30",
    softwareStatement: "a.b.c",
    device: { identifier: "a device" },
    policies: { throttle: false },
    store,
    logger: () => undefined,
    fetch: (input) => {
      const { pathname } = new URL(String(input))
      asked.push(pathname)
      const profile = { mvpd: "Cablevision", type: "regular", attributes: {}, notBefore: 1, notAfter: 4e12 }
      const bodies: Record<string, object> = {
        "/o/client/register": { client_id: "a", client_secret: "b" },
        "/o/client/token": { access_token: "t", created_at: Date.now(), expires_in: 3600 },
      }
      return Promise.resolve(Response.json(bodies[pathname] ?? { profiles: { Cablevision: profile } }))
    },
  })
  return { asked, pass }
}

/** How many milliseconds a call takes. */
const timed = async (call: Promise<unknown>) => {
  const start = Date.now()
  await call
  return Date.now() - start
}

describe("a storage that is slow", () => {
  const never = () => new Promise<never>(() => {})
  const after = (millis: number): ItemStorage => {
    const items = new Map<string, string>()
    const later = <A>(run: () => A) => sleep(millis).then(run)
    return {
      getItem: (key) => later(() => items.get(key) ?? null),
      setItem: (key, value) => later(() => void items.set(key, value)),
      removeItem: (key) => later(() => void items.delete(key)),
    }
  }
  for (const [what, storage] of [
    ["never answers", { getItem: never, setItem: never, removeItem: never }],
    ["never answers a read", { ...after(0), getItem: never }],
    ["never answers a write", { ...after(0), setItem: never, removeItem: never }],
    ["takes 1.5 s for each entry", after(1500)],
    ["takes 5 s for each entry", after(5000)],
  ] as const) {
    it(`costs no call more than 2 s in all: it ${what}`, async () => {
      const { asked, pass } = faked(storage)
      const calls = [
        () => pass.profiles(),
        () => pass.profile("Cablevision"),
        () => pass.preauthorize({ mvpd: "Cablevision", resources: ["a"] }).catch(() => undefined),
        () => pass.logout({ mvpd: "Cablevision", redirectUrl: "https://a.test/" }).catch(() => undefined),
        () => pass.remembered(),
        () => pass.profiles(),
      ]
      for (const call of calls) expect(await timed(call())).toBeLessThanOrEqual(2_500)
      expect(asked.filter((path) => path === "/o/client/register")).toHaveLength(1)
      await pass.close()
    })
  }
})

describe("a storage that never answers", () => {
  it("breaks no call: after a while the client goes on in memory", async () => {
    const never = () => new Promise<never>(() => {})
    let registrations = 0
    const pass = makeAdobePass({
      environment: { baseUrl: "http://service.test" },
      serviceProvider: "REF30",
      softwareStatement: "a.b.c",
      device: { identifier: "a device" },
      store: { getItem: never, setItem: never, removeItem: never },
      logger: () => undefined,
      fetch: (input) => {
        const { pathname } = new URL(String(input))
        if (pathname === "/o/client/register") registrations += 1
        const bodies: Record<string, object> = {
          "/o/client/register": { client_id: "a", client_secret: "b" },
          "/o/client/token": { access_token: "t", created_at: Date.now(), expires_in: 3600 },
        }
        return Promise.resolve(Response.json(bodies[pathname] ?? { profiles: {} }))
      },
    })
    expect(await pass.profiles()).toEqual([])
    expect(await pass.profiles()).toEqual([])
    expect(registrations).toBe(1)
    await pass.close()
  })
})

describe("a directory that cannot be made", () => {
  it("rejects each call at once, with the name of the option, and sends nothing", async () => {
    let sent = 0
    const pass = context.client({
      store: { directory: "/proc/nope" },
      fetch: (...request) => {
        sent += 1
        return fetch(...request)
      },
    })
    for (const call of [() => pass.profiles(), () => pass.remembered(), () => pass.profiles()]) {
      const error: unknown = await call().catch((error: unknown) => error)
      expect(error).toBeInstanceOf(InvalidRequest)
      expect(error).toMatchObject({ _tag: "InvalidRequest", parameter: "store.directory" })
      expect(String(error)).toContain("/proc/nope")
    }
    expect(sent).toBe(0)
    await pass.close()
  })
})
