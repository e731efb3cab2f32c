/* oxlint-disable vitest/expect-expect -- `says` and `isAccessible` expect */
import { describe, expect, it } from "vitest"
import { remote } from "./remote.js"
import { codeOf, fits, isAccessible, says, useBrowser } from "./support.js"

const actors = useBrowser()

const { askForCode, signedIn, start, tile } = remote(actors)
const host = () => new URL(actors.sandbox.baseUrl).host

describe("the TV", () => {
  it("shows a code, lets a second screen sign it in, plays and signs out", async () => {
    const tv = await actors.open("/tv")
    await start(tv)
    await isAccessible(tv)
    await fits(tv, "tv-start")
    await tv.keyboard.press("Enter")
    const code = await codeOf(tv)
    expect(code).toMatch(/^[A-Z0-9]{7}$/)
    await isAccessible(tv)
    await fits(tv, "tv-code")
    await tv.getByRole("img", { name: `QR code that leads to ${host()}/activate` }).waitFor()
    await says(tv, `${host()}/activate`)
    const link = await tv.locator("#code-link").getAttribute("href")
    expect(link).toBe(`${actors.sandbox.baseUrl}/activate?serviceProvider=REF30&code=${code}`)

    const phone = await actors.open("/activate", { viewport: { width: 390, height: 844 } })
    await isAccessible(phone)
    await fits(phone, "activate-code")
    await phone.getByLabel("Code on your TV").fill(` ${code.slice(0, 3).toLowerCase()}-${code.slice(3)}`)
    await phone.keyboard.press("Enter")
    await says(phone, "Who is your TV provider?")
    await phone.getByLabel("Search").fill("vision")
    await expect.poll(() => phone.locator("adobe-pass-picker .tile").count()).toBe(1)
    await phone.getByLabel("Search").fill("")
    await isAccessible(phone)
    await fits(phone, "activate-provider")
    await phone.getByLabel("Search").fill("cable")
    await phone.getByRole("button", { name: "Cablevision" }).click()

    await says(phone, "Sign in to Cablevision")
    await phone.getByLabel("Username").fill("basic")
    await phone.getByLabel("Password").fill("wrong")
    await phone.getByRole("button", { name: "Sign in", exact: true }).click()
    await says(phone, "Username and password do not match.")
    await isAccessible(phone)
    await fits(phone, "login-wrong-password")
    await phone.getByLabel("Password").fill("password")
    await phone.getByRole("button", { name: "Sign in", exact: true }).click()
    await says(phone, "Your TV is signed in with Cablevision.")
    await isAccessible(phone)
    await fits(phone, "activate-done")

    await says(tv, "Signed in with Cablevision")
    await says(tv, "Not in your package")
    expect(await tile(tv, "Newsline").textContent()).toContain("Included")
    expect(await tile(tv, "Open Preview").textContent()).toContain("Free for everybody")
    await isAccessible(tv)
    await fits(tv, "tv-catalogue")

    await tile(tv, "Cinema One").focus()
    await tv.keyboard.press("Enter")
    await says(tv, "Cinema One: not in your package")
    await isAccessible(tv)
    await fits(tv, "tv-locked")
    await tv.keyboard.press("Escape")

    await tile(tv, "Reference Television").focus()
    await tv.keyboard.press("ArrowRight")
    await tv.keyboard.press("Enter")
    await says(tv, /^Good for [45]:\d\d$/)
    expect(await tv.locator("#player-title").textContent()).toBe("Newsline")
    await isAccessible(tv)
    await fits(tv, "tv-player")
    const life = () => tv.locator("#token-life").getAttribute("aria-valuetext").then(secondsOf)
    const before = await life()
    await expect.poll(life, { timeout: 5000 }).toBeLessThan(before)
    await tv.keyboard.press("Escape")
    await says(tv, "Channels")

    await tv.getByRole("button", { name: "Sign out" }).click()
    await says(tv, "You are signed out on this TV")
    await isAccessible(tv)
    await fits(tv, "tv-signed-out")
    await tv.getByRole("button", { name: "Sign out at Cablevision" }).click()
    await says(tv, "You are signed out, at your TV provider too.")
    expect((await actors.sandbox.admin.state()).profiles).toEqual([])
  })

  it("is of the same service provider on the second screen and after the sign-out", async () => {
    const tv = await actors.open("/tv?serviceProvider=REF40")
    const code = await askForCode(tv)
    const link = await tv.locator("#code-link").getAttribute("href")
    const phone = await actors.open(link ?? "")
    await phone.getByRole("button", { name: "Cablevision" }).click()
    await phone.getByLabel("Username").fill("basic")
    await phone.getByLabel("Password").fill("password")
    await phone.getByRole("button", { name: "Sign in", exact: true }).click()
    await says(phone, "Your TV is signed in with Cablevision.")
    expect(await actors.sandbox.admin.state()).toMatchObject({
      sessions: [{ code, serviceProvider: "REF40" }],
    })
    await says(tv, "Signed in with Cablevision")
    await tv.getByRole("button", { name: "Sign out" }).click()
    await tv.getByRole("button", { name: "Sign out at Cablevision" }).click()
    await says(tv, "You are signed out, at your TV provider too.")
    expect(tv.url()).toBe(`${actors.sandbox.baseUrl}/tv?serviceProvider=REF40`)
  })

  it("goes by the service's clock, wherever that was moved since", async () => {
    const { admin } = actors.sandbox
    // a day on, the access token is over, too
    const tv = await actors.open("/tv", { expects: /status of 401/ })
    await start(tv)
    await admin.advance("25 hours")
    const code = await askForCode(tv)
    await says(tv, /^Good for (30:00|29:\d\d)$/)
    await admin.advance("20 minutes")
    await admin.completeLogin({ code, username: "brief", mvpd: "Cablevision" })
    await says(tv, "Signed in with Cablevision, for 1:00.")
  })

  it("remembers its device and who is signed in", async () => {
    const tv = await signedIn("basic")
    await tv.reload()
    await says(tv, "Signed in with Cablevision")
    const [one, ...others] = (await actors.sandbox.admin.state()).clients
    expect(one).toBeDefined()
    expect(others).toEqual([])
  })

  it("goes wherever arrow keys lead, and back with Escape", async () => {
    const tv = await actors.open("/tv")
    await start(tv)
    const focused = () => tv.evaluate<string>("document.activeElement.textContent")
    expect(await focused()).toBe("Sign in with a TV provider")
    await tv.keyboard.press("ArrowRight")
    expect(await focused()).toBe("Watch without one")
    await tv.keyboard.press("Enter")
    await says(tv, "Watch without a TV provider")
    await tv.keyboard.press("ArrowRight")
    expect(await focused()).toContain("Half an hour for free")
    await tv.keyboard.press("ArrowDown")
    expect(await focused()).toBe("Back")
    await tv.keyboard.press("Escape")
    await start(tv)
  })

  it("leads into the element with the code and out of it, and back from within", async () => {
    const tv = await actors.open("/tv")
    const code = await askForCode(tv)
    expect(await tv.evaluate("document.activeElement.textContent")).toBe("Back")
    await tv.keyboard.press("ArrowUp")
    expect(await tv.evaluate("document.activeElement.shadowRoot?.activeElement.textContent")).toBe(
      "Get a new code",
    )
    await tv.keyboard.press("Enter")
    await expect.poll(() => codeOf(tv)).not.toBe(code)
    await tv.keyboard.press("ArrowDown")
    expect(await tv.evaluate("document.activeElement.textContent")).toBe("Sign in on this computer")
    await tv.keyboard.press("ArrowUp")
    await tv.keyboard.press("Escape")
    await start(tv)
  })

  it("leaves the focus where the viewer went while the answers were on their way", async () => {
    const tv = await signedIn()
    await actors.sandbox.admin.addFault({
      kind: "delay",
      delay: 1500,
      endpoint: "RetrievePreauthorizationDecisions",
      times: 9,
    })
    await tv.reload()
    await says(tv, "Asking your TV provider")
    await tv.keyboard.press("ArrowRight")
    await tv.locator(".lock", { hasText: "Asking" }).first().waitFor({ state: "detached", timeout: 15_000 })
    expect(await tv.evaluate("document.activeElement.dataset.channel")).toBe("newsline")
  })

  it("lets a viewer in without a provider, and says when the free time is over", async () => {
    const tv = await actors.open("/tv", { expects: /status of 403/ })
    await start(tv)
    await tv.getByRole("button", { name: "Watch without one" }).click()
    await isAccessible(tv)
    await fits(tv, "tv-free")
    await tv.getByRole("button", { name: "Three minutes for free" }).click()
    await says(tv, /Three minutes for free: [23]:\d\d left\./)
    await tile(tv, "Cinema One").click()
    await says(tv, /^Good for/)
    await actors.sandbox.admin.advance("4 minutes")
    await tv.keyboard.press("Escape")
    await says(tv, "Your free time is over")
    await isAccessible(tv)
    await fits(tv, "tv-free-over")
  })

  it("counts the titles of a promotional TempPass", async () => {
    const tv = await actors.open("/tv")
    await start(tv)
    await tv.getByRole("button", { name: "Watch without one" }).click()
    await tv.getByRole("button", { name: "Three titles for free" }).click()
    await says(tv, /and 3 more titles/)
    await tile(tv, "Cinema One").click()
    await says(tv, /^Good for/)
    await tv.keyboard.press("Escape")
    await says(tv, /and 2 more titles/)
  })
})

const secondsOf = (text: string | null): number => {
  const [minutes = "", seconds = ""] = /(\d+):(\d+)/.exec(text ?? "")?.slice(1) ?? []
  return Number(minutes) * 60 + Number(seconds)
}
