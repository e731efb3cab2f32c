/* oxlint-disable vitest/expect-expect -- `says` and `isAccessible` expect */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { describe, expect, it } from "vitest"
import { makeAdobePass } from "../../src/promise.js"
import { codeOf, fits, isAccessible, says, useBrowser } from "./support.js"

const actors = useBrowser()

/** A code that waits for a second screen. */
const aCode = async (): Promise<string> => {
  const tv = await actors.open("/tv", { expects: /status of 400/ })
  await says(tv, "Television, with the subscription you have")
  await tv.keyboard.press("Enter")
  return codeOf(tv)
}

const device = (identifier: string) => {
  const { baseUrl, softwareStatement } = actors.sandbox
  return makeAdobePass({
    environment: { baseUrl },
    serviceProvider: "REF30",
    softwareStatement,
    device: { identifier, info: { model: "TV", osName: "Linux" } },
  })
}

describe("the activation page", () => {
  it("tells a wrong code from an expired one, and both from a broken line", async () => {
    const code = await aCode()
    const page = await actors.open("/activate", { expects: /status of 400|ERR_INTERNET_DISCONNECTED/ })
    const input = page.getByLabel("Code on your TV")
    await page.getByRole("button", { name: "Continue" }).click()
    await says(page, "There is no code yet.")

    await input.fill("ZZZZZZZ")
    await page.keyboard.press("Enter")
    await says(page, "This code is not known.")
    await isAccessible(page)
    await fits(page, "activate-wrong-code")

    await page.context().setOffline(true)
    await input.fill(code)
    await page.keyboard.press("Enter")
    await says(page, "No connection.")
    await isAccessible(page)
    await page.context().setOffline(false)

    await actors.sandbox.admin.advance("31 minutes")
    await page.keyboard.press("Enter")
    await says(page, "This code has expired.")
    await isAccessible(page)
    await fits(page, "activate-expired")
  })

  it("takes the code from the link that the QR code holds, and tells who cancelled", async () => {
    const code = await aCode()
    const page = await actors.open(`/activate?code=${code}`)
    await page.getByRole("button", { name: "Dish" }).click()
    await says(page, "Sign in to Dish")
    await isAccessible(page)
    await fits(page, "login")
    await page.getByRole("button", { name: "Cancel" }).click()
    await says(page, "You did not sign in")
    await isAccessible(page)
    await fits(page, "activate-cancelled")
    await page.getByRole("button", { name: "Try again" }).click()
    expect(await page.getByLabel("Code on your TV").inputValue()).toBe(code)
  })
})

describe("the activation page of another service provider", () => {
  it("does not call a code expired that is good elsewhere", async () => {
    const tv = await actors.open("/tv?serviceProvider=REF40", { expects: /status of 400/ })
    await says(tv, "Television, with the subscription you have")
    await tv.keyboard.press("Enter")
    const page = await actors.open(`/activate?code=${await codeOf(tv)}`, { expects: /status of 400/ })
    await says(page, "This code is not known.")
  })
})

describe("the TV on another origin", () => {
  it("reaches the sandbox as Adobe's CORS headers let it", async () => {
    // the page and its own files; what it calls stays where it is
    const elsewhere = createServer(({ url = "" }, response) => {
      void fetch(new URL(url, actors.sandbox.baseUrl)).then(async (answer) => {
        response.setHeader("content-type", answer.headers.get("content-type") ?? "")
        response.end(await answer.text())
      })
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve))
    const { port } = elsewhere.address() as AddressInfo
    try {
      const tv = await (await actors.context()).newPage()
      await tv.goto(`http://127.0.0.1:${port}/tv`)
      await says(tv, "Television, with the subscription you have")
      await tv.keyboard.press("Enter")
      const code = await codeOf(tv)
      await actors.sandbox.admin.completeLogin({ code, mvpd: "Cablevision" })
      await says(tv, "Signed in with Cablevision")
      await tv.locator("button.tile", { hasText: "Newsline" }).click()
      await says(tv, /^Good for/)
      await tv.keyboard.press("Escape")
      await tv.getByRole("button", { name: "Sign out" }).click()
      await says(tv, "You are signed out on this TV")
    } finally {
      elsewhere.close()
    }
  })
})

describe("the dashboard", () => {
  it("shows what happens as it happens, with secrets masked", async () => {
    const page = await actors.open("/sandbox")
    await says(page, "Live")
    await says(page, "No request yet.")
    await isAccessible(page)
    const code = await aCode()
    await says(page, code)
    await says(page, "RetrieveAccessToken")
    await page.locator("#log summary", { hasText: "RetrieveAccessToken" }).click()
    await says(page, "Answer")
    const opened = page.locator("#log li", { hasText: "RetrieveAccessToken" })
    const [sent] = await actors.sandbox.admin.requests({ endpoint: "RetrieveAccessToken", secrets: true })
    const secret = new URLSearchParams(sent?.requestBody).get("client_secret")
    expect(secret).toMatch(/.{8}/)
    expect(await opened.textContent()).toContain("client_secret=•••")
    expect(await page.content()).not.toContain(secret)
    await isAccessible(page)
    await page.getByLabel(`Provider for ${code}`).selectOption("Cablevision")
    await page.getByLabel(`Account for ${code}`).selectOption("family")
    await page.getByRole("button", { name: `Sign in with ${code}` }).click()
    await says(page, `Signed in family with ${code}.`)
    await says(page, "complete")
    await says(page, "29 days")
    await isAccessible(page)
    await fits(page, "dashboard")
    await page.getByLabel("Endpoint", { exact: true }).first().selectOption("CreateSession")
    expect(await page.locator("#log > li:visible").count()).toBe(1)
  })

  it("calls a device by how its identifier begins, and by half of it at most", async () => {
    // which is Base64, too
    await using pass = device("kitchen1")
    await pass.endpoints.createSession({})
    const page = await actors.open("/sandbox")
    await says(page, "device kitc…, REF30, code good for")
    expect(await page.locator("main").textContent()).not.toContain("kitchen1")
  })

  it("shows the newest devices alone, the newest on top", async () => {
    for (let n = 10; n < 32; n++) {
      await using pass = device(`${n}-television`)
      await pass.endpoints.createSession({})
    }
    const page = await actors.open("/sandbox")
    const devices = page.locator("#devices > li .title")
    await expect.poll(() => devices.count()).toBe(20)
    expect(await devices.first().textContent()).toContain("31-tel…")
    expect(await devices.last().textContent()).toContain("12-tel…")
  })

  it("gives back the trial of one device, and leaves those of others", async () => {
    const { admin } = actors.sandbox
    for (const identifier of ["bedroom-television", "kitchen-television"]) {
      await using pass = device(identifier)
      await pass.authorize({ mvpd: "TempPass_TEST40", resource: "newsline" })
    }
    const [kept] = (await admin.state()).trials
    const page = await actors.open("/sandbox")
    await says(page, /^device kitche…, good for/)
    await page.getByRole("button", { name: "Give back the trial" }).first().click()
    await says(page, "The trial begins anew.")
    expect((await admin.state()).trials).toEqual([kept])
  })

  it("is live again after a look that failed", async () => {
    const page = await actors.open("/sandbox", { expects: /ERR_FAILED/ })
    await says(page, "Live")
    await page.route("**/sandbox/state", (route) => route.abort(), { times: 1 })
    await says(page, "The sandbox does not answer.")
    await says(page, "Live")
  })

  it("has the rows that the log has, whoever empties it, and keeps one that is open", async () => {
    const { admin, baseUrl } = actors.sandbox
    const ask = () => fetch(`${baseUrl}/api/v2/REF30/configuration`)
    await ask()
    const context = await actors.context({ expects: /ERR_FAILED/ })
    await context.route("**/sandbox/requests", (route) => route.abort(), { times: 1 })
    const page = await context.newPage()
    await page.goto(`${baseUrl}/sandbox`)
    const rows = page.locator("#log > li")
    await rows.locator("summary").click()
    await says(page, "Answer")
    await ask()
    await expect.poll(() => rows.count()).toBe(2)
    await page.waitForResponse("**/sandbox/requests")
    await says(page, "Live")
    await says(page, "Answer")
    expect(await rows.count()).toBe(2)
    await admin.reset()
    await says(page, "No request yet.")
    expect(await rows.count()).toBe(0)
  })

  it("steers clock, throttle, faults, degradation and TempPass", async () => {
    const { admin } = actors.sandbox
    const page = await actors.open("/sandbox/dashboard")
    await says(page, "Live")
    const before = await admin.now()
    await page.getByRole("button", { name: "+ 25 h" }).click()
    await says(page, "The clock moved ahead by 25 hours.")
    expect((await admin.now()) - before).toBeGreaterThanOrEqual(25 * 3_600_000)

    await page.getByRole("switch", { name: "Throttle" }).check()
    await says(page, "On: 1 request a second and a burst of 10 for each address.")
    await Promise.all([1, 2, 3, 4].map(() => fetch(`${actors.sandbox.baseUrl}/api/v2/REF30/configuration`)))
    const bucket = page.getByRole("meter", { name: "Bucket of 127.0.0.1" })
    await bucket.waitFor()
    const drained = Number(await bucket.getAttribute("aria-valuenow"))
    expect(drained).toBeLessThan(11)
    await page.waitForFunction(
      (least) => Number(document.querySelector(".bucket")?.getAttribute("aria-valuenow")) > least,
      drained,
    )

    await page.locator("#fault [name=kind]").selectOption("status")
    await page.locator("#fault [name=endpoint]").selectOption("CreateSession")
    await page.getByRole("button", { name: "Order the fault" }).click()
    await says(page, "Fault ordered.")
    expect(await admin.faults()).toMatchObject([{ kind: "status", endpoint: "CreateSession", left: 1 }])

    await page.locator("#degrade [name=rule]").selectOption("AuthZNone")
    await page.getByRole("button", { name: "Apply the rule" }).click()
    await page.getByRole("button", { name: "End degradation of Cablevision" }).waitFor()
    expect(await admin.degradations()).toMatchObject([{ mvpd: "Cablevision", rule: "AuthZNone" }])

    await page.locator("#temp-pass [name=minutes]").fill("7")
    await page.getByRole("button", { name: "Set the limits" }).click()
    await says(page, "TempPass set.")
    expect((await admin.mvpds()).find(({ id }) => id === "TempPass_TEST40")?.tempPass?.ttl).toBe(420_000)
    await isAccessible(page)
    await fits(page, "dashboard-steered")
    await page.getByRole("button", { name: "End degradation of Cablevision" }).click()
    await says(page, "Every provider works as it should.")
  })
})

describe("the index", () => {
  it("leads to the other pages, and to an application of one's own", async () => {
    const page = await actors.open("/")
    await isAccessible(page)
    await fits(page, "home")
    const { baseUrl, softwareStatement } = actors.sandbox
    expect(await page.locator("#base-url").textContent()).toBe(baseUrl)
    // those who came by `npx adobe-pass` have no other package
    expect(await page.locator("#client").textContent()).toContain('from "adobe-pass"\n')
    expect(await page.locator("#statement").textContent()).toBe(softwareStatement)
    const hrefs = await page
      .locator("main a")
      .evaluateAll((links) => links.map((one) => one.getAttribute("href")))
    for (const href of hrefs) expect((await fetch(new URL(href ?? "", baseUrl))).status).toBe(200)
    expect(hrefs).toEqual(expect.arrayContaining(["/tv", "/activate", "/sandbox"]))
  })
})
