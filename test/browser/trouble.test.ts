/* oxlint-disable vitest/expect-expect -- `says` and `isAccessible` expect */
import type { Page } from "playwright-core"
import { describe, expect, it } from "vitest"
import { codeOf, fits, isAccessible, says, useBrowser } from "./support.js"
import { remote } from "./remote.js"

const actors = useBrowser()
const { askForCode, signedIn, tile } = remote(actors)
const screenOf = (tv: Page) => tv.locator("[data-screen]:visible").getAttribute("data-screen")

describe("the TV in trouble", () => {
  it("says when its code has expired", async () => {
    const tv = await actors.open("/tv", { expects: /status of 400/ })
    await askForCode(tv)
    await actors.sandbox.admin.advance("31 minutes")
    await says(tv, "This code is too old. Get a new code.")
    expect(await tv.locator("adobe-pass-code .code").isVisible()).toBe(false)
    await says(tv, /^AuthenticationCode(Expired|Invalid)/)
    await isAccessible(tv)
    await fits(tv, "tv-expired")
    await tv.keyboard.press("Enter")
    await codeOf(tv)
  })

  it("says when a newer code took the place of the old one", async () => {
    const tv = await actors.open("/tv")
    const old = await askForCode(tv)
    await tv.getByRole("button", { name: "Get a new code" }).click()
    await says(tv, `The code ${old} is no longer good`)
    expect(await codeOf(tv)).not.toBe(old)
    await isAccessible(tv)
    await fits(tv, "tv-superseded")
  })

  it("says when it asks more often than the service allows", async () => {
    const tv = await signedIn("subscriber", /status of 429/)
    await actors.sandbox.admin.addFault({
      kind: "throttled",
      endpoint: "RetrieveAuthorizationDecisions",
      times: 4,
      retryAfter: 1,
    })
    await tile(tv, "Newsline").click()
    await says(tv, "Too many requests")
    await isAccessible(tv)
    await fits(tv, "tv-throttled")
    await tv.keyboard.press("Enter")
    await says(tv, /^Good for/)
  })

  it("says when its provider is degraded: let in by one rule, kept out by another", async () => {
    const { admin } = actors.sandbox
    await admin.degrade({ mvpd: "Cablevision", rule: "AuthNAll" })
    const tv = await actors.open("/tv")
    const code = await askForCode(tv)
    const phone = await actors.open(`/activate?code=${code}`)
    await phone.getByRole("button", { name: "Cablevision" }).click()
    await says(phone, "Cablevision has trouble right now, so your TV is let in without a sign-in.")
    await isAccessible(phone)
    await says(tv, "Cablevision has trouble right now, so you are let in")
    await says(tv, "Open to all for now")
    await isAccessible(tv)
    await fits(tv, "tv-degraded")
    await admin.restore({})
    await admin.degrade({ mvpd: "Cablevision", rule: "AuthZNone", details: "Back at eight." })
    await tile(tv, "Newsline").click()
    await says(tv, "Newsline: closed while your TV provider has trouble")
    await says(tv, "Back at eight.")
    await isAccessible(tv)
  })

  it("says when it is offline, and goes on when it is back", async () => {
    const tv = await signedIn("subscriber", /ERR_INTERNET_DISCONNECTED/)
    await tv.context().setOffline(true)
    await says(tv, "No connection. What is on the screen stays; everything else waits.")
    await tile(tv, "Newsline").click()
    await says(tv, "There is no connection. Check your network and try again.")
    await isAccessible(tv)
    await fits(tv, "tv-offline")
    await tv.context().setOffline(false)
    await tv.getByRole("button", { name: "Try again" }).click()
    await says(tv, /^Good for/)
  })

  it("lets a viewer in whose login went well although the configuration was not to be had", async () => {
    const { admin } = actors.sandbox
    await admin.addFault({ kind: "status", status: 500, endpoint: "RetrieveConfiguration", times: 99 })
    const tv = await actors.open("/tv", { expects: /status of 500/ })
    await tv.getByRole("button", { name: "Back to the start" }).click()
    const code = await askForCode(tv)
    await admin.completeLogin({ code, mvpd: "Cablevision" })
    await says(tv, "The service is out of order")
    await admin.clearFaults()
    await tv.getByRole("button", { name: "Try again" }).click()
    await says(tv, "Signed in with Cablevision")
  })

  it("lets a viewer play on when the look at the channels fails meanwhile", async () => {
    const { admin } = actors.sandbox
    const tv = await signedIn("subscriber", /status of 40\d/)
    const endpoint = "RetrievePreauthorizationDecisions"
    await admin.clearRequests()
    await admin.addFault({
      kind: "error",
      code: "authenticated_profile_expired",
      endpoint,
      delay: 2000,
      times: 99,
    })
    await tv.reload()
    await tile(tv, "Newsline").click()
    await says(tv, /^Good for/)
    await expect.poll(() => admin.requests({ endpoint }), { timeout: 8000 }).not.toEqual([])
    await tv.waitForTimeout(500)
    expect(await screenOf(tv)).toBe("player")
    await tv.keyboard.press("Escape")
    await says(tv, "Your sign-in has expired")
  })

  it("plays nothing to a viewer who has left meanwhile", async () => {
    const { admin } = actors.sandbox
    const endpoint = "RetrieveAuthorizationDecisions"
    const tv = await actors.open("/tv")
    await tv.getByRole("button", { name: "Watch without one" }).click()
    await tv.getByRole("button", { name: "Half an hour for free" }).click()
    await says(tv, /Half an hour for free: [23]\d:\d\d left\./)
    await admin.addFault({ kind: "delay", delay: 1500, endpoint })
    await tile(tv, "Newsline").click()
    await tv.getByRole("button", { name: "Leave" }).click()
    await expect.poll(() => admin.requests({ endpoint }), { timeout: 8000 }).toHaveLength(1)
    await tv.waitForTimeout(500)
    expect(await screenOf(tv)).toBe("start")
  })

  it("says plainly that the client is not built", async () => {
    const context = await actors.context({ expects: /status of 404/ })
    await context.route("**/sandbox/adobe-pass.js", (route) => route.fulfill({ status: 404 }))
    for (const path of ["/tv", "/activate"]) {
      const page = await context.newPage()
      await page.goto(actors.sandbox.baseUrl + path)
      await says(page, "npm run build:browser")
      await isAccessible(page)
      await fits(page, `unbuilt-${path.slice(1)}`)
    }
  })
})
