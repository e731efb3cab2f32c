import * as Url from "@effect/platform/Url"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { Integration } from "../domain/Environment.js"
import type { NextAction } from "../domain/Session.js"

/** Makes the URLs in answers absolute: most come relative to the service. */
export const absolute = Effect.map(Integration, ({ baseUrl }) => {
  return (url: string): string => {
    if (/^[a-z][a-z\d+.-]*:/i.test(url)) return url
    if (/^\/(?!\/)/.test(url)) return `${baseUrl}${url}`
    return Either.match(Url.fromString(url, `${baseUrl}/`), { onLeft: () => url, onRight: String })
  }
})

/** The same for what a session asks to open. */
export const absoluteAction = Effect.map(
  absolute,
  (resolve) =>
    (action: NextAction): NextAction =>
      action._tag === "Authenticate" ? { ...action, url: resolve(action.url) } : action,
)
