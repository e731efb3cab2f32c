/**
 * Scripts of pages without a build step: functions that are checked and linted as all else here, and served as their
 * own text. So they see nothing but their parameters and the browser.
 */
import { kit } from "./kit.browser.js"

const forScript = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c")

/** Runs `main` in the page, with the kit and what the server knows. */
export const script = <Config>(
  main: (ui: ReturnType<typeof kit>, config: Config) => unknown,
  config: Config,
): string =>
  // tsx and esbuild mark functions by a helper that a page does not have
  `<script type="module">const __name=(f)=>f;(${main.toString()})((${kit.toString()})(),${forScript(config)})</script>`
