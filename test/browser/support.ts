/** A sandbox, a Chromium, and what every test of a page asks of it. */
import axe from "axe-core"
import { existsSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core"
import { chromium } from "playwright-core"
import { afterAll, afterEach, beforeAll, expect } from "vitest"
import type { RunningSandbox, SandboxOptions } from "../../src/sandbox/index.js"
import { startSandbox } from "../../src/sandbox/index.js"
import { chromiumFlags, chromiumPath as executablePath } from "../support/chromium.js"

const bundle = join(import.meta.dirname, "../../build/adobe-pass/adobe-pass.global.js")
const pictures = join(import.meta.dirname, "screenshots")

export const looks = [
  { name: "wide", viewport: { width: 1920, height: 1080 } },
  { name: "laptop", viewport: { width: 1280, height: 800 } },
  { name: "phone", viewport: { width: 390, height: 844 } },
] as const

export interface Actors {
  readonly sandbox: RunningSandbox
  readonly browser: Browser
  /** A browser profile of its own, whose pages must not log an error unless it is told to expect them. */
  readonly context: (
    options?: BrowserContextOptions & { readonly expects?: RegExp },
  ) => Promise<BrowserContext>
  /** A page in a profile of its own. */
  readonly open: (
    path: string,
    options?: BrowserContextOptions & { readonly expects?: RegExp },
  ) => Promise<Page>
}

export const useBrowser = (options: SandboxOptions = {}): Actors => {
  let sandbox: RunningSandbox
  let browser: Browser
  const contexts: Array<BrowserContext> = []
  const errors: Array<string> = []

  beforeAll(async () => {
    if (!existsSync(executablePath)) throw new Error(`${executablePath} is missing: apt-get install chromium`)
    if (!existsSync(bundle)) throw new Error(`${bundle} is missing: npm run build:browser`)
    mkdirSync(pictures, { recursive: true })
    sandbox = await startSandbox(options)
    browser = await chromium.launch({ executablePath, args: [...chromiumFlags] })
  })
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()))
    await sandbox.admin.reset()
    expect(errors.splice(0), "errors on the console").toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    await sandbox?.close()
  })

  const context: Actors["context"] = async ({ expects, ...more } = {}) => {
    const made = await browser.newContext({ viewport: looks[0].viewport, reducedMotion: "reduce", ...more })
    contexts.push(made)
    const note = (text: string) => {
      if (expects?.test(text) !== true) errors.push(text)
    }
    made.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") {
        note(`${message.text()} (${message.location().url})`)
      }
    })
    made.on("weberror", (error) => note(String(error.error())))
    return made
  }

  return {
    get sandbox() {
      return sandbox
    },
    get browser() {
      return browser
    },
    context,
    open: async (path, more) => {
      const page = await (await context(more)).newPage()
      await page.goto(new URL(path, sandbox.baseUrl).href)
      return page
    },
  }
}

/** What axe has against a page as it is now, in light and in dark, where only contrast can differ. */
export const isAccessible = async (page: Page): Promise<void> => {
  // evaluated, not a script tag: the pages' own policy is no obstacle to the test
  if (await page.evaluate<boolean>("globalThis.axe === undefined")) await page.evaluate(axe.source)
  for (const [colorScheme, options] of [
    ["light", ""],
    ["dark", ", { runOnly: ['color-contrast'] }"],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await page.evaluate<axe.AxeResults>(`axe.run(document${options})`)
    expect(
      violations.map(({ id, nodes }) => [
        id,
        nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`),
      ]),
      `axe on ${page.url()} in ${colorScheme}`,
    ).toEqual([])
  }
}

/**
 * Nothing of a page as it is now runs over the side, at any size. With PICTURES set, pictures of it at every size, in
 * light and dark, to be looked at.
 */
export const fits = async (page: Page, name: string): Promise<void> => {
  const before = page.viewportSize() ?? looks[0].viewport
  for (const look of looks) {
    await page.setViewportSize(look.viewport)
    const sideways = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")
    expect(sideways, `${name} runs over the side at ${look.name}`).toBeLessThanOrEqual(0)
    if (process.env["PICTURES"] === undefined) continue
    await page.evaluate("scrollTo(0, 0)")
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: join(pictures, `${name}-${look.name}-${colorScheme}.png`) })
    }
  }
  await page.setViewportSize(before)
}

/** Waits until the page says so. */
export const says = (page: Page, text: string | RegExp, timeout = 12_000) =>
  page.getByText(text).filter({ visible: true }).first().waitFor({ timeout })

/** The code on the TV. */
export const codeOf = async (tv: Page): Promise<string> => {
  await says(tv, /^Good for \d+:\d\d$/)
  return (await tv.locator("adobe-pass-code .code [aria-hidden]").textContent()) ?? ""
}
