/** The whole client over real HTTP, against the sandbox: what it registers and which tokens it asks for. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { AdobePassOptions } from "../../src/promise.js"
import { makeAdobePass } from "../../src/promise.js"
import type { RunningSandbox } from "../../src/sandbox/index.js"
import { startSandbox } from "../../src/sandbox/index.js"

let sandbox: RunningSandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())
beforeEach(() => sandbox.admin.reset())

const root = fs.mkdtempSync(join(tmpdir(), "tokens-"))
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))
let directories = 0
const fresh = () => join(root, String(++directories))

const client = (options: Partial<AdobePassOptions> = {}) =>
  makeAdobePass({
    environment: { baseUrl: sandbox.baseUrl },
    serviceProvider: "REF30",
    softwareStatement: sandbox.softwareStatement,
    device: { identifier: "tv" },
    policies: { throttle: false, retry: { times: 0 } },
    ...options,
  })

/** What was asked of the registration endpoints, in order: R for a client, T for a token. */
const asked = async () =>
  (await sandbox.admin.requests())
    .map(({ endpoint }) =>
      endpoint === "RetrieveClientCredentials" ? "R" : endpoint === "RetrieveAccessToken" ? "T" : "",
    )
    .join("")

/** A Web Storage that a test can break. */
const storage = () => {
  const values = new Map<string, string>()
  const self = { values, broken: false }
  const check = () => {
    if (self.broken) throw new DOMException("no", "SecurityError")
  }
  const web: Storage = {
    getItem: (key) => (check(), values.get(key) ?? null),
    setItem: (key, value) => (check(), void values.set(key, value)),
    removeItem: (key) => (check(), void values.delete(key)),
    clear: () => values.clear(),
    key: () => null,
    length: 0,
  }
  return Object.assign(self, { web })
}

describe("a client over HTTP", () => {
  it("registers once and earns one token for many calls at once", async () => {
    await using pass = client()
    await Promise.all(Array.from({ length: 50 }, () => pass.profiles()))
    expect(await asked()).toBe("RT")
  })

  it("starts again from its directory with the same client and token", async () => {
    const store = { directory: fresh() }
    for (let start = 0; start < 3; start++) {
      await using pass = client({ store })
      await pass.profiles()
    }
    expect(await asked()).toBe("RT")
    expect(fs.statSync(store.directory).mode & 0o777).toBe(0o700)
    for (const name of fs.readdirSync(store.directory)) {
      expect(fs.statSync(join(store.directory, name)).mode & 0o777).toBe(0o600)
    }
  })

  it("two clients over one directory register once, though they start at the same time", async () => {
    const store = { directory: fresh() }
    await using one = client({ store })
    await using other = client({ store })
    await Promise.all([one, other, one, other].map((pass) => pass.profiles()))
    expect(await asked()).toBe("RT")
  })

  it("starts again from Web Storage", async () => {
    const { values, web } = storage()
    for (let start = 0; start < 2; start++) {
      await using pass = client({ store: web })
      await pass.profiles()
    }
    expect(await asked()).toBe("RT")
    expect([...values.keys()].map((key) => key.split("-")[0]).toSorted()).toEqual(["credentials", "token"])
    expect([...values.keys()].join()).not.toContain("tv")
  })

  it("goes on in memory where storage fails, and writes all of it once that works again", async () => {
    const store = storage()
    store.broken = true
    await using pass = client({ store: store.web })
    await pass.profiles()
    await pass.profiles()
    expect(await asked()).toBe("RT")
    store.broken = false
    await sandbox.admin.revokeTokens()
    await pass.profiles()
    expect(await asked()).toBe("RTT")
    expect(store.values.size).toBe(2)
    await using next = client({ store: store.web })
    await next.profiles()
    expect(await asked()).toBe("RTT")
  })

  it("gets over garbage in every file of its directory with one registration", async () => {
    const store = { directory: fresh() }
    const first = client({ store })
    await first.profiles()
    await first.close()
    for (const name of fs.readdirSync(store.directory)) fs.writeFileSync(join(store.directory, name), "{ gar")
    for (let start = 0; start < 2; start++) {
      await using pass = client({ store })
      await pass.profiles()
    }
    expect(await asked()).toBe("RTRT")
    for (const name of fs.readdirSync(store.directory)) {
      JSON.parse(fs.readFileSync(join(store.directory, name), "utf8"))
    }
  })

  it("answers any 401 with a token of the same client, and the call goes through", async () => {
    await using pass = client()
    await pass.profiles()
    const codes = [
      ["invalid_access_token_client_application", "application-registration"],
      ["something_new", "none"],
    ] as const
    for (const [code, action] of codes) {
      await sandbox.admin.addFault({ kind: "error", endpoint: "RetrieveProfiles", status: 401, code, action })
      expect(await pass.profiles()).toEqual([])
    }
    await sandbox.admin.revokeTokens()
    await Promise.all(Array.from({ length: 20 }, () => pass.profiles()))
    expect(await asked()).toBe("RTTTT")
  })

  it("registers anew when the service forgot the client, once for all who call", async () => {
    const store = { directory: fresh() }
    await using pass = client({ store })
    for (let time = 0; time < 2; time++) {
      await pass.profiles()
      await sandbox.admin.revokeClients()
      await Promise.all(Array.from({ length: 20 }, () => pass.profiles()))
    }
    // a token asked for in vain, a client, a token; and the same again
    expect(await asked()).toBe("RTTRTTRT")
    await using next = client({ store })
    await next.profiles()
    expect(await asked()).toBe("RTTRTTRT")
  })

  it("registers anew when the fresh token is refused too, and gives up after that", async () => {
    await using pass = client()
    await pass.profiles()
    const refuse = (times: number) =>
      sandbox.admin.addFault({
        kind: "error",
        endpoint: "RetrieveProfiles",
        status: 401,
        code: "invalid_access_token_client_application",
        action: "application-registration",
        times,
      })
    await refuse(2)
    expect(await pass.profiles()).toEqual([])
    expect(await asked()).toBe("RTTRT")
    await refuse(1000)
    for (let call = 0; call < 5; call++) {
      await expect(pass.profiles()).rejects.toMatchObject({ _tag: "RegistrationRejected" })
    }
    const registrations = (await asked()).match(/R/g)
    expect(registrations).toHaveLength(2)
  })

  it("follows the server's time: what expired there is refreshed before it is refused", async () => {
    await using pass = client()
    await pass.profiles()
    await sandbox.admin.advance("8 days")
    await pass.profiles()
    await sandbox.admin.clearRequests()
    await sandbox.admin.advance("5 hours")
    await pass.profiles()
    // this answer tells the time; the next call finds the token's last minute and has it replaced
    await sandbox.admin.advance("59 minutes")
    await pass.profiles()
    await pass.profiles()
    await expect.poll(asked).toBe("T")
    // it has been issued by then, and with this answer it has come as well
    await pass.profiles()
    await sandbox.admin.advance("2 minutes")
    await pass.profiles()
    const statuses = (await sandbox.admin.requests()).map(({ status }) => status)
    expect(statuses).not.toContain(401)
  })

  it("works on a device whose clock is years off, in one more request at most", async () => {
    for (const years of [-30, -1, 1, 30]) {
      await sandbox.admin.reset()
      const store = { directory: fresh() }
      await sandbox.admin.setNow(Date.now() - years * 31_557_600_000)
      for (let start = 0; start < 3; start++) {
        await using pass = client({ store })
        await pass.profiles()
        await pass.profiles()
      }
      expect((await asked()).replace(/T+/, "T")).toBe("RT")
      expect((await asked()).length).toBeLessThanOrEqual(4)
    }
  })
})
