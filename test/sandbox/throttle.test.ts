import { afterEach, describe, expect, it } from "vitest"
import { useSandbox } from "./driver.js"

const { sandbox, call } = useSandbox({ throttle: true })
const startOver = () => sandbox().admin.setThrottle(true)
afterEach(startOver)

const path = "/api/v2/REF30/configuration"
const from = (address: string) => call(path, { headers: { "x-forwarded-for": address } })

describe("throttling", () => {
  it("the answer is the gateway's HTML page without Retry-After, readable across origins", async () => {
    await sandbox().admin.setThrottle({ burst: 0 })
    await from("203.0.113.8")
    const { status, headers, text } = await from("203.0.113.8")
    expect(status).toBe(429)
    expect(headers.get("content-type")).toBe("text/html")
    expect(headers.get("server")).toBe("openresty")
    expect(headers.get("p3p")).toBe('CP="NOI DSP COR CURa ADMa DEVa OUR BUS IND UNI COM NAV STA"')
    expect(headers.get("retry-after")).toBeNull()
    expect(headers.get("access-control-allow-methods")).toBe("POST,GET,OPTIONS,DELETE")
    expect(headers.get("access-control-expose-headers")).toContain("Authzf-Error-Code")
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^AWSALB=[^;]+;.*Path=\//),
      expect.stringMatching(/^AWSALBCORS=[^;]+;.*SameSite=None/),
    ])
    expect(text).toContain("<center><h1>429 Too Many Requests</h1></center>")
    await sandbox().admin.setThrottle({ burst: 0, retryAfter: 7 })
    await from("203.0.113.8")
    expect((await from("203.0.113.8")).headers.get("retry-after")).toBe("7")
  })

  it("counts each device address by itself: the first forwarded one, else the socket's", async () => {
    for (let index = 0; index < 11; index += 1) await from("203.0.113.9, 10.0.0.1")
    expect((await from("203.0.113.9")).status).toBe(429)
    expect((await from("203.0.113.10")).status).toBe(401)
    expect((await call(path)).status).toBe(401)
    expect((await sandbox().admin.buckets()).map(({ address }) => address)).toContain("127.0.0.1")
  })

  it("a device that stays quiet gets its burst back, unless the burst is for once", async () => {
    for (const [refill, status] of [
      [true, 401],
      [false, 429],
    ] as const) {
      await sandbox().admin.setThrottle({ refill })
      for (let index = 0; index < 11; index += 1) await from("203.0.113.11")
      await sandbox().admin.advance("1 minute")
      await from("203.0.113.11")
      expect((await from("203.0.113.11")).status).toBe(status)
    }
  })

  it.each(["//api/v2/REF30/configuration", "/%61pi/v2/REF30/configuration", "/api/v2//REF30/configuration/"])(
    "counts %s, which is the same endpoint in another spelling",
    async (spelling) => {
      await sandbox().admin.setThrottle({ burst: 0 })
      await call(spelling)
      expect((await call(spelling)).status).toBe(429)
      expect((await sandbox().admin.requests({ endpoint: "RetrieveConfiguration" })).at(-1)?.path).toBe(
        spelling,
      )
    },
  )

  it.each([
    [0.5, [1, 0, 1, 0, 1, 0]],
    [1.5, [2, 1, 2, 1, 2, 1]],
    [2, [2, 2, 2, 2, 2, 2]],
  ])("keeps to %s requests a second", async (requestsPerSecond, admitted) => {
    const { admin } = sandbox()
    await admin.setThrottle({ requestsPerSecond, burst: 0 })
    const seen = []
    for (const second of admitted.keys()) {
      // seconds count from the first request, which comes a little after its time: the others come in their middle
      await admin.setNow(Date.UTC(2030, 0, 1, 0, 0, second, second === 0 ? 0 : 500))
      const statuses = [await call(path), await call(path), await call(path)].map(({ status }) => status)
      seen.push(statuses.filter((status) => status === 401).length)
      expect(await admin.buckets()).toEqual([expect.objectContaining({ left: 0 })])
    }
    expect(seen).toEqual(admitted)
  })

  it("covers registration, V2 and V1, and not the MVPD's own pages", async () => {
    await sandbox().admin.setThrottle({ burst: 0, requestsPerSecond: 1 })
    await call("/api/v1/authorize")
    expect((await call("/o/client/register", { method: "POST" })).status).toBe(429)
    expect((await call("/o/client/token", { method: "POST" })).status).toBe(429)
    expect((await call("/api/v2/authenticate/REF30/ABCDEFG")).status).toBe(429)
    expect((await call("/mvpd/Cablevision/login")).status).toBe(400)
  })
})
