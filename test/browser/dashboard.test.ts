/* oxlint-disable vitest/expect-expect -- `says`, `fits` and `isAccessible` expect */
/** The dashboard's tools: filters, exports, plots, faults with every setting, the catalogue, the clock, and the way back. */
import { readFile } from "node:fs/promises"
import type { Page } from "playwright-core"
import { describe, expect, it } from "vitest"
import { fits, isAccessible, says, useBrowser } from "./support.js"

const actors = useBrowser()

const opened = async () => {
  const page = await actors.open("/sandbox")
  await says(page, "Live")
  return page
}
const call = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${actors.sandbox.baseUrl}${path}`, { headers })
const rows = (page: Page) => page.locator("#log > li:visible")

describe("the dashboard", () => {
  it("searches requests, and filters them by status, endpoint and device", async () => {
    const page = await opened()
    await call("/api/v2/REF30/configuration", { "x-forwarded-for": "203.0.113.7" })
    await call("/api/v2/REF30/profiles", { "x-forwarded-for": "203.0.113.8", "x-mark": "needle" })
    await call("/nowhere")
    await expect.poll(() => rows(page).count()).toBe(3)
    await page.getByRole("searchbox", { name: "Search" }).fill("NEEDLE")
    expect(await rows(page).count()).toBe(1)
    await page.getByRole("searchbox", { name: "Search" }).fill("")
    await page.getByLabel("Device", { exact: true }).selectOption("203.0.113.7")
    expect(await rows(page).allTextContents()).toEqual([expect.stringContaining("RetrieveConfiguration")])
    await page.getByLabel("Device", { exact: true }).selectOption("")
    await page.getByLabel("Status", { exact: true }).first().selectOption("5")
    expect(await rows(page).count()).toBe(0)
    await page.getByLabel("Status", { exact: true }).first().selectOption("4")
    expect(await rows(page).count()).toBe(3)
    await isAccessible(page)
    await fits(page, "dashboard-log")
  })

  it("copies a request as curl, which asks the same, and saves requests as HAR, with secrets masked", async () => {
    const page = await opened()
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
    await call("/api/v2/REF30/profiles?x=it's", { authorization: "Bearer a-secret-token" })
    await page.locator("#log summary").first().click()
    await page.getByRole("button", { name: "Copy as curl" }).click()
    await says(page, "Copied, with its secrets")
    const curl = await page.evaluate<string>("navigator.clipboard.readText()")
    expect(curl).toContain(`curl -i -X GET '${actors.sandbox.baseUrl}/api/v2/REF30/profiles?x=it%27s'`)
    expect(curl).toContain("-H 'authorization: Bearer a-secret-token'")
    const harOf = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page
          .getByRole("button", { name: "Save as HAR" })
          .nth(name === "all" ? 0 : 1)
          .click(),
      ])
      return readFile(await download.path(), "utf8")
    }
    for (const name of ["all", "one"]) {
      const har = await harOf(name)
      expect(har).not.toContain("a-secret-token")
      expect(JSON.parse(har)).toMatchObject({
        log: {
          version: "1.2",
          entries: [
            {
              startedDateTime: expect.stringMatching(/Z$/),
              request: { method: "GET", queryString: [{ name: "x", value: "it's" }] },
              response: { status: 401, content: { mimeType: "application/json;charset=UTF-8" } },
              comment: "RetrieveProfiles",
            },
          ],
        },
      })
    }
    await isAccessible(page)
  })

  it("plots requests, refusals and the level of each bucket", async () => {
    const page = await opened()
    await actors.sandbox.admin.setThrottle({ requestsPerSecond: 1, burst: 2 })
    await Promise.all(Array.from({ length: 6 }, () => call("/api/v2/REF30/configuration")))
    await page.getByRole("img", { name: /^6 requests in the last minute/ }).waitFor()
    const refused = await page.locator("#plot-429").getAttribute("aria-label")
    expect(refused).toMatch(/^[23] answers of 429 in the last minute/)
    expect(await page.locator("#plot-requests rect").count()).toBeGreaterThan(0)
    const line = page.locator("#buckets polyline").first()
    await line.waitFor({ state: "attached" })
    await expect
      .poll(async () => ((await line.getAttribute("points")) ?? "").split(" ").length, { timeout: 10_000 })
      .toBeGreaterThan(1)
    await isAccessible(page)
  })

  it("orders a fault with every setting of its kind", async () => {
    const { admin } = actors.sandbox
    const page = await opened()
    const form = page.locator("#fault")
    await form.locator("[name=kind]").selectOption("answer")
    await form.locator("[name=status]").fill("503")
    await form.locator("[name=headers]").fill("Retry-After: 5\nX-Mine: a: b")
    await form.locator("[name=body]").fill('{"message":"Back at eight."}')
    await form.getByText("How often, where, how late").click()
    await form.locator("[name=path]").fill("/api/v2/*/configuration")
    await form.locator("[name=delay]").fill("1")
    await form.locator("[name=always]").check()
    await form.getByRole("button", { name: "Order the fault" }).click()
    await says(page, "answer 503")
    expect(await admin.faults()).toEqual([
      {
        id: 1,
        kind: "answer",
        status: 503,
        headers: { "Retry-After": "5", "X-Mine": "a: b" },
        body: { message: "Back at eight." },
        path: "/api/v2/*/configuration",
        delay: 1,
        times: "always",
      },
    ])
    expect((await call("/api/v2/REF30/configuration")).status).toBe(503)
    await isAccessible(page)
    await fits(page, "dashboard-fault")
    await form.locator("[name=always]").uncheck()
    await form.locator("[name=path]").fill("")
    await form.locator("[name=kind]").selectOption("error")
    expect(await form.locator("[name=headers]").isVisible()).toBe(false)
    await form.locator("[name=code]").fill("authorization_denied_by_mvpd")
    await form.locator("[name=details]").fill("Not today.")
    await form.locator("[name=probability]").fill("0.5")
    await form.getByRole("button", { name: "Order the fault" }).click()
    await says(page, "at 50 %")
    expect((await admin.faults())[1]).toMatchObject({
      kind: "error",
      code: "authorization_denied_by_mvpd",
      details: "Not today.",
      probability: 0.5,
    })
  })

  it("edits accounts, providers and channels in place, adds and removes them", async () => {
    const { admin } = actors.sandbox
    const page = await opened()
    const item = (name: string) => page.locator("#catalogue li", { hasText: name })
    await item("basic").first().locator("summary").click()
    await item("basic").first().getByLabel("Packages").fill("basic, movies")
    await item("basic").first().getByRole("button", { name: "Save" }).click()
    await says(page, "basic is saved.")
    const basic = (await admin.accounts()).find(({ username }) => username === "basic")
    expect(basic).toMatchObject({ packages: ["basic", "movies"], password: "password", name: "Bea Basic" })
    await isAccessible(page)

    const chosen = page.getByLabel("What to edit")
    await chosen.selectOption("mvpds")
    await item("Add one").locator("summary").click()
    await item("Add one").getByLabel("Id", { exact: true }).fill("Village_TV")
    await item("Add one").getByLabel("Name", { exact: true }).fill("Village TV")
    await item("Add one").getByRole("button", { name: "Add" }).click()
    await says(page, "Village_TV is saved.")
    expect((await admin.mvpds()).find(({ id }) => id === "Village_TV")).toEqual({
      id: "Village_TV",
      displayName: "Village TV",
      logoutEndpoint: true,
    })

    await chosen.selectOption("channels")
    await item("weather").locator("summary").click()
    await item("weather").getByLabel("Package").fill("sports")
    await item("weather").getByRole("button", { name: "Save" }).click()
    await says(page, "weather is saved.")
    expect((await admin.channels()).find(({ id }) => id === "weather")?.package).toBe("sports")

    await chosen.selectOption("accounts")
    await item("stranger").locator("summary").click()
    await item("stranger").getByRole("button", { name: "Remove" }).click()
    await says(page, "stranger is gone.")
    expect((await admin.accounts()).map(({ username }) => username)).not.toContain("stranger")
    await fits(page, "dashboard-catalogue")
  })

  it("sets the clock to any time of any zone, and shows it so", async () => {
    const { admin } = actors.sandbox
    const page = await opened()
    await page.getByLabel("Time zone").selectOption("America/New_York")
    await page.getByLabel("Date and time").fill("2031-07-01T12:00:05")
    await page.getByRole("button", { name: "Set the clock" }).click()
    await says(page, "The clock is set to 2031-07-01 12:00:05 America/New_York.")
    expect(Math.abs((await admin.now()) - Date.UTC(2031, 6, 1, 16))).toBeLessThan(10_000)
    await says(page, /^2031-07-01 12:00:\d\d America\/New_York$/)
    await page.getByLabel("Time zone").selectOption("UTC")
    await says(page, /^2031-07-01 16:00:\d\d UTC$/)
    await isAccessible(page)
  })

  it("asks before it forgets everything", async () => {
    const { admin } = actors.sandbox
    const page = await opened()
    await admin.addFault({ kind: "html" })
    await page.getByRole("button", { name: "Reset all" }).click()
    await isAccessible(page)
    await fits(page, "dashboard-reset")
    await page.keyboard.press("Enter")
    expect(await admin.faults()).toHaveLength(1)
    await page.getByRole("button", { name: "Reset all" }).click()
    await page.getByRole("button", { name: "Forget everything" }).click()
    await says(page, "Everything is forgotten.")
    expect(await admin.faults()).toEqual([])
  })
})

describe("the other pages", () => {
  it("the login page begins in the field to fill, and every page has an icon", async () => {
    const login = async (code: string) => actors.open(`/mvpd/Cablevision/login?RelayState=${code}`)
    const { admin, baseUrl, softwareStatement } = actors.sandbox
    const ask = async (path: string, init: RequestInit): Promise<Record<string, string>> =>
      (await fetch(baseUrl + path, init)).json() as Promise<Record<string, string>>
    const json = { "content-type": "application/json" }
    const client = await ask("/o/client/register", {
      method: "POST",
      headers: json,
      body: JSON.stringify({ software_statement: softwareStatement }),
    })
    const token = await ask("/o/client/token", {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: client["client_id"] ?? "",
        client_secret: client["client_secret"] ?? "",
      }),
    })
    const session = await ask("/api/v2/REF30/sessions", {
      method: "POST",
      headers: {
        authorization: `Bearer ${token["access_token"]}`,
        "ap-device-identifier": `fingerprint ${btoa("tv")}`,
      },
      body: new URLSearchParams({
        mvpd: "Cablevision",
        domainName: "example.com",
        redirectUrl: `${baseUrl}/activate/done`,
      }),
    })
    const page = await login(session["code"] ?? "")
    expect(await page.evaluate("document.activeElement.id")).toBe("username")
    await page.keyboard.type("subscriber")
    await page.keyboard.press("Enter")
    await says(page, "Username and password do not match.")
    expect(await page.evaluate("document.activeElement.id")).toBe("password")
    await isAccessible(page)
    expect(await page.locator("link[rel=icon]").getAttribute("href")).toMatch(/^data:image\/svg\+xml,/)
    await admin.reset()
  })

  it("the home page lists who can sign in", async () => {
    await actors.sandbox.admin.putAccount({
      username: "mine",
      password: "secret word",
      name: "Mia Mine",
      about: "is of this test",
      packages: [],
    })
    const page = await actors.open("/")
    await says(page, "Mia Mine is of this test; password secret word")
    for (const { username } of await actors.sandbox.admin.accounts())
      expect(await page.locator(".people code", { hasText: username }).count()).toBeGreaterThan(0)
    await isAccessible(page)
    await fits(page, "home-accounts")
  })
})
