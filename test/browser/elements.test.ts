/** The elements on a page of their own, against a sandbox on another origin. */
/* oxlint-disable vitest/expect-expect -- `says`, `fits` and `isAccessible` expect */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { fits, isAccessible, says, useBrowser } from "./support.js"
import { serve } from "./site.js"

const root = join(import.meta.dirname, "../..")
const actors = useBrowser()

let site: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  const read = (path: string) => readFileSync(join(root, path), "utf8")
  site = await serve({
    "/": ["text/html", read("docs/examples/elements.html")],
    "/adobe-pass.global.js": ["text/javascript", read("build/adobe-pass/adobe-pass.global.js")],
    "/elements.js": ["text/javascript", read("build/adobe-pass/elements.js")],
    "/favicon.ico": ["image/x-icon", ""],
  })
})
afterAll(() => site?.close())

const address = () => site.address("/", actors.sandbox)
const open = async (options: Parameters<typeof actors.context>[0] = {}): Promise<Page> => {
  const page = await (await actors.context({ expects: /status of (40[0134]|503)/, ...options })).newPage()
  await page.goto(address())
  return page
}
const picked = (page: Page) =>
  page.evaluate<string>(
    "document.querySelector('adobe-pass-picker').shadowRoot.activeElement?.textContent ?? ''",
  )
const codeOn = async (page: Page) => {
  const code = page.locator("adobe-pass-code .code [aria-hidden]")
  await code.waitFor()
  return (await code.textContent()) ?? ""
}

describe("the picker", () => {
  it("shows those first that are featured, and looks right at any size", async () => {
    const page = await open()
    await says(page, "Often chosen")
    const names = await page.locator("adobe-pass-picker .tile > span:last-child").allTextContents()
    expect(names[0]).toBe("Cablevision")
    expect(names.filter((name) => name === "Cablevision")).toHaveLength(1)
    expect(names.some((name) => /temp ?pass/i.test(name))).toBe(false)
    await isAccessible(page)
    await fits(page, "picker")
  })

  it("finds by parts of the name, and says where there is no such provider", async () => {
    const page = await open()
    const search = page.getByRole("searchbox", { name: "Search for your TV provider" })
    await search.fill("CABLE v")
    await says(page, "Cablevision")
    expect(await page.locator("adobe-pass-picker .tile").count()).toBe(1)
    await search.fill("nobody at all")
    await says(page, "No TV provider is called “nobody at all”.")
    await isAccessible(page)
  })

  it("is worked with the keys of a remote control", async () => {
    const page = await open({ viewport: { width: 1280, height: 720 } })
    await says(page, "Often chosen")
    await page.evaluate("document.querySelector('adobe-pass-picker').focus()")
    await page.keyboard.press("ArrowDown")
    const first = await picked(page)
    expect(first).toContain("Cablevision")
    await page.keyboard.press("ArrowDown")
    expect(await picked(page)).not.toBe(first)
    await page.keyboard.press("ArrowUp")
    expect(await picked(page)).toBe(first)
    await page.keyboard.press("ArrowRight")
    expect(await picked(page)).not.toBe(first)
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Enter")
    expect(await codeOn(page)).toMatch(/^[A-Z0-9]{7}$/)
    await page.evaluate(
      "document.querySelector('adobe-pass-code').shadowRoot.querySelector('button').dispatchEvent(new KeyboardEvent('keydown', { key: 'XF86Back', bubbles: true, composed: true }))",
    )
    await says(page, "Often chosen")
  })

  it("says what went wrong and asks again when the viewer wants", async () => {
    const { admin } = actors.sandbox
    await admin.addFault({ kind: "status", endpoint: "RetrieveConfiguration", status: 503, times: 3 })
    const page = await open()
    await says(page, "Something went wrong on our side. Please try again in a moment.")
    await isAccessible(page)
    await page.getByRole("button", { name: "Try again" }).click()
    await says(page, "Often chosen")
  })
})

describe("the code", () => {
  it("signs in on another screen, and every tab knows", async () => {
    const page = await open()
    const other = await page.context().newPage()
    await other.goto(address())
    await says(other, "Often chosen")
    await page.getByRole("button", { name: "Cablevision" }).click()
    const code = await codeOn(page)
    await page.getByRole("img", { name: /^QR code that leads to 127/ }).waitFor()
    await says(page, /Good for (30:00|29:\d\d)/)
    const link = page.getByRole("link", { name: "Sign in here" })
    expect(await link.getAttribute("href")).toContain(code)
    await isAccessible(page)
    await fits(page, "code")
    await actors.sandbox.admin.completeLogin({ code, username: "basic" })
    await says(page, "Signed in with Cablevision")
    await says(other, "Signed in with Cablevision")
    await other.getByRole("button", { name: "Sign out" }).click()
    await says(page, "Often chosen")
  })

  it("has a QR code that a reader can read", async () => {
    const page = await open()
    await page.getByRole("button", { name: "Cablevision" }).click()
    const link = page.getByRole("link", { name: "Sign in here" })
    const url = await link.getAttribute("href")
    const drawn = await page.locator("adobe-pass-code .qr path").getAttribute("d")
    const { encode } = await import("uqr")
    const { data } = encode(url ?? "", { ecc: "M", border: 4 })
    const modules = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : [])))
    expect(drawn).toBe(modules.join(""))
  })

  it("counts down, gets a new code, and says that a poll failed while it goes on", async () => {
    const page = await open()
    await page.getByRole("button", { name: "Cablevision" }).click()
    const first = await codeOn(page)
    const timer = page.getByRole("timer")
    const before = await timer.textContent()
    await expect.poll(() => timer.textContent(), { timeout: 5000 }).not.toBe(before)
    await page.getByRole("button", { name: "Get a new code" }).click()
    await expect.poll(() => codeOn(page), { timeout: 5000 }).not.toBe(first)
    const { admin } = actors.sandbox
    await admin.addFault({ kind: "status", endpoint: "RetrieveProfileForCode", status: 503 })
    await says(page, /Something went wrong on our side\. .* It goes on by itself\./)
    await isAccessible(page)
  })

  it("says that the code has expired, and gets another", async () => {
    const page = await open()
    await page.getByRole("button", { name: "Cablevision" }).click()
    const first = await codeOn(page)
    await actors.sandbox.admin.advance("31 minutes")
    await says(page, "This code is too old. Get a new code.")
    await page.getByRole("button", { name: "Get a new code" }).click()
    expect(await codeOn(page)).not.toBe(first)
  })
})

describe("both", () => {
  it("speak the language of the page", async () => {
    for (const [lang, search, newCode] of [
      ["es", "Busque su proveedor de televisión", "Pedir un código nuevo"],
      ["de-AT", "TV-Anbieter suchen", "Neuen Code holen"],
      ["nl", "Zoek je tv-aanbieder", "Nieuwe code aanvragen"],
      ["fr", "Recherchez votre fournisseur TV", "Obtenir un nouveau code"],
      ["pt-BR", "Busque sua operadora de TV", "Pedir um novo código"],
    ] as const) {
      const page = await open()
      await page.evaluate(
        `document.documentElement.lang = "${lang}"; document.querySelector("adobe-pass-picker").setAttribute("lang", "${lang}")`,
      )
      await page.getByRole("searchbox", { name: search }).waitFor()
      await page.getByRole("button", { name: "Cablevision" }).click()
      await page.getByRole("button", { name: newCode }).waitFor()
      await isAccessible(page)
      await page.context().close()
    }
  })

  it("look as the variables of the page say", async () => {
    const page = await open()
    await says(page, "Often chosen")
    await page.addStyleTag({ content: "adobe-pass-picker { --adobe-pass-background: rgb(1, 2, 3) }" })
    expect(
      await page.evaluate("getComputedStyle(document.querySelector('adobe-pass-picker')).backgroundColor"),
    ).toBe("rgb(1, 2, 3)")
  })
})
