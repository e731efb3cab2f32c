/**
 * What the sandbox's HTML pages share: escaping, the frame, light and dark. Nothing from elsewhere.
 */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")

/** A hue of its own for every name, so that providers look different. */
export const hueOf = (name: string): number =>
  [...name].reduce((hue, letter) => (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7)

export const initialsOf = (name: string): string =>
  name
    .split(/[\s_-]+/)
    .map((word) => word.charAt(0).toUpperCase())
    .join("")
    .slice(0, 3)

export const logo = (name: string): string => {
  const hue = hueOf(name)
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="112" height="63" viewBox="0 0 112 63" role="img" aria-label="${escapeHtml(name)}">` +
    `<rect width="112" height="63" rx="10" fill="hsl(${hue} 55% 27%)"/>` +
    `<text x="56" y="33" fill="#fff" font-family="system-ui,sans-serif" font-size="26" font-weight="700" text-anchor="middle" dominant-baseline="middle">${escapeHtml(initialsOf(name))}</text></svg>`
  )
}

/** The colours of a page, in light and in dark, around one hue. */
const colours = (hue: number) => `
:root{color-scheme:light dark;--hue:${hue};--bg:hsl(var(--hue) 30% 96%);--card:#fff;--ink:#1b1d22;--soft:#565b66;--line:#d5d8de;--brand:hsl(var(--hue) 60% 26%);--on-brand:#fff;--bad:#a3141f;--bad-bg:#fdecec;--good:#14663a;--good-bg:#e5f5ec;--warn:#7a4a00;--warn-bg:#fdf1dc;--glow:hsl(var(--hue) 70% 91%);--glow-2:hsl(calc(var(--hue) - 40) 70% 91%)}
@media(prefers-color-scheme:dark){:root{--bg:hsl(var(--hue) 18% 9%);--card:hsl(var(--hue) 12% 14%);--ink:#eceef2;--soft:#aab0bc;--line:#3a3f49;--brand:hsl(var(--hue) 65% 72%);--on-brand:#101216;--bad:#ffb3b3;--bad-bg:#3a1a1c;--good:#9fe0bb;--good-bg:#15301f;--warn:#f2cf8f;--warn-bg:#352811;--glow:hsl(var(--hue) 45% 17%);--glow-2:hsl(calc(var(--hue) - 40) 50% 13%)}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{background:radial-gradient(60% 70% at 85% 0%,var(--glow),transparent) fixed,radial-gradient(50% 60% at 0% 100%,var(--glow-2),transparent) fixed,var(--bg)}
body{margin:0;min-height:100vh;color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
:focus-visible{outline:3px solid var(--brand);outline-offset:2px}
::placeholder{color:var(--soft);opacity:1}
@media(prefers-reduced-motion:reduce){*,::before,::after{animation:none!important;transition:none!important}}
`

/** One card in the middle: forms and messages. */
export const cardStyle = `
body{display:grid;place-items:start center;padding:clamp(1rem,5vh,4rem) 1rem}
main{width:100%;max-width:29rem;box-shadow:0 1rem 3rem rgb(0 0 0/.06);background:var(--card);border:1px solid var(--line);border-radius:16px;padding:clamp(1.25rem,4vw,2rem)}
header{display:flex;align-items:center;gap:1rem;margin-bottom:1.25rem}
header svg{flex:none;width:80px;height:45px}
h1{font-size:1.35rem;line-height:1.25;margin:0}
h2{font-size:1rem;margin:0 0 .25rem}
p{margin:0 0 1rem}
.soft{color:var(--soft);font-size:.925rem}
label{display:block;font-weight:600;margin:1rem 0 .3rem}
input{width:100%;font:inherit;color:inherit;background:transparent;border:1px solid var(--soft);border-radius:8px;padding:.65rem .75rem}
input[aria-invalid]{border-color:var(--bad);border-width:2px}
button{font:inherit;font-weight:600;border-radius:8px;padding:.65rem 1rem;cursor:pointer;border:1px solid transparent}
button.main{width:100%;margin-top:1.25rem;background:var(--brand);color:var(--on-brand)}
button.plain{width:100%;margin-top:.6rem;background:transparent;color:var(--brand);border-color:var(--line)}
.error{background:var(--bad-bg);color:var(--bad);border-radius:8px;padding:.65rem .75rem;margin:0;font-weight:600}
section{margin-top:1.75rem;border-top:1px solid var(--line);padding-top:1.25rem}
ul{list-style:none;margin:1rem 0 0;padding:0;display:grid;gap:.5rem}
li{display:flex;align-items:center;justify-content:space-between;gap:.75rem}
li button{flex:none;padding:.4rem .75rem;background:transparent;color:var(--brand);border-color:var(--line)}
code{font:600 .925em ui-monospace,SFMono-Regular,Menlo,monospace}
`

export interface Page {
  readonly title: string
  readonly hue?: number
  readonly style?: string
  /** Has the landmarks. */
  readonly body: string
}

/** A television in the page's hue. */
const icon = (hue: number) =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="1" y="4" width="30" height="20" rx="4" fill="hsl(${hue} 60% 40%)"/><path d="M13 9v10l8-5z" fill="#fff"/><path d="M10 29h12" stroke="hsl(${hue} 60% 40%)" stroke-width="3" stroke-linecap="round"/></svg>`)}`

/** A whole document. */
export const documentOf = ({ title, hue = 220, style = "", body }: Page): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${icon(hue)}">
<style>${colours(hue)}${style}</style>
</head>
<body>
${body}
</body>
</html>
`

/** A document with one card in the middle. */
export const page = ({ body, style = "", ...rest }: Page): string =>
  documentOf({ ...rest, style: cardStyle + style, body: `<main>\n${body}\n</main>` })

export const messagePage = (title: string, text: string): string =>
  page({ title, body: `<h1>${escapeHtml(title)}</h1>\n<p class="soft">${escapeHtml(text)}</p>` })
