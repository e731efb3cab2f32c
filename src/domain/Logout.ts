/**
 * What is left to do after a logout, one follow-up per MVPD.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/apis/logout-apis/rest-api-v2-logout-apis-initiate-logout-for-specific-mvpd
 */
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Record from "effect/Record"
import * as Schema from "effect/Schema"
import { lenientText, open, optionalText } from "./Lenient.js"

const about = { mvpd: Schema.String, actionName: Schema.String }

/** The MVPD has a session too: open `url` in a browser to end it. */
const Logout = Schema.TaggedStruct("Logout", { ...about, url: Schema.String })

/** The viewer must sign out in the settings of the device, at the partner (Apple). */
const PartnerLogout = Schema.TaggedStruct("PartnerLogout", about)

/** Nothing is left to do. */
const Complete = Schema.TaggedStruct("Complete", about)

/** Nobody was signed in. */
const Invalid = Schema.TaggedStruct("Invalid", about)

/** An action published after this version. */
const Unknown = Schema.TaggedStruct("Unknown", {
  ...about,
  url: optionalText,
})

/** What the app must do after a logout; nothing of it happens by itself. */
export const LogoutAction = Schema.Union(Logout, PartnerLogout, Complete, Invalid, Unknown)
export type LogoutAction = typeof LogoutAction.Type

const Wire = open(
  Schema.Struct({
    actionName: Schema.String,
    actionType: lenientText,
    mvpd: lenientText,
    url: lenientText,
  }),
)

const actionTypes: Readonly<Record<string, string>> = {
  logout: "interactive",
  partner_logout: "partner_interactive",
  complete: "none",
  invalid: "none",
}

const tags = new Map([
  ["partner_logout", "PartnerLogout" as const],
  ["complete", "Complete" as const],
  ["invalid", "Invalid" as const],
])

/** The answer of the logout endpoint: follow-ups by MVPD. */
export const LogoutResponse = Schema.transformOrFail(
  Schema.Struct({ logouts: Schema.Record({ key: Schema.String, value: Wire }) }),
  Schema.Record({ key: Schema.String, value: LogoutAction }),
  {
    strict: true,
    decode: ({ logouts }, _, ast) =>
      Either.all(
        Record.map(
          logouts,
          ({ actionName, url }, mvpd): Either.Either<LogoutAction, ParseResult.ParseIssue> => {
            if (actionName === "logout") {
              return url === undefined
                ? Either.left(new ParseResult.Type(ast, logouts, 'expected url with the action "logout"'))
                : Either.right({ _tag: "Logout", mvpd, actionName, url })
            }
            const _tag = tags.get(actionName)
            return Either.right(
              _tag === undefined
                ? { _tag: "Unknown", mvpd, actionName, ...(url !== undefined && { url }) }
                : { _tag, mvpd, actionName },
            )
          },
        ),
      ),
    encode: (logouts) =>
      ParseResult.succeed({
        logouts: Record.map(logouts, ({ _tag, ...action }) => ({
          ...action,
          actionType: actionTypes[action.actionName] ?? "none",
        })),
      }),
  },
)
