#!/usr/bin/env bash
# On a TV without `fetch`, what stands in for it decides whether a login that is cancelled stops its requests, and with which
# error.
#
# An app that is told to support TVs of before 2018 adds a stand-in over XMLHttpRequest.
# Guess: each rejects an aborted call with the signal's reason, and a call without a connection with a TypeError, as `fetch`
# does; the newest version of each can be loaded.
# Seen, over the XMLHttpRequest of jsdom 26.1.0: whatwg-fetch 3.6.20 hears the abort, but not its reason. unfetch 4.2.0 hears
# no abort at all: the call ends as if nothing had been said; and without a connection it rejects with an event, which is no
# Error. Of unfetch 5.0.0, neither `import` nor `require` finds anything: its `exports` name files that the package lacks.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund \
  jsdom@26.1.0 whatwg-fetch@3.6.20 unfetch@4.2.0 newest@npm:unfetch@5.0.0

cat >polyfills.mjs <<'JS'
import { createServer } from "node:http"
import { createRequire } from "node:module"
import { JSDOM, VirtualConsole } from "jsdom"

const require = createRequire(import.meta.url)
const server = createServer((request, response) => {
  const later = setTimeout(() => response.end("{}"), 200)
  request.on("close", () => clearTimeout(later))
})
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
const url = `http://127.0.0.1:${server.address().port}/`
const { window } = new JSDOM("", { url, virtualConsole: new VirtualConsole() })
const { fetch } = globalThis
globalThis.self = globalThis
globalThis.XMLHttpRequest = window.XMLHttpRequest

const why = (error) =>
  error instanceof Error ? `${error.name}: ${error.message}` : `${error.constructor.name}, no Error`
const outcome = (call) =>
  call.then(
    ({ status }) => `answers ${status}`,
    (error) => `rejects with ${why(error)}`,
  )
const aborted = (polyfill, reason) => {
  const controller = new AbortController()
  setTimeout(() => controller.abort(reason), 50)
  return outcome(polyfill(url, { signal: controller.signal }))
}
const polyfills = {
  fetch,
  "whatwg-fetch": require("whatwg-fetch").fetch,
  unfetch: require("unfetch"),
}
for (const [name, polyfill] of Object.entries(polyfills)) {
  console.log(`${name}, aborted: ${await aborted(polyfill, new Error("the viewer left"))}`)
  console.log(`${name}, no connection: ${await outcome(polyfill("http://127.0.0.1:9/", {}))}`)
}
for (const load of [() => import("newest"), async () => require("newest")]) {
  console.log(`unfetch 5.0.0: ${await load().then(() => "found", ({ code }) => code)}`)
}
process.exit()
JS
seen=$(node polyfills.mjs)
echo "$seen"
diff <(echo "$seen") - <<'EXPECTED'
fetch, aborted: rejects with Error: the viewer left
fetch, no connection: rejects with TypeError: fetch failed
whatwg-fetch, aborted: rejects with AbortError: Aborted
whatwg-fetch, no connection: rejects with TypeError: Network request failed
unfetch, aborted: answers 200
unfetch, no connection: rejects with ProgressEvent, no Error
unfetch 5.0.0: ERR_MODULE_NOT_FOUND
unfetch 5.0.0: MODULE_NOT_FOUND
EXPECTED
