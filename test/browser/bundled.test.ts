/** The pages as the package `adobe-pass` serves them: their scripts are the text of functions, and minified there. */
/* oxlint-disable vitest/expect-expect -- `says` expects, and every page that no error is logged */
import { afterAll, beforeAll, describe, it } from "vitest"
import type { BundledSandbox } from "../support/bundledSandbox.js"
import { startBundledSandbox } from "../support/bundledSandbox.js"
import { remote } from "./remote.js"
import { says, useBrowser } from "./support.js"

const actors = useBrowser()
const { askForCode, tile } = remote(actors)

let bundled: BundledSandbox
beforeAll(async () => {
  // TV and phone share an address here, and so a bucket
  bundled = await startBundledSandbox("--no-throttle")
}, 120_000)
afterAll(() => bundled?.close())

const open = (path: string) => actors.open(bundled.baseUrl + path)

describe("the pages of the minified package", () => {
  it("sign in a TV by the second screen, play and sign out, while the dashboard looks on", async () => {
    const dashboard = await open("/sandbox")
    await says(dashboard, "Live")
    const tv = await open("/tv")
    const code = await askForCode(tv)
    await says(dashboard, code)

    const phone = await open(`/activate?code=${code}`)
    await phone.getByRole("button", { name: "Cablevision" }).click()
    await phone.getByLabel("Username").fill("basic")
    await phone.getByLabel("Password").fill("password")
    await phone.getByRole("button", { name: "Sign in", exact: true }).click()
    await says(phone, "Your TV is signed in with Cablevision.")

    await says(tv, "Signed in with Cablevision")
    await tile(tv, "Newsline").click()
    await says(tv, /^Good for/)
    await tv.keyboard.press("Escape")
    await tv.getByRole("button", { name: "Sign out" }).click()
    await says(tv, "You are signed out on this TV")
    await tv.getByRole("button", { name: "Sign out at Cablevision" }).click()
    await says(tv, "You are signed out, at your TV provider too.")

    await dashboard.locator("#log summary", { hasText: "InitiateLogout" }).click()
    await says(dashboard, "Answer")
    await dashboard.getByRole("button", { name: "+ 25 h" }).click()
    await says(dashboard, "The clock moved ahead by 25 hours.")
  })

  it("let a viewer in without a provider, and copy what an application needs", async () => {
    const tv = await open("/tv")
    await tv.getByRole("button", { name: "Watch without one" }).click()
    await tv.getByRole("button", { name: "Half an hour for free" }).click()
    await says(tv, /Half an hour for free: [23]\d:\d\d left\./)
    const home = await open("/")
    await home.context().grantPermissions(["clipboard-read", "clipboard-write"])
    await home.getByRole("button", { name: "Copy: Base URL" }).click()
    await says(home, "Copied.")
  })
})
