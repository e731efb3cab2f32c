/**
 * The TV: a ten-foot page that is a streaming app on the promise face.
 */
import type { TempPass } from "../world/catalogue.js"
import type { World } from "../world/World.js"
import { documentOf, escapeHtml, hueOf, initialsOf } from "../wire/html.js"
import { isTempPass } from "../world/catalogue.js"
import { library, script } from "./script.js"
import type { App } from "./browserClient.js"
import * as parts from "./tv/parts.js"
import { tv } from "./tv/tv.browser.js"

const span = (milliseconds: number): string => {
  const minutes = Math.round(milliseconds / 60_000)
  return minutes >= 120 ? `${Math.round(minutes / 60)} hours` : `${minutes} minutes`
}

const aboutTempPass = ({ kind, resources, ttl }: TempPass): string =>
  kind === "promotional"
    ? `${resources ?? 0} titles of your choice, within ${span(ttl)} from the first on.`
    : `Every channel for ${span(ttl)}, from the first one you play.`

export const tvPage = ({ settings, state }: World["Type"], app: App, now: number): string => {
  const { channels, mvpds, serviceProviders } = state
  const programmer = serviceProviders.get(app.serviceProvider)?.name ?? app.serviceProvider
  return documentOf({
    title: `${programmer} on TV`,
    hue: 252,
    style,
    body: `<header>
<p class="brand"><span class="mark" aria-hidden="true">▶</span> ${escapeHtml(programmer)}</p>
<div class="who" id="who" hidden><img id="who-logo" alt="" width="64" height="36" hidden><span id="who-name"></span><button type="button" id="sign-out">Sign out</button></div>
</header>
<p class="offline" id="offline" role="alert" hidden>No connection. What is on the screen stays; everything else waits.</p>
<main>
<section data-screen="starting"><h1>One moment…</h1></section>
<section data-screen="start" hidden>
<div class="wall" aria-hidden="true">${[...channels.values()].map(({ name }) => `<span style="--hue:${hueOf(name)}">${escapeHtml(initialsOf(name))}</span>`).join("")}</div>
<h1>Television, with the subscription you have</h1>
<p class="lead">Sign in once with your TV provider, and every channel of your package is here.</p>
<div class="actions"><button type="button" class="main" id="sign-in" data-first>Sign in with a TV provider</button><button type="button" id="free">Watch without one</button></div>
</section>
<section data-screen="free" hidden>
<h1>Watch without a TV provider</h1>
<p class="lead">Nothing to sign in to. It is for this device, once.</p>
<ul class="choices" id="free-list"></ul>
<div class="actions"><button type="button" id="free-back">Back</button></div>
</section>
<section data-screen="code" hidden>
<h1 class="hidden">Sign in with your TV provider</h1>
<adobe-pass-code id="code"></adobe-pass-code>
<p id="code-note" class="note" role="status"></p>
<div class="actions"><button type="button" id="code-back" data-first>Back</button><a id="code-link" target="_blank" hidden>Sign in on this computer</a></div>
</section>
<section data-screen="catalogue" hidden>
<p class="banner" id="banner" role="status" hidden></p>
<div class="heading"><h1>Channels</h1><p class="lead" id="catalogue-about"></p></div>
<ul class="tiles" id="tiles"></ul>
</section>
<section data-screen="player" hidden>
<div class="stage" id="stage" aria-hidden="true"><span class="sweep"></span><span class="big" id="stage-initials"></span></div>
<div class="controls">
<div class="now"><h1 id="player-title"></h1><p class="live"><span aria-hidden="true">●</span> Playing</p></div>
<div class="token">
<p><strong>Media token</strong> <span id="token-left"></span></p>
<div class="life" id="token-life" role="meter" aria-label="Life of the media token" aria-valuemin="0" aria-valuemax="100" aria-valuenow="100"></div>
<p class="soft" id="token-about"></p>
</div>
<button type="button" id="stop" data-first>Stop</button>
</div>
</section>
<section data-screen="trouble" hidden>
<p class="sign" aria-hidden="true">!</p>
<h1 id="trouble-title"></h1>
<p class="lead" id="trouble-text"></p>
<div class="actions" id="trouble-actions"></div>
<p class="mark-text" id="trouble-mark"></p>
</section>
<section data-screen="unbuilt" hidden>
<h1>The client is not built yet</h1>
<p class="lead">This page runs on the promise face, which reaches it as one file for browsers. That file is not there.</p>
<p class="lead">Run <code>npm run build:browser</code>, then load this page again.</p>
</section>
</main>
<footer><p id="status" role="status"></p><p class="hint">Arrow keys, Enter and Escape work like a remote control.</p></footer>
<dialog id="dialog" aria-labelledby="dialog-title" aria-describedby="dialog-text"><h2 id="dialog-title"></h2><p id="dialog-text"></p><div class="actions" id="dialog-actions"></div><p class="mark-text" id="dialog-mark"></p></dialog>
${library(app)}
${script(
  tv,
  {
    ...app,
    channels: [...channels.values()].map(({ id, name, rating = "" }) => ({
      id,
      name,
      rating,
      hue: hueOf(name),
      initials: initialsOf(name),
    })),
    tempPasses: [...mvpds.values()]
      .filter(isTempPass)
      .filter(({ tempPass }) => tempPass.misconfigured !== true)
      .map(({ displayName, id, tempPass }) => ({
        id,
        name: displayName,
        about: aboutTempPass(tempPass),
        promotional: tempPass.kind === "promotional",
      })),
    now,
    codeTtl: settings.codeTtl,
  },
  parts,
)}`,
  })
}

const style = `
html{font-size:clamp(15px,.55vw + .65vh + 4px,26px)}
body{font-size:1rem;display:flex;flex-direction:column;position:relative;overflow-x:hidden}
header,main,footer{width:100%;padding-inline:clamp(1rem,5vw,6rem)}
header{display:flex;align-items:center;justify-content:space-between;gap:.75rem 1.5rem;flex-wrap:wrap;padding-block:clamp(.75rem,2.5vh,2rem)}
main{flex:1;display:flex;flex-direction:column;justify-content:center;padding-block:.5rem}
body[data-on=catalogue] main{justify-content:flex-start}
footer{display:flex;justify-content:space-between;gap:.25rem 2rem;flex-wrap:wrap;padding-block:clamp(.75rem,2vh,1.5rem);min-height:3.5rem;color:var(--soft);font-size:.9rem}
footer p,.brand,.who,.offline{margin:0}
#status{color:var(--ink);font-weight:600}
.brand{font-weight:800;font-size:1.15rem;letter-spacing:-.01em;display:flex;align-items:center;gap:.6rem}
.mark{display:inline-grid;place-items:center;width:1.9rem;height:1.9rem;border-radius:.55rem;background:var(--brand);color:var(--on-brand);font-size:.8rem;padding-left:.1rem}
.who{display:flex;align-items:center;gap:.8rem;font-weight:600}
.who img{border-radius:.35rem;height:2rem;width:auto}
h1{font-size:clamp(1.7rem,3.2vw,2.9rem);line-height:1.1;letter-spacing:-.02em;margin:0 0 .6em;max-width:24ch;text-wrap:balance}
.lead{font-size:1.15rem;color:var(--soft);margin:0 0 1em;max-width:44ch;text-wrap:pretty}
.soft{color:var(--soft)}
code{font:600 .95em ui-monospace,SFMono-Regular,Menlo,monospace}
a{color:var(--brand);font-weight:700}
button{font:inherit;font-weight:650;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:.7em 1.3em;cursor:pointer;transition:transform .15s}
button.main{background:var(--brand);color:var(--on-brand);border-color:transparent}
:focus-visible,dialog button:focus{outline:.2rem solid var(--brand);outline-offset:.2rem}
button:focus-visible{transform:scale(1.03)}
.actions{display:flex;flex-wrap:wrap;gap:.9rem;margin-top:1.4rem}
.offline{background:var(--warn-bg);color:var(--warn);font-weight:650;padding:.7rem clamp(1rem,5vw,6rem)}
.banner{background:var(--warn-bg);color:var(--warn);font-weight:650;padding:.7rem 1rem;border-radius:.7rem;margin:0 0 1rem}
.wall{position:fixed;z-index:-1;inset:-12% -6% -12% 52%;display:grid;grid-template-columns:repeat(3,1fr);gap:1.2rem;transform:rotate(-9deg);opacity:.85;-webkit-mask-image:linear-gradient(90deg,transparent,#000 45%);mask-image:linear-gradient(90deg,transparent,#000 45%)}
.wall span{display:grid;place-items:center;border-radius:1rem;color:#fff;font-weight:800;font-size:2.2rem;letter-spacing:.04em;background:linear-gradient(120deg,hsl(var(--hue) 62% 34%),hsl(calc(var(--hue) + 50) 60% 24%))}
.heading{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2rem 1.6rem;margin-bottom:.8rem}
.heading h1,.heading p{margin:0}
:is(body[data-on=code],body[data-on=trouble]) #status{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
:is(body[data-on=code],body[data-on=trouble]) footer{justify-content:flex-end}
body[data-on=start] footer{justify-content:flex-start;column-gap:0}
adobe-pass-code{padding:0;font-size:1.35rem;--adobe-pass-background:transparent;--adobe-pass-color:var(--ink);--adobe-pass-muted:var(--soft);--adobe-pass-border:var(--line);--adobe-pass-surface:var(--card);--adobe-pass-accent:var(--brand);--adobe-pass-on-accent:var(--on-brand);--adobe-pass-qr:clamp(11rem,20vw,20rem)}
[data-screen=code] .actions{justify-content:center;align-items:center}
.note{margin:1rem 0 0;text-align:center;font-weight:600;color:var(--warn)}
.choices{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:1rem;max-width:64rem}
.choices button{width:100%;height:100%;text-align:left;padding:1.2rem 1.3rem}
.choices button span{display:block;font-weight:450}
.choices strong{display:block;font-size:1.15rem;margin-bottom:.3rem}
.tiles{list-style:none;margin:0;padding:.3rem 0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(11.2rem,44%),1fr));gap:clamp(.7rem,1.4vw,1.4rem)}
.tiles li{display:flex}
.tile{display:flex;flex-direction:column;gap:.15rem;width:100%;text-align:left;padding:0 0 .75rem;overflow:hidden;border-radius:.9rem}
.tile>span{padding-inline:.85rem}
.art{position:relative;display:grid;place-items:center;aspect-ratio:16/9;width:100%;margin-bottom:.5rem;background:linear-gradient(120deg,hsl(var(--hue) 62% 34%),hsl(calc(var(--hue) + 50) 60% 24%));color:#fff;font-weight:800;font-size:1.9rem;letter-spacing:.04em}
.locked .art{filter:saturate(.15) brightness(.8)}
.name{font-weight:700;line-height:1.25}
.rating{position:absolute;top:.5rem;right:.5rem;font-size:.68rem;font-weight:700;letter-spacing:.02em;color:#fff;background:rgb(0 0 0/.55);border-radius:.4rem;padding:.1rem .4rem;white-space:nowrap}
.rating:empty{display:none}
.lock{font-size:.82rem;line-height:1.35;font-weight:500;color:var(--good)}
.locked .lock{color:var(--soft)}
.locked .lock::before{content:"";display:inline-block;width:.75em;height:.9em;margin-right:.4em;vertical-align:-.06em;background:currentColor;-webkit-mask:var(--padlock) center/contain no-repeat;mask:var(--padlock) center/contain no-repeat}
.tiles{--padlock:url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 12'%3E%3Cpath d='M1 5h8v7H1z'/%3E%3Cpath d='M3 5V3a2 2 0 0 1 4 0v2' fill='none' stroke='%23000' stroke-width='1.4'/%3E%3C/svg%3E")}
.stage{position:fixed;inset:0;z-index:0;display:grid;place-items:center;overflow:hidden;background:radial-gradient(circle at 50% 40%,hsl(var(--hue) 60% 38%),hsl(calc(var(--hue) + 40) 65% 12%))}
.sweep{position:absolute;inset:-50%;background:conic-gradient(from 0deg,transparent 0 20%,rgb(255 255 255/.13) 30%,transparent 42% 70%,rgb(255 255 255/.09) 80%,transparent 90%);animation:turn 24s linear infinite}
@keyframes turn{to{transform:rotate(1turn)}}
.big{font-weight:800;font-size:clamp(6rem,22vw,20rem);letter-spacing:.03em;color:rgb(255 255 255/.16)}
[data-screen=player]{display:contents}
.controls{position:fixed;inset:auto 0 0 0;z-index:1;display:grid;grid-template-columns:1fr minmax(16rem,34rem) auto;align-items:center;gap:1rem 3rem;padding:1.5rem clamp(1rem,5vw,6rem);background:var(--card);border-top:1px solid var(--line)}
.controls h1{margin:0;font-size:clamp(1.5rem,2.4vw,2.2rem)}
.controls p{margin:.15rem 0}
.live{font-weight:650;color:var(--good)}
.token .soft{font-size:.85rem}
.life{height:.75rem;border-radius:1rem;background:var(--line);overflow:hidden;margin:.35rem 0}
.life::before{content:"";display:block;height:100%;width:var(--share,100%);border-radius:inherit;background:var(--good);transition:width .3s linear}
.life.low::before{background:var(--bad)}
body[data-on=player] header,body[data-on=player] footer .hint{visibility:hidden}
body[data-on=player] footer{position:fixed;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.sign{display:grid;place-items:center;width:3.4rem;height:3.4rem;border-radius:50%;margin:0 0 1rem;font-size:1.8rem;font-weight:800;background:var(--bad-bg);color:var(--bad)}
.mark-text:empty{display:none}
.mark-text{margin:1.5rem 0 0;font:600 .85rem ui-monospace,SFMono-Regular,Menlo,monospace;color:var(--soft)}
dialog{border:1px solid var(--line);border-radius:1.2rem;background:var(--card);color:var(--ink);padding:clamp(1.3rem,3vw,2.4rem);max-width:min(38rem,92vw);box-shadow:0 2rem 6rem rgb(0 0 0/.4)}
dialog::backdrop{background:rgb(8 8 20/.62)}
dialog h2{margin:0 0 .6rem;font-size:1.5rem;line-height:1.2}
dialog p{margin:0;font-size:1.05rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(max-width:52rem){
.wall{inset:52% -20% -20% 8%;-webkit-mask-image:linear-gradient(transparent,#000 60%);mask-image:linear-gradient(transparent,#000 60%)}
main{justify-content:flex-start}
.controls{grid-template-columns:minmax(0,1fr)}
.who{width:100%}
.who button{margin-left:auto}
.hint{display:none}
}
`
