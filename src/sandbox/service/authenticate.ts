/**
 * Authentication in a user agent: from the authenticate URL by redirects to the MVPD's login page, by its form back
 * with an assertion, and on to the application's redirectUrl. What is bound together is the code, the application and
 * the device; the browser need not be the device's.
 */
import * as Effect from "effect/Effect"
import type { Handler, Reply } from "../wire/exchange.js"
import { Exchange, here, html, redirect } from "../wire/exchange.js"
import { messagePage } from "../wire/html.js"
import type { Account, Mvpd } from "../world/catalogue.js"
import type { Session, State } from "../world/state.js"
import { World } from "../world/World.js"
import { loginPage } from "./bodies/loginPage.js"
import { completeLogin } from "./rules/login.js"

interface Login {
  readonly session: Session
  readonly mvpd: Mvpd
  readonly redirectUrl: string
}

const problem = (title: string, text: string): Reply => html(400, messagePage(title, text))

/** The login that a code stands for while it is good and complete; otherwise a page that says why not. */
const loginOf = (state: State, code: string, now: number): Login | Reply => {
  const session = state.sessions.get(code)
  if (session === undefined)
    return problem("This code is not known", "Check the code on your TV, or ask it for a new one.")
  if (now >= session.notAfter) return problem("This code has expired", "Ask your TV for a new code.")
  const mvpd = state.mvpds.get(session.mvpd ?? "")
  if (mvpd === undefined || session.redirectUrl === undefined || session.domainName === undefined)
    return problem("This code is not ready yet", "A TV provider must be chosen for it first.")
  return { session, mvpd, redirectUrl: session.redirectUrl }
}

const query = (name: string) => (exchange: Exchange["Type"]) => exchange.url.searchParams.get(name) ?? ""

/** Answers for the login of the code that is found in the request. */
const withLogin = (
  code: (exchange: Exchange["Type"]) => string,
  answer: (login: Login) => Handler,
): Handler =>
  Effect.gen(function* () {
    const { state } = yield* World
    const exchange = yield* Exchange
    const login = loginOf(state, code(exchange), exchange.now)
    return "session" in login ? yield* answer(login) : login
  })

/** On to a path of this sandbox, with these parameters. */
const goTo = (path: string, parameters: Readonly<Record<string, string>>) =>
  Effect.map(Exchange, (exchange) =>
    redirect(here(exchange, `${path}?${new URLSearchParams(parameters).toString()}`)),
  )

export const authenticateInUserAgent: Handler = withLogin(
  ({ params }) => params["code"] ?? "",
  (login) =>
    Effect.flatMap(Exchange, ({ params }) => {
      const { session, mvpd, redirectUrl } = login
      if (session.serviceProvider !== params["serviceProvider"])
        return Effect.succeed(problem("This code is not known", "It belongs to another application."))
      if (mvpd.loginWithoutRedirect === true) return showLogin(login)
      return goTo("/adobe-services/authenticate/saml", {
        noflash: "true",
        mso_id: mvpd.id,
        requestor_id: session.serviceProvider,
        no_iframe: "false",
        domain_name: session.domainName ?? "",
        redirect_url: redirectUrl,
        RelayState: session.code,
      })
    }),
)

/** The service provider's half of SAML: on to the identity provider. */
export const sendToMvpd: Handler = withLogin(query("RelayState"), ({ mvpd, session }) =>
  goTo(`/mvpd/${encodeURIComponent(mvpd.id)}/login`, { RelayState: session.code }),
)

const showLogin = (
  { mvpd, session }: Login,
  failed?: { readonly error: string; readonly username: string },
): Handler =>
  Effect.map(World, ({ state }) =>
    html(
      200,
      loginPage({
        mvpd,
        programmer: state.serviceProviders.get(session.serviceProvider)?.name ?? session.serviceProvider,
        code: session.code,
        accounts: [...state.accounts.values()],
        ...failed,
      }),
    ),
  )

/** Back to the service provider's half, with who signed in, or with nobody who did. */
const back = ({ session }: Login, username: string | undefined) =>
  Effect.flatMap(World, ({ chance }) => {
    session.assertion = username === undefined ? undefined : { ticket: chance.uuid(), username }
    return goTo("/adobe-services/assertion", {
      RelayState: session.code,
      assertion: session.assertion?.ticket ?? "",
    })
  })

/** The MVPD's half of SAML: its login page, unless it knows the viewer by the home, or fails. */
export const showLoginPage: Handler = withLogin(query("RelayState"), (login) =>
  Effect.flatMap(World, ({ state }) => {
    const { displayName, homeBased, loginError } = login.mvpd
    if (loginError !== undefined) return Effect.succeed(html(500, messagePage(displayName, loginError)))
    return homeBased !== undefined && state.accounts.has(homeBased)
      ? back(login, homeBased)
      : showLogin(login)
  }),
)

export const submitLogin: Handler = Effect.gen(function* () {
  const { state } = yield* World
  const form = new URLSearchParams((yield* Exchange).body)
  const given = (name: string) => form.get(name) ?? ""
  return yield* withLogin(
    () => given("RelayState"),
    (login) => {
      if (given("action") === "cancel") return back(login, undefined)
      const chosen = state.accounts.get(given("account"))
      const username = chosen?.username ?? given("username").trim()
      const account = chosen ?? accountWith(state, username, given("password"))
      if (account === undefined)
        return showLogin(login, { error: "Username and password do not match.", username })
      if (account.locked !== undefined) return showLogin(login, { error: account.locked, username })
      return back(login, account.username)
    },
  )
})

const accountWith = (state: State, username: string, password: string): Account | undefined => {
  const account = state.accounts.get(username)
  return account?.password === password ? account : undefined
}

/** The service provider's half again: the assertion makes the profile, once, and the browser goes to the application. */
export const acceptAssertion: Handler = withLogin(query("RelayState"), ({ session, redirectUrl }) =>
  Effect.gen(function* () {
    const exchange = yield* Exchange
    const { assertion } = session
    if (assertion !== undefined && assertion.ticket === query("assertion")(exchange))
      yield* completeLogin(session, assertion.username, exchange.now)
    else if (session.login === "pending") session.login = "cancelled"
    return redirect(redirectUrl)
  }),
)
