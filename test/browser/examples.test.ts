/** The examples for browsers, on an origin of their own, against a sandbox on another. */
/* oxlint-disable vitest/expect-expect -- `says` expects */
import { build } from "esbuild"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { says, useBrowser } from "./support.js"
import { serve } from "./site.js"

const root = join(import.meta.dirname, "../..")
const actors = useBrowser()

let site: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(root, "docs/examples/react/App.tsx")],
    bundle: true,
    format: "esm",
    write: false,
    external: ["node:*", "*/DirectoryStore.js"],
    define: { "process.env.NODE_ENV": '"production"' },
  })
  site = await serve({
    "/plain.html": ["text/html", readFileSync(join(root, "docs/examples/plain.html"), "utf8")],
    "/adobe-pass.global.js": [
      "text/javascript",
      readFileSync(join(root, "build/adobe-pass/adobe-pass.global.js"), "utf8"),
    ],
    "/react.html": [
      "text/html",
      '<!doctype html><title>React</title><div id="root"></div><script type="module" src="app.js"></script>',
    ],
    "/app.js": ["text/javascript", outputFiles[0]?.text ?? ""],
    "/favicon.ico": ["image/x-icon", ""],
  })
})
afterAll(() => site?.close())

/** Opens an example, told where the service is. */
const open = async (path: string): Promise<Page> => {
  // a denial is an answer to the app, and an error on the browser's console
  const page = await (await actors.context({ expects: /status of 40[134]/ })).newPage()
  await page.goto(site.address(path, actors.sandbox))
  return page
}

describe("the examples", () => {
  it("the React app signs in by the MVPD's page, locks, plays, remembers and signs out", async () => {
    const page = await open("/react.html")
    await page.getByRole("button", { name: "Sign in" }).click()
    await page.getByRole("button", { name: "Cablevision" }).click()
    const url = await page.getByRole("link", { name: "Sign in here" }).getAttribute("href")

    const login = await page.context().newPage()
    await login.goto(url ?? "")
    await login.getByLabel("Username").fill("basic")
    await login.getByLabel("Password").fill("password")
    await login.getByRole("button", { name: "Sign in" }).click()
    // the tab of the login ends up in the app, too
    await says(login, "Signed in with Cablevision")
    await login.close()

    await says(page, "Signed in with Cablevision")
    await says(page, /locked: /)
    await page.getByRole("button", { name: "newsline" }).click()
    await says(page, "Playing newsline")

    await page.reload()
    await says(page, "Signed in with Cablevision")
    const atMvpd = page.waitForRequest(/\/logout\?.*mso_id=Cablevision/)
    await page.getByRole("button", { name: "Sign out" }).click()
    expect((await atMvpd).isNavigationRequest()).toBe(true)
    await page.getByRole("button", { name: "Sign in" }).waitFor()
  })

  it("the React app can be cancelled, and the older code means nothing then", async () => {
    const page = await open("/react.html")
    await page.getByRole("button", { name: "Sign in" }).click()
    await page.getByRole("button", { name: "Cablevision" }).click()
    await says(page, "Your code:")
    await page.getByRole("button", { name: "Cancel" }).click()
    await page.getByRole("button", { name: "Sign in" }).waitFor()
    await actors.sandbox.admin.clearRequests()
    await page.waitForTimeout(6000)
    expect(await actors.sandbox.admin.requests()).toEqual([])
  })

  it("the plain page does all of it with one script", async () => {
    const page = await open("/plain.html")
    await says(page, "Nobody is signed in")
    await page.getByRole("button", { name: "Sign in" }).click()
    const text = (await page.getByText(/Your code: \w{7}/).textContent()) ?? ""
    const link = page.getByRole("link", { name: "Sign in here" })
    expect(await link.getAttribute("href")).toContain(text.slice(-7))
    await actors.sandbox.admin.completeLogin({ code: text.slice(-7), username: "basic" })
    await says(page, "Signed in with Cablevision")
    await link.waitFor({ state: "hidden" })
    await says(page, "cinema1 (locked)")
    await page.getByText("newsline").click()
    await says(page, "Playing newsline")
    const atMvpd = page.waitForRequest(/\/logout\?.*mso_id=Cablevision/)
    await page.getByRole("button", { name: "Sign out" }).click()
    expect((await atMvpd).isNavigationRequest()).toBe(true)
    await says(page, "Nobody is signed in")
    expect(page.url()).toContain("/plain.html?")
  })
})
