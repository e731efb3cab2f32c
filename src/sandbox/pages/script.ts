/**
 * Scripts of pages without a build step: functions that are checked and linted as all else here, and served as their
 * own text. So they see nothing but their parameters and the browser.
 */
import { escapeHtml } from "../wire/html.js"
import type { App } from "./browserClient.js"
import type { Kit } from "./kit.browser.js"
import { kit } from "./kit.browser.js"

const forScript = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c")

/** The client, and the elements over it. */
export const library = ({ baseUrl }: App): string =>
  `<script src="${escapeHtml(baseUrl)}/sandbox/adobe-pass.js"></script>
<script type="module" src="/sandbox/elements.js"></script>`

/** The library's sentences for viewers, for the kit to find. */
const sentences =
  '<script type="module">import { viewerMessage } from "/sandbox/messages.js"; globalThis.viewerMessage = viewerMessage</script>'

/** Runs `main` in the page, with the kit, what the server knows, and the functions it is made of. */
export const script = <Config, Parts extends Readonly<Record<string, (...args: never) => unknown>>>(
  main: (ui: Kit, config: Config, parts: Parts) => unknown,
  config: Config,
  parts: Parts | Record<never, never> = {},
): string => {
  const texts = Object.entries(parts).map(([name, part]) => `${name}:${part.toString()}`)
  // tsx and esbuild mark functions by a helper that a page does not have
  return `${sentences}<script type="module">const __name=(f)=>f;(${main.toString()})((${kit.toString()})(),${forScript(config)},{${texts.join(",")}})</script>`
}
