/**
 * What is left to do after a logout, one follow-up per MVPD.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/logout-apis/rest-api-v2-logout-apis-initiate-logout-for-specific-mvpd
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Read } from "./wire/Lenient.js"
import { compile, isObject, lacks, lenientText, mapOf, reader, struct } from "./wire/Lenient.js"

interface About {
  readonly mvpd: string
  readonly actionName: string
}

/** The MVPD has a session too: open `url` in a browser to end it. */
interface Logout extends About {
  readonly _tag: "Logout"
  readonly url: string
}

/** The viewer must sign out in the settings of the device, at the partner (Apple). */
interface PartnerLogout extends About {
  readonly _tag: "PartnerLogout"
}

/** Nothing is left to do. */
interface Complete extends About {
  readonly _tag: "Complete"
}

/** There was no login to end. */
interface Invalid extends About {
  readonly _tag: "Invalid"
}

/** An action published after this version. */
interface Unknown extends About {
  readonly _tag: "Unknown"
  readonly url?: string
}

/** What the app must do after a logout; nothing of it happens by itself. */
export type LogoutAction = Logout | PartnerLogout | Complete | Invalid | Unknown

const FollowUp = struct({ actionName: Schema.String, url: lenientText })

const tags = new Map([
  ["partner_logout", "PartnerLogout" as const],
  ["complete", "Complete" as const],
  ["invalid", "Invalid" as const],
])

const toAction = (followUp: Schema.Schema.Type<typeof FollowUp>, mvpd: string): Read<LogoutAction> => {
  const { actionName, url } = followUp
  const name = actionName.toLowerCase()
  if (name === "logout") {
    return url === undefined
      ? lacks(followUp, "url")
      : Either.right({ _tag: "Logout", mvpd, actionName, url })
  }
  const _tag = tags.get(name)
  return Either.right(
    _tag === undefined
      ? { _tag: "Unknown", mvpd, actionName, ...(url !== undefined && { url }) }
      : { _tag, mvpd, actionName },
  )
}

const read = compile(struct({ logouts: mapOf(FollowUp, toAction) }))

/** The answer of the logout endpoint: follow-ups by MVPD; null where there are none. */
export const LogoutResponse: Schema.Schema<Readonly<Record<string, LogoutAction>>, unknown> = reader(
  (input) =>
    isObject(input) && input["logouts"] === null
      ? Either.right({})
      : Either.map(read(input), ({ logouts }) => logouts),
)
