/**
 * The activation page: the second screen of a login.
 */
import type { State } from "../world/state.js"
import { cardStyle, documentOf, escapeHtml } from "../wire/html.js"
import { activate } from "./activate.browser.js"
import { library, script } from "./script.js"
import type { App } from "./browserClient.js"

export interface Activation {
  readonly code: string
  readonly isDone: boolean
}

export const activatePage = (state: State, app: App, activation: Activation): string => {
  const programmer = state.serviceProviders.get(app.serviceProvider)?.name ?? app.serviceProvider
  return documentOf({
    title: `Activate your TV for ${programmer}`,
    hue: 252,
    style: `${cardStyle}${style}`,
    body: `<main>
<header><span class="mark" aria-hidden="true">▶</span><h1>Activate your TV</h1></header>
<p class="error" id="error" role="alert" hidden></p>
<div data-step="code" id="code-step" hidden>
<form id="form" novalidate>
<label for="code">Code on your TV</label>
<input id="code" class="code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="16" aria-describedby="code-hint error" data-first>
<p class="soft hint" id="code-hint">Seven letters and digits.</p>
<button class="main" type="submit">Continue</button>
</form>
</div>
<div data-step="provider" hidden>
<h2>Who is your TV provider?</h2>
<adobe-pass-picker id="providers" data-first></adobe-pass-picker>
<button class="plain" type="button" id="back">Another code</button>
</div>
<div data-step="known" hidden>
<p>Your TV has chosen <strong id="known-name"></strong> already.</p>
<button class="main" type="button" id="known" data-first>Sign in there</button>
<button class="plain again" type="button">Another code</button>
</div>
<div data-step="done" class="end" hidden>
<p class="tick good" aria-hidden="true">✓</p>
<h2 tabindex="-1" data-first>All done</h2>
<p id="done-text"></p>
<p class="soft">Look at your TV: it goes on by itself in a few seconds. You can close this page.</p>
</div>
<div data-step="cancelled" class="end" hidden>
<p class="tick" aria-hidden="true">–</p>
<h2 tabindex="-1" data-first>You did not sign in</h2>
<p>Nothing has changed on your TV. Its code stays good until it expires.</p>
<button class="main again" type="button">Try again</button>
</div>
<div data-step="unbuilt" hidden>
<h2>The client is not built yet</h2>
<p>This page runs on the promise face, which reaches it as one file for browsers. That file is not there.</p>
<p>Run <code>npm run build:browser</code>, then load this page again.</p>
</div>
<p class="soft" id="status" role="status"></p>
<p class="soft foot">${escapeHtml(programmer)} and its TV providers are part of a sandbox. <a href="/">What is this?</a></p>
</main>
${library(app)}
${script(activate, { ...app, ...activation })}`,
  })
}

const style = `
.mark{flex:none;display:grid;place-items:center;width:2.6rem;height:2.6rem;border-radius:.75rem;background:var(--brand);color:var(--on-brand);padding-left:.15rem}
input.code{font:700 1.7rem/1.2 ui-monospace,SFMono-Regular,Menlo,monospace;letter-spacing:.16em;text-transform:uppercase;text-align:center}
.hint{margin:.4rem 0 0}
#status:empty{display:none}
#status{margin:1rem 0 0}
.foot{margin:1.75rem 0 0;padding-top:1rem;border-top:1px solid var(--line)}
a{color:var(--brand)}
adobe-pass-picker{margin-top:1rem;padding:0;--adobe-pass-background:transparent;--adobe-pass-color:var(--ink);--adobe-pass-muted:var(--soft);--adobe-pass-border:var(--soft);--adobe-pass-surface:var(--bg);--adobe-pass-accent:var(--brand);--adobe-pass-on-accent:var(--on-brand);--adobe-pass-tile:7.5rem}
.end{text-align:center}
.tick{display:grid;place-items:center;width:4rem;height:4rem;border-radius:50%;margin:.5rem auto 1rem;font-size:1.9rem;font-weight:700;background:var(--line);color:var(--ink)}
.tick.good{background:var(--good-bg);color:var(--good)}
h2{font-size:1.15rem}
h2:focus{outline:none}
[aria-disabled]{opacity:.6;cursor:progress}
`
