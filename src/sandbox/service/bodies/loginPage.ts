/**
 * The login page of the sandbox's MVPDs.
 */
import type { Account, Mvpd } from "../../world/catalogue.js"
import { escapeHtml, hueOf, logo, page } from "../../wire/html.js"

export interface LoginPage {
  readonly mvpd: Mvpd
  readonly programmer: string
  readonly code: string
  readonly accounts: ReadonlyArray<Account>
  readonly error?: string
  readonly username?: string
}

export const loginPage = ({ mvpd, programmer, code, accounts, error, username }: LoginPage): string => {
  const form = `method="post" action="/mvpd/${encodeURIComponent(mvpd.id)}/login"`
  const relay = `<input type="hidden" name="RelayState" value="${escapeHtml(code)}">`
  const describedBy = error === undefined ? "" : ' aria-invalid="true" aria-describedby="error"'
  return page({
    title: `${error === undefined ? "" : "Error: "}Sign in to ${mvpd.displayName}`,
    hue: hueOf(mvpd.displayName),
    style: twoColumns,
    body: `<div>
<header>${logo(mvpd.displayName)}<h1>Sign in to ${escapeHtml(mvpd.displayName)}</h1></header>
<p class="soft">${escapeHtml(programmer)} asks your TV provider whether you are a subscriber.</p>
${error === undefined ? "" : `<p class="error" id="error" role="alert">${escapeHtml(error)}</p>`}
<form ${form}>
${relay}
<label for="username">Username</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" value="${escapeHtml(username ?? "")}"${describedBy}${error === undefined ? " autofocus" : ""}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password"${describedBy}${error === undefined ? "" : " autofocus"}>
<button class="main" type="submit">Sign in</button>
<button class="plain" type="submit" name="action" value="cancel">Cancel</button>
</form>
</div>
<section aria-labelledby="accounts">
<h2 id="accounts">Test accounts</h2>
<p class="soft">This provider is part of a sandbox. The password of every built-in account is <code>password</code>; any other shows what a wrong password does.</p>
<form ${form}>
${relay}
<ul>
${accounts.map(accountItem).join("\n")}
</ul>
</form>
</section>`,
  })
}

const twoColumns = `
section ul{gap:0;margin-top:.5rem}
section li{padding:.45rem 0;border-top:1px solid var(--line)}
section li:first-child{border:0}
section li .soft{display:block;line-height:1.35}
@media(min-width:56rem){
main{max-width:62rem;display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.1fr);gap:0 3rem}
section{margin:0;padding:0 0 0 3rem;border-top:0;border-left:1px solid var(--line)}
}
`

const accountItem = (account: Account): string =>
  `<li><span><code>${escapeHtml(account.username)}</code> <span class="soft">${escapeHtml(account.name)} ${escapeHtml(account.about)}</span></span>` +
  `<button type="submit" name="account" value="${escapeHtml(account.username)}" aria-label="Use ${escapeHtml(account.username)}">Use</button></li>`
