/** What one does with a TV. */
import type { Page } from "playwright-core"
import type { Actors } from "./support.js"
import { codeOf, says } from "./support.js"

export const remote = (actors: Actors) => {
  const start = (tv: Page) => says(tv, "Television, with the subscription you have")

  /** Shows a code on a TV. */
  const askForCode = async (tv: Page): Promise<string> => {
    await start(tv)
    await tv.keyboard.press("Enter")
    return codeOf(tv)
  }

  /** A TV on which somebody is signed in. */
  const signedIn = async (username = "subscriber", expects = /^$/): Promise<Page> => {
    const tv = await actors.open("/tv", { expects })
    const code = await askForCode(tv)
    await actors.sandbox.admin.completeLogin({ code, username, mvpd: "Cablevision" })
    await says(tv, "Channels")
    await tv.locator(".lock", { hasText: "Asking" }).first().waitFor({ state: "detached", timeout: 15_000 })
    return tv
  }

  const tile = (tv: Page, channel: string) => tv.locator("button.tile", { hasText: channel })

  return { start, askForCode, signedIn, tile }
}
