/** What the doctor found as a page to attach to a ticket: one file, secrets struck out. */
import * as DateTime from "effect/DateTime"
import type { Exchange } from "../http/Exchanges.js"
import { maskBody, maskHeaders, maskUrl, struck } from "../http/mask.js"
import { version } from "../version.js"
import type { Examination } from "./examine.js"
import type { Checked, Finding, Status } from "./Finding.js"
import { statusOf } from "./Finding.js"

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }
const escape = (text: string) => text.replace(/[&<>"]/g, (letter) => entities[letter] ?? letter)

const words: Readonly<Record<Status, string>> = {
  ok: "good",
  production: "good here, not in production",
  problem: "a problem",
  skipped: "left out",
}

const finding = ({ breaks, next, status, what }: Finding) =>
  [
    `<p class="${status}">${escape(what)}</p>`,
    ...(next === undefined ? [] : [`<p class="next">${escape(next)}</p>`]),
    ...(breaks === undefined ? [] : [`<p class="breaks">Adobe's checklist: ${escape(breaks)}</p>`]),
  ].join("")

const row = (checked: Checked) => {
  const status = statusOf(checked)
  return `<tr><th scope="row">${escape(checked.check)}</th><td class="${status}">${words[status]}</td><td>${checked.took.toFixed(0)} ms</td><td>${checked.findings.map(finding).join("")}</td></tr>`
}

const message = (headers: Readonly<Record<string, string>>, body: string) =>
  escape(
    [...Object.entries(maskHeaders(headers)).map(([name, value]) => `${name}: ${value}`), "", maskBody(body)]
      .join("\n")
      .trim(),
  )

const exchange = ({ duration, endpoint, request, response }: Exchange) =>
  `<details><summary>${escape(`${endpoint} ${request.method} ${maskUrl(request.url)}`)} → ${response?.status ?? "no answer"}, ${duration.toFixed(0)} ms</summary><pre>${message(request.headers, request.body)}</pre><pre>${message(response?.headers ?? {}, response?.body ?? "")}</pre></details>`

const style =
  "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#1a1a1a;background:#fff}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.5rem;border-top:1px solid #ccc}p{margin:0 0 .25rem}.ok{color:#0a6b2d}.production{color:#8a5300}.problem{color:#b00020}.skipped,.breaks{color:#555}.next{padding-left:1rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f4f4;padding:.5rem}"

/** The page; whatever of `secrets` stands anywhere in it is struck out. */
export const reportOf = (
  { checks, exchanges, service, serviceProvider }: Examination,
  at: DateTime.Utc,
  secrets: ReadonlyArray<string>,
): string => {
  const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Adobe Pass: ${escape(serviceProvider)} at ${escape(service)}</title><style>${style}</style></head><body>
<h1>Adobe Pass: ${escape(serviceProvider)}</h1>
<p>${escape(service)}, ${DateTime.formatIso(at)}, by adobe-pass ${version}. Secrets are struck out.</p>
<table><thead><tr><th scope="col">Check</th><th scope="col">Result</th><th scope="col">Time</th><th scope="col">Found</th></tr></thead><tbody>
${checks.map(row).join("\n")}
</tbody></table>
<h2>What went over the wire</h2>
${exchanges.map(exchange).join("\n")}
</body></html>
`
  return secrets
    .filter((secret) => secret.length >= 8)
    .reduce((text, secret) => text.replaceAll(escape(secret), struck), page)
}
