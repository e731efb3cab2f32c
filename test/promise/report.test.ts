import { describe, expect, it, vi } from "vitest"
import type { CallReport, LogEntry } from "../../src/promise.js"
import { sleep } from "../support/quickTime.js"
import { login, useSandbox } from "./support.js"

const context = useSandbox()

const unhandled: Array<unknown> = []
process.on("unhandledRejection", (reason) => unhandled.push(reason))

const broken = {
  getItem: () => {
    throw new Error("no storage")
  },
  setItem: () => undefined,
  removeItem: () => undefined,
}

const listeners = [
  [
    "throws",
    () => {
      throw new Error("no")
    },
  ],
  ["rejects", () => Promise.reject(new Error("not now"))],
] as const

describe("a logger", () => {
  it("gets the lines of the log, and the console gets none", async () => {
    const console_ = vi.spyOn(console, "log")
    const entries: Array<LogEntry> = []
    await context.client({ store: broken, logger: (entry) => entries.push(entry) }).configuration()
    expect(entries).toEqual([
      {
        level: "Warning",
        message: expect.stringMatching(/^the store fails; going on in memory: ./),
        time: expect.any(Number),
        annotations: {},
      },
    ])
    expect(console_).not.toHaveBeenCalled()
    console_.mockRestore()
  })

  for (const [name, logger] of listeners) {
    it(`that ${name} breaks no call`, async () => {
      const { id } = await context.client({ store: broken, logger }).configuration()
      expect(id).toBe("REF30")
      await sleep(0)
      expect(unhandled).toEqual([])
    })
  }
})

describe("who is told of each call", () => {
  const watched = () => {
    const reports: Array<CallReport> = []
    const identifier = crypto.randomUUID()
    const pass = context.client({
      device: { identifier },
      policies: { throttle: false },
      onCall: (report) => reports.push(report),
    })
    return { identifier, pass, reports }
  }
  const usual = { time: expect.any(Number), milliseconds: expect.any(Number), requests: 1 }

  it("gets its endpoint, status and time, and no secret", async () => {
    const { identifier, pass, reports } = watched()
    const before = Date.now()
    await pass.profiles()
    expect(reports).toEqual([
      { ...usual, endpoint: "RetrieveClientCredentials", status: 201 },
      { ...usual, endpoint: "RetrieveAccessToken", status: 201 },
      { ...usual, endpoint: "RetrieveProfiles", status: 200 },
    ])
    for (const { milliseconds, time } of reports) {
      expect(time).toBeGreaterThanOrEqual(before - 50)
      expect(time + milliseconds).toBeLessThanOrEqual(Date.now() + 50)
    }
    expect(JSON.stringify(reports)).not.toContain(identifier)
  })

  it("gets one report for a call that was sent again, with how often", async () => {
    const { pass, reports } = watched()
    await pass.profiles()
    reports.length = 0
    await context.sandbox.admin.addFault({ kind: "status", endpoint: "RetrieveConfiguration", status: 503 })
    await context.sandbox.admin.addFault({ kind: "reset-before", endpoint: "RetrieveConfiguration" })
    await pass.configuration()
    expect(reports).toEqual([{ ...usual, endpoint: "RetrieveConfiguration", status: 200, requests: 3 }])
    expect(reports[0]?.milliseconds).toBeGreaterThan(500)
  })

  it("gets what a support ticket needs of a call that failed", async () => {
    const { pass, reports } = watched()
    await expect(pass.authenticate({ ...login, mvpd: "nobody" })).rejects.toBeInstanceOf(Error)
    expect(reports.at(-1)).toEqual({
      ...usual,
      endpoint: "CreateSession",
      status: expect.any(Number),
      error: expect.any(String),
      code: expect.any(String),
      trace: expect.any(String),
    })

    await expect(pass.endpoints.retrieveSession({ code: ".." })).rejects.toBeInstanceOf(Error)
    expect(reports.at(-1)).toEqual({
      ...usual,
      endpoint: "RetrieveSession",
      error: "InvalidRequest",
      requests: 0,
    })
  })

  it("gets a report of a call that was aborted", async () => {
    const { pass, reports } = watched()
    await pass.profiles()
    await context.sandbox.admin.addFault({ kind: "delay", endpoint: "RetrieveProfiles", delay: 3000 })
    const controller = new AbortController()
    void sleep(300).then(() => controller.abort(new DOMException("late", "TimeoutError")))
    await expect(pass.profiles({ signal: controller.signal })).rejects.toMatchObject({
      name: "TimeoutError",
    })
    await expect
      .poll(() => reports.at(-1))
      .toEqual({ ...usual, endpoint: "RetrieveProfiles", error: "Aborted" })
  })

  for (const [name, onCall] of listeners) {
    it(`and ${name} breaks no call`, async () => {
      expect(await context.client({ onCall }).profiles()).toEqual([])
      await sleep(0)
      expect(unhandled).toEqual([])
    })
  }
})
