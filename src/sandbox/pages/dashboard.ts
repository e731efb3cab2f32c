/**
 * The dashboard: what happens in the sandbox, and the switches that steer it.
 */
import type { State } from "../world/state.js"
import { endpoints } from "../service/index.js"
import { documentOf, escapeHtml } from "../wire/html.js"
import { dashboard } from "./dashboard/dashboard.browser.js"
import * as parts from "./dashboard/parts.js"
import { faultForm, settings } from "./dashboard/faultForm.js"
import { style } from "./dashboard/style.js"
import { script } from "./script.js"

const option = (value: string, text = value) =>
  `<option value="${escapeHtml(value)}">${escapeHtml(text)}</option>`

const panel = (id: string, title: string, none: string, before = "") =>
  `<section class="panel" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${before}<ul class="rows" id="${id}"></ul>
<p class="soft none" id="${id}-none">${none}</p>
</section>`

export const dashboardPage = (state: State, baseUrl: string): string => {
  const mvpds = [...state.mvpds.values()]
  const names = endpoints.flatMap(({ methods }) => Object.values(methods).map(({ name }) => name))
  return documentOf({
    title: "Dashboard of the sandbox",
    hue: 252,
    style,
    body: `<header>
<div><h1>Sandbox</h1><p class="soft"><a href="/">${escapeHtml(baseUrl)}</a> <span id="connection" class="badge" role="status">Connecting</span></p></div>
<nav aria-label="Pages"><a href="/tv">TV</a> <a href="/activate">Activation</a> <a href="/sandbox/openapi.json">Admin API</a></nav>
<div class="clock" role="group" aria-label="Clock">
<p><span class="soft">Virtual time</span> <span id="now" class="digits"></span></p>
<div class="jumps"><button type="button" data-advance="1 minute">+ 1 min</button><button type="button" data-advance="31 minutes">+ 31 min</button><button type="button" data-advance="25 hours">+ 25 h</button><button type="button" id="reset">Reset all</button></div>
<form class="set" id="set-clock"><label for="clock-at" class="hidden">Date and time</label><input id="clock-at" name="at" type="datetime-local" step="1" required><label for="clock-zone" class="hidden">Time zone</label><select id="clock-zone" name="zone"></select><button type="submit">Set the clock</button></form>
</div>
</header>
<p id="status" role="status"></p>
<dialog id="sure" aria-labelledby="sure-title"><h2 id="sure-title">Forget everything?</h2><p>Every device signs out and registers anew. Accounts, providers and channels are again those that the sandbox began with; clock, faults and log too.</p><form method="dialog"><button value="yes" class="bad">Forget everything</button><button value="no" autofocus>Keep it</button></form></dialog>
<main>
<div class="column">
${panel("sessions", "Sessions", "No session yet. A TV begins one when it shows a code.")}
${panel("profiles", "Profiles", "Nobody is signed in.")}
${panel("devices", "Devices", "No device yet.")}
${panel("trials", "TempPass trials", "No trial has begun.")}
</div>
<section class="panel log" aria-labelledby="log-title">
<div class="bar"><h2 id="log-title">Requests</h2><button type="button" id="log-har">Save as HAR</button><button type="button" id="log-clear">Clear</button></div>
<div class="plots"><div class="plot"><h3>Requests a second <span class="digits" id="rate"></span></h3><svg id="plot-requests" viewBox="0 0 60 10" preserveAspectRatio="none" role="img"></svg></div><div class="plot"><h3>429 a second <span class="digits" id="rate-429"></span></h3><svg id="plot-429" viewBox="0 0 60 10" preserveAspectRatio="none" role="img"></svg></div></div>
<div class="tools" role="search" aria-label="Requests"><input id="find" type="search" placeholder="Search paths, headers, bodies" aria-label="Search"><label for="filter" class="hidden">Endpoint</label><select id="filter"><option value="">Every endpoint</option></select><label for="filter-status" class="hidden">Status</label><select id="filter-status">${[
      option("", "Every status"),
      option("2", "2xx"),
      option("3", "3xx"),
      option("4", "4xx"),
      option("429"),
      option("5", "5xx"),
      option("0", "no answer"),
    ].join(
      "",
    )}</select><label for="filter-device" class="hidden">Device</label><select id="filter-device"><option value="">Every device</option></select></div>
<ul id="log"></ul>
<p class="soft none" id="log-none">No request yet. Open the <a href="/tv">TV</a>, or begin with an <a href="/">application of your own</a>.</p>
</section>
<div class="column">
${panel(
  "buckets",
  "Throttling",
  "No bucket yet.",
  `<label class="switch"><input type="checkbox" role="switch" id="throttle"><span>Throttle</span></label><p class="soft" id="throttle-about"></p>`,
)}
${panel("faults", "Faults", "No fault is pending.", faultForm(names))}
${panel(
  "degradations",
  "Degradation",
  "Every provider works as it should.",
  `<form id="degrade"><label>Provider<select name="mvpd">${mvpds
    .filter(({ tempPass }) => tempPass === undefined)
    .map(({ displayName, id }) => option(id, displayName))
    .join("")}</select></label>
<label>Rule<select name="rule">${option("AuthNAll", "AuthNAll: everybody is let in")}${option("AuthZAll", "AuthZAll: everything plays")}${option("AuthZNone", "AuthZNone: nothing plays")}</select></label>
<label class="short">Minutes<input name="minutes" type="number" min="1" placeholder="no end"></label>
<button class="main" type="submit">Apply the rule</button></form>`,
)}
<section class="panel" aria-labelledby="catalogue-title">
<h2 id="catalogue-title">Accounts, providers, channels</h2>
<label for="catalogue-of" class="hidden">What to edit</label><select id="catalogue-of"><option value="accounts">Accounts</option><option value="mvpds">Providers</option><option value="channels">Channels</option></select>
<ul class="rows" id="catalogue"></ul><p class="soft none" id="catalogue-none">There is none.</p>
</section>
<section class="panel" aria-labelledby="temp-title">
<h2 id="temp-title">TempPass</h2>
<form id="temp-pass"><label>TempPass<select name="mvpd">${mvpds
      .filter(({ tempPass }) => tempPass !== undefined)
      .map(({ displayName, id }) => option(id, displayName))
      .join("")}</select></label>
<label class="short">Minutes<input name="minutes" type="number" min="1" value="30" required></label>
<label class="switch"><input type="checkbox" name="misconfigured"><span>Set up wrongly</span></label>
<button class="main" type="submit">Set the limits</button></form>
</section>
</div>
</main>
${script(
  dashboard,
  {
    mvpds: mvpds.map(({ displayName, id, tempPass }) => ({
      id,
      name: displayName,
      tempPass: tempPass !== undefined,
    })),
    settingsOf: settings,
    accounts: [...state.accounts.values()].map(({ about, username }) => ({ username, about })),
  },
  parts,
)}`,
  })
}
