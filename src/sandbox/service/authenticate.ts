/**
 * Authentication in a user agent: from the authenticate URL by redirects to the MVPD's login page, by its form back
 * with an assertion, and on to the application's redirectUrl. What is bound together is the code, the application and
 * the device; the browser need not be the device's.
 */
import * as Effect from "effect/Effect"
import type { Account, Mvpd } from "../world/catalogue.js"
import type { Exchange, Handler, Reply } from "../wire/exchange.js"
import type { World } from "../world/World.js"
import { here, html, redirect } from "../wire/exchange.js"
import { messagePage } from "../wire/html.js"
import { loginPage } from "./bodies/loginPage.js"
import type { Session } from "../world/state.js"
import { completeLogin } from "./rules/login.js"

interface Login {
  readonly session: Session
  readonly mvpd: Mvpd
  readonly redirectUrl: string
}

/** The login that a code stands for, while the code is good and nothing is missing; otherwise a page that says why not. */
const loginOf = (world: World, code: string, now: number): Login | Reply => {
  const session = world.state.sessions.get(code)
  if (session === undefined) {
    return html(
      400,
      messagePage("This code is not known", "Check the code on your TV, or ask it for a new one."),
    )
  }
  if (now >= session.notAfter) {
    return html(400, messagePage("This code has expired", "Ask your TV for a new code."))
  }
  const mvpd = world.state.mvpds.get(session.mvpd ?? "")
  if (mvpd === undefined || session.redirectUrl === undefined || session.domainName === undefined) {
    return html(400, messagePage("This code is not ready yet", "A TV provider must be chosen for it first."))
  }
  return { session, mvpd, redirectUrl: session.redirectUrl }
}

const withLogin = (
  world: World,
  exchange: Exchange,
  code: string,
  f: (login: Login) => Effect.Effect<Reply>,
): Effect.Effect<Reply> => {
  const login = loginOf(world, code, exchange.now)
  return "session" in login ? f(login) : Effect.succeed(login)
}

const query = (exchange: Exchange, name: string) => exchange.url.searchParams.get(name) ?? ""

export const authenticateInUserAgent: Handler = (world, exchange) =>
  withLogin(world, exchange, exchange.params["code"] ?? "", (login) => {
    const { session, mvpd, redirectUrl } = login
    if (session.serviceProvider !== exchange.params["serviceProvider"]) {
      return Effect.succeed(
        html(400, messagePage("This code is not known", "It belongs to another application.")),
      )
    }
    if (mvpd.loginWithoutRedirect === true) return Effect.succeed(showLogin(world, login))
    const parameters = new URLSearchParams({
      noflash: "true",
      mso_id: mvpd.id,
      requestor_id: session.serviceProvider,
      no_iframe: "false",
      domain_name: session.domainName ?? "",
      redirect_url: redirectUrl,
      RelayState: session.code,
    })
    return Effect.succeed(
      redirect(here(exchange, `/adobe-services/authenticate/saml?${parameters.toString()}`)),
    )
  })

/** The service provider's half of SAML: on to the identity provider. */
export const sendToMvpd: Handler = (world, exchange) =>
  withLogin(world, exchange, query(exchange, "RelayState"), ({ mvpd, session }) => {
    const parameters = new URLSearchParams({ RelayState: session.code })
    return Effect.succeed(
      redirect(here(exchange, `/mvpd/${encodeURIComponent(mvpd.id)}/login?${parameters.toString()}`)),
    )
  })

const showLogin = (
  world: World,
  { mvpd, session }: Login,
  failed?: { error: string; username: string },
): Reply =>
  html(
    200,
    loginPage({
      mvpd,
      programmer: world.state.serviceProviders.get(session.serviceProvider)?.name ?? session.serviceProvider,
      code: session.code,
      accounts: [...world.state.accounts.values()],
      ...failed,
    }),
  )

export const showLoginPage: Handler = (world, exchange) =>
  withLogin(world, exchange, query(exchange, "RelayState"), (login) =>
    Effect.succeed(showLogin(world, login)),
  )

export const submitLogin: Handler = (world, exchange) => {
  const form = new URLSearchParams(exchange.body)
  const given = (name: string) => form.get(name) ?? ""
  return withLogin(world, exchange, given("RelayState"), (login) => {
    const { session } = login
    const back = (ticket: string) => {
      const parameters = new URLSearchParams({ RelayState: session.code, assertion: ticket })
      return Effect.succeed(redirect(here(exchange, `/adobe-services/assertion?${parameters.toString()}`)))
    }
    if (given("action") === "cancel") return back("")
    const chosen = world.state.accounts.get(given("account"))
    const username = chosen?.username ?? given("username").trim()
    const account = chosen ?? accountWith(world, username, given("password"))
    if (account === undefined) {
      return Effect.succeed(
        showLogin(world, login, { error: "Username and password do not match.", username }),
      )
    }
    if (account.locked !== undefined) {
      return Effect.succeed(showLogin(world, login, { error: account.locked, username }))
    }
    session.assertion = { ticket: world.chance.uuid(), username: account.username }
    return back(session.assertion.ticket)
  })
}

const accountWith = (world: World, username: string, password: string): Account | undefined => {
  const account = world.state.accounts.get(username)
  return account?.password === password ? account : undefined
}

/** The service provider's half again: the assertion makes the profile, once, and the browser goes to the application. */
export const acceptAssertion: Handler = (world, exchange) =>
  withLogin(world, exchange, query(exchange, "RelayState"), ({ session, redirectUrl }) => {
    const { assertion } = session
    if (assertion === undefined || assertion.ticket !== query(exchange, "assertion")) {
      if (session.login === "pending") session.login = "cancelled"
      return Effect.succeed(redirect(redirectUrl))
    }
    completeLogin(world, exchange.now, session, assertion.username)
    return Effect.succeed(redirect(redirectUrl))
  })
