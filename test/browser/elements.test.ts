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

/** A page that is done with its elements before it has what defines them. */
const early = `<!doctype html><html lang="en"><title>Early</title>
  <adobe-pass-picker></adobe-pass-picker><adobe-pass-code></adobe-pass-code>
  <script src="adobe-pass.global.js"></script>
  <script type="module">
    const query = new URLSearchParams(location.search)
    const client = AdobePass.makeAdobePass({
      environment: { baseUrl: query.get("service") },
      serviceProvider: "REF30",
      softwareStatement: query.get("statement"),
      device: { identifier: "early", info: { model: "Browser", osName: "Linux" } },
    })
    const [picker, code] = document.querySelectorAll("adobe-pass-picker, adobe-pass-code")
    Object.assign(picker, {
      locale: "nl", featured: ["b"],
      mvpds: ["a", "b", "c"].map((id) => ({ id, displayName: "Provider " + id, isTempPass: false })),
    })
    Object.assign(code, { locale: "de", request: { activationUrl: "https://example.com/tv" }, client })
    await import("/elements.js")
  </script>`

let site: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  const read = (path: string) => readFileSync(join(root, path), "utf8")
  site = await serve({
    "/": ["text/html", read("docs/examples/elements.html")],
    "/early": ["text/html", early],
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
    await page.getByRole("button", { name: "Try again" }).focus()
    await page.keyboard.press("Enter")
    await says(page, "Often chosen")
    // the button that had the focus is gone: a remote control goes on in the search
    await page.keyboard.press("ArrowDown")
    expect(await picked(page)).toContain("Cablevision")
  })

  it("has no button where there is nothing to try again", async () => {
    const page = await open()
    await says(page, "Often chosen")
    await page.evaluate(
      "document.querySelector('adobe-pass-picker').client = { configuration: () => Promise.reject({ _tag: 'ClientClosed' }) }",
    )
    await says(page, "The app has stopped this. Please start it again.")
    expect(await page.getByRole("button", { name: "Try again" }).isVisible()).toBe(false)
  })

  it("lists the others by their names", async () => {
    const page = await open()
    await says(page, "Often chosen")
    const names = await page.locator("adobe-pass-picker .tile > span:last-child").allTextContents()
    const others = names.slice(2)
    expect(others.length).toBeGreaterThan(2)
    expect(others).toEqual(others.toSorted((one, other) => one.localeCompare(other, "en")))
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

  it("tells of the code of each login, also where the next shows the same one", async () => {
    const page = await open()
    const told = await page.evaluate<ReadonlyArray<string>>(`(async () => {
      const login = {
        state: "prompt", goesOn: true, code: "ABCDEFG", link: "https://a.example/", secondsLeft: 1800,
      }
      const store = { getSnapshot: () => login, subscribe: () => () => {}, cancel: () => {} }
      const element = document.createElement("adobe-pass-code")
      const told = []
      element.addEventListener("prompt", ({ detail }) => told.push(detail.code))
      element.client = { login: () => store }
      document.body.append(element)
      await Promise.resolve()
      element.start()
      element.remove()
      return told
    })()`)
    expect(told).toEqual(["ABCDEFG", "ABCDEFG"])
  })

  it("leads back where no other code would help", async () => {
    const page = await open()
    await page.getByRole("button", { name: "Cablevision" }).click()
    await codeOn(page)
    await actors.sandbox.admin.addFault({
      kind: "error",
      endpoint: "CreateSession",
      code: "invalid_integration",
    })
    await page.getByRole("button", { name: "Get a new code" }).click()
    await says(page, "This TV provider does not work with this app.")
    await page.getByRole("button", { name: "Back" }).click()
    await says(page, "Often chosen")
  })
})

describe("both", () => {
  it("take what was set before they were defined", async () => {
    const page = await (await actors.context()).newPage()
    await page.goto(site.address("/early", actors.sandbox))
    await page.getByRole("searchbox", { name: "Zoek je tv-aanbieder" }).waitFor()
    expect(await page.locator("adobe-pass-picker .tile > span:last-child").allTextContents()).toEqual([
      "Provider b",
      "Provider a",
      "Provider c",
    ])
    expect(await codeOn(page)).toMatch(/^[A-Z0-9]{7}$/)
    await says(page, "example.com/tv")
    await page.getByRole("button", { name: "Neuen Code holen" }).waitFor()
    await page.evaluate("document.querySelector('adobe-pass-code').locale = 'fr'")
    await page.getByRole("button", { name: "Obtenir un nouveau code" }).waitFor()
  })

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
    await page.addStyleTag({
      content: `
        :root { --bg: rgb(1, 2, 3); --soft: rgb(3, 2, 1) }
        adobe-pass-picker { --adobe-pass-background: var(--bg); --adobe-pass-muted: var(--soft) }`,
    })
    expect(
      await page.evaluate("getComputedStyle(document.querySelector('adobe-pass-picker')).backgroundColor"),
    ).toBe("rgb(1, 2, 3)")
    const title = "document.querySelector('adobe-pass-picker').shadowRoot.querySelector('h2')"
    expect(await page.evaluate(`getComputedStyle(${title}).color`)).toBe("rgb(3, 2, 1)")
  })
})
