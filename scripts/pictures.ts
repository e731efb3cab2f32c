/** Takes the pictures of README.md and the docs: `npm run pictures`, after `npm run build:browser`, with a Chromium installed. */
import * as Fs from "node:fs"
import { createServer } from "node:http"
import * as Path from "node:path"
import type { Page } from "playwright-core"
import { chromium } from "playwright-core"
import { startSandbox } from "../src/sandbox/index.js"
import { folder as built, root } from "./bundles.js"

const folder = Path.join(root, "docs/pictures")
Fs.mkdirSync(folder, { recursive: true })

const files: Readonly<Record<string, readonly [type: string, path: string]>> = {
  "/": ["text/html", Path.join(root, "docs/examples/elements.html")],
  "/adobe-pass.global.js": ["text/javascript", Path.join(built, "adobe-pass.global.js")],
  "/elements.js": ["text/javascript", Path.join(built, "elements.js")],
}
const server = createServer(({ url = "" }, response) => {
  const file = files[new URL(url, "http://localhost").pathname]
  if (file === undefined) return response.writeHead(404).end()
  return response.writeHead(200, { "content-type": file[0] }).end(Fs.readFileSync(file[1]))
})
await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening))
const address = server.address()
const port = typeof address === "object" ? address?.port : undefined

// the same names and codes each time
await using sandbox = await startSandbox({ seed: 1 })
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
})
const pages = { viewport: { width: 1280, height: 720 }, deviceScaleFactor: 1 }

/** A part of a page, or all that is on the screen. */
const take = async (page: Page, name: string, selector?: string) => {
  // what goes over from one colour into another takes ten times the room
  await page.addStyleTag({ content: "html { background: var(--bg) }" })
  const what = selector === undefined ? page : page.locator(selector)
  await what.screenshot({ path: Path.join(folder, `${name}.png`) })
}

const query = new URLSearchParams({
  service: sandbox.baseUrl,
  statement: sandbox.softwareStatement,
})
const elements = await browser.newPage(pages)
await elements.goto(`http://127.0.0.1:${port}/?${query}`)
await elements.getByText("Often chosen").waitFor()
await elements.waitForLoadState("networkidle")
await take(elements, "picker", "adobe-pass-picker")
await elements.getByRole("button", { name: "Cablevision" }).click()
await elements.locator("adobe-pass-code svg").waitFor()
await take(elements, "code", "adobe-pass-code")

const tv = await browser.newPage(pages)
await tv.goto(new URL("/tv", sandbox.baseUrl).href)
await tv.getByRole("button", { name: "Sign in with a TV provider" }).click()
const code = await tv.locator("adobe-pass-code .code [aria-hidden]").textContent()
await sandbox.admin.completeLogin({ code: code ?? "", username: "basic", mvpd: "Cablevision" })
await tv.getByText("Not in your package").first().waitFor()
await take(tv, "tv")

const dashboard = await browser.newPage(pages)
await dashboard.goto(new URL("/sandbox", sandbox.baseUrl).href)
await dashboard.locator("#log summary").first().waitFor()
await take(dashboard, "sandbox")

await browser.close()
server.close()
