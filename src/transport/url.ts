import * as Url from "@effect/platform/Url"
import * as Either from "effect/Either"
import * as Record from "effect/Record"
import type { LogoutAction } from "../domain/Logout.js"
import type { NextAction } from "../domain/Session.js"

/** A URL of an answer made absolute: most come relative to the service. */
export const absolute = (url: string, baseUrl: string): string => {
  if (/^[a-z][a-z\d+.-]*:/i.test(url)) return url
  if (/^\/(?!\/)/.test(url)) return `${baseUrl}${url}`
  return Either.match(Url.fromString(url, `${baseUrl}/`), { onLeft: () => url, onRight: String })
}

interface Caller {
  readonly integration: { readonly baseUrl: string }
}

/** The same for what a session asks to open. */
export const absoluteAction = (action: NextAction, { integration }: Caller): NextAction =>
  action._tag === "Authenticate" ? { ...action, url: absolute(action.url, integration.baseUrl) } : action

/** The same for what logouts ask to open, by MVPD. */
export const absoluteActions = (
  actions: Readonly<Record<string, LogoutAction>>,
  { integration }: Caller,
): Readonly<Record<string, LogoutAction>> =>
  Record.map(actions, (action) =>
    action._tag === "Logout" ? { ...action, url: absolute(action.url, integration.baseUrl) } : action,
  )
