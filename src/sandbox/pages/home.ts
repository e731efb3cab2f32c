/**
 * The page at the root: what this is, where the other pages are, and what an application needs to begin.
 */
import type { State } from "../world/state.js"
import { documentOf, escapeHtml } from "../wire/html.js"
import { home } from "./home.browser.js"
import { script } from "./script.js"
import type { App } from "./browserClient.js"

const DEVICE_INFO = Buffer.from(JSON.stringify({ model: "TV", osName: "Linux" })).toString("base64")

const curl = ({ baseUrl, softwareStatement }: App) =>
  `curl -s ${baseUrl}/o/client/register \\
  -H 'Content-Type: application/json' \\
  -H 'X-Device-Info: ${DEVICE_INFO}' \\
  -d '{"software_statement":"${softwareStatement}"}'`

const client = ({ baseUrl, serviceProvider, softwareStatement }: App) =>
  `import { makeAdobePass } from "adobe-pass"

const pass = makeAdobePass({
  environment: { baseUrl: "${baseUrl}" },
  serviceProvider: "${serviceProvider}",
  softwareStatement: "${softwareStatement}",
  device: {
    identifier: "my-tv",
    info: { model: "My TV", osName: "Linux" },
  },
})`

/** A text to copy whole, in which long tokens are seen cut off. */
const copyable = (id: string, label: string, text: string) =>
  `<div class="copy"><h3 id="${id}-label">${label}</h3><button type="button" data-copy="${id}" aria-label="Copy: ${label}">Copy</button>
<pre id="${id}" tabindex="0" role="region" aria-labelledby="${id}-label">${escapeHtml(text).replace(/eyJ[\w.-]{200,}/, '<span class="long">$&</span>')}</pre></div>`

const link = (href: string, title: string, text: string, picture: string) =>
  `<li><a href="${href}">${picture}<strong>${title}</strong><span>${text}</span></a></li>`

const icon = (paths: string) =>
  `<svg viewBox="0 0 48 48" width="48" height="48" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`

export const homePage = (state: State, app: App): string =>
  documentOf({
    title: "A sandbox of Adobe Pass Authentication",
    hue: 252,
    style,
    body: `<main>
<h1>A television's <span class="whole">sign-in</span>, on your machine</h1>
<p class="lead">This is a sandbox of Adobe Pass Authentication: it answers as the service does, with TV providers, accounts, a clock and faults of its own. No licence, no subscription, no network. Nothing here is real, so nothing can break.</p>
<ul class="doors">
${link("/tv", "TV", "A streaming app to sign in to, as it looks ten feet away.", icon('<rect x="4" y="8" width="40" height="27" rx="4"/><path d="M16 42h16M20 16v11l9-5.5z"/>'))}
${link("/activate", "Activation", "The second screen: type the TV's code, choose a provider.", icon('<rect x="14" y="3" width="20" height="42" rx="4"/><path d="M21 38h6M20 20l3 3 6-7"/>'))}
${link("/sandbox", "Dashboard", "Watch every request; move the clock; make things go wrong.", icon('<path d="M5 40h38M11 33V22M20 33V8M29 33V17M38 33V26"/>'))}
</ul>
<section aria-labelledby="begin">
<h2 id="begin">Begin with an application of your own</h2>
<p class="facts">Service providers: ${[...state.serviceProviders.keys()].map((id) => `<code>${escapeHtml(id)}</code>`).join(", ")}. Every account has the password <code>password</code>; the sign-in page of a provider lists them. The admin is described at <a href="/sandbox/openapi.json">/sandbox/openapi.json</a>.</p>
<div class="copies">
<div>${copyable("base-url", "Base URL", app.baseUrl)}
${copyable("statement", "Software statement", app.softwareStatement)}
${copyable("curl", "Register with curl", curl(app))}</div>
${copyable("client", "Or begin with this library", client(app))}
</div>
</section>
<section aria-labelledby="people">
<h2 id="people">Who can sign in</h2>
<ul class="people">${[...state.accounts.values()].map(({ about, name, password, username }) => `<li><code>${escapeHtml(username)}</code> <span>${escapeHtml(name)} ${escapeHtml(about)}${password === "password" ? "" : `; password <code>${escapeHtml(password)}</code>`}</span></li>`).join("")}</ul>
</section>
<p id="status" role="status"></p>
</main>
${script(home, {})}`,
  })

const style = `
body{padding:clamp(1.25rem,6vh,5rem) clamp(1rem,5vw,3rem)}
main{max-width:72rem;margin:0 auto}
h1{font-size:clamp(2rem,4.4vw,3.4rem);line-height:1.08;letter-spacing:-.02em;margin:0 0 .45em;text-wrap:balance}
h2{font-size:1.5rem;letter-spacing:-.01em;margin:clamp(2rem,5vh,3.25rem) 0 .4rem}
h3{font-size:1rem;margin:0}
.lead{font-size:1.2rem;color:var(--soft);max-width:46rem;margin:0 0 clamp(1.25rem,4vh,2.25rem);text-wrap:pretty}
.facts{margin:0;text-wrap:pretty}
a{color:var(--brand)}
.whole{white-space:nowrap}
code{font:600 .925em ui-monospace,SFMono-Regular,Menlo,monospace}
.doors{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(16rem,100%),1fr));gap:1rem}
.doors a{display:grid;grid-template-columns:auto 1fr;gap:.15rem 1.1rem;align-content:center;height:100%;padding:1.25rem 1.4rem;border:1px solid var(--line);border-radius:16px;background:var(--card);color:var(--ink);text-decoration:none;transition:border-color .15s,transform .15s,box-shadow .15s}
.doors a:is(:hover,:focus-visible){border-color:var(--brand);transform:translateY(-2px);box-shadow:0 .8rem 2rem rgb(0 0 0/.1)}
.doors svg{color:var(--brand);grid-row:1/3;align-self:center}
.doors strong{font-size:1.2rem}
.doors span{color:var(--soft);line-height:1.4;text-wrap:pretty}
.people{list-style:none;margin:.8rem 0 0;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),1fr));gap:.5rem 2rem}
.people li{display:grid;grid-template-columns:7rem 1fr;gap:.75rem;border-top:1px solid var(--line);padding-top:.5rem}
.people span{color:var(--soft)}
.copies{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(28rem,100%),1fr));gap:0 1.5rem;align-items:start}
.copies>*{min-width:0}
.copy{display:grid;grid-template-columns:minmax(0,1fr) auto;align-items:center;gap:.4rem .75rem;margin-top:1.25rem}
.copy pre{grid-column:1/-1;margin:0;padding:.8rem 1rem;white-space:pre-wrap;overflow-wrap:anywhere;background:var(--card);border:1px solid var(--line);border-radius:10px;font:.8rem/1.6 ui-monospace,SFMono-Regular,Menlo,monospace}
.long{display:inline-block;vertical-align:bottom;max-width:calc(22ch + 1px);overflow:hidden;text-overflow:ellipsis;white-space:nowrap;color:var(--soft)}
#statement .long{max-width:100%;color:inherit}
.copy button{font:inherit;font-size:.9rem;font-weight:600;color:var(--brand);background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.3rem .8rem;cursor:pointer}
.copy button:hover{border-color:var(--brand)}
#status{position:fixed;left:50%;bottom:1.5rem;translate:-50% 0;margin:0;padding:.5rem 1.1rem;border-radius:2rem;background:var(--brand);color:var(--on-brand);font-weight:600;max-width:90vw}
#status:empty{opacity:0}
`
