/** What the client needs of its engine beside the language, and what brings it to an engine that lacks it. */
import * as Either from "effect/Either"
import type { InvalidRequest } from "../../error/AdobePassError.js"
import { invalid } from "./checks.js"

/** Each global by name, with a polyfill that the flows were run with. */
const polyfills = [
  ["fetch", "whatwg-fetch, which needs XMLHttpRequest; or give the option `fetch`"],
  ["AbortController", "abortcontroller-polyfill"],
  ["URL", "core-js/web/url"],
  ["URLSearchParams", "core-js/web/url-search-params"],
  ["setTimeout", "timers of the engine's host"],
] as const

/** Whether URLs can be taken apart and put together: some engines have one that throws. */
const areUrlsGood = (): boolean =>
  Either.getOrElse(
    Either.try(() => {
      const url = new URL("https://example.com/?a=b")
      url.searchParams.append("c", "d")
      return url.href === "https://example.com/?a=b&c=d"
    }),
    () => false,
  )

const isThere = (name: string) =>
  name === "URL" ? areUrlsGood() : typeof Reflect.get(globalThis, name) === "function"

/** What the engine lacks, told at once: a call would find it out late, and say so in other words. */
export const missing = (given: { readonly fetch?: unknown }): InvalidRequest | undefined => {
  const lacking = polyfills.find(
    ([name]) => !(name === "fetch" && given.fetch !== undefined) && !isThere(name),
  )
  return (
    lacking &&
    invalid(`globalThis.${lacking[0]}`, `missing or broken; load before this library: ${lacking[1]}`)
  )
}
