/** The steps that flows share. */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { Prompt } from "../../../flow/Authentication.js"
import type { Request } from "../../../flow/Authorization.js"
import { AdobePass } from "../../../AdobePass.js"
import { FlowError } from "../FlowError.js"
import * as say from "../say.js"
import * as Viewer from "../Viewer.js"
import { between, reason, token } from "../../output/words.js"
import type { Options } from "./Flow.js"

/** The domain that logins start from. */
export const domainName = "example.com"

/** Shows the code and URL, and has the viewer act on them; the app polls meanwhile. */
export const signIn =
  ({ account, interactive }: Pick<Options, "account" | "interactive">) =>
  ({ code, notAfter, url = "" }: Pick<Prompt, "code" | "notAfter" | "url">) =>
    Effect.gen(function* () {
      const goodFor = between(yield* DateTime.now, notAfter)
      yield* say.screen([
        ["Sign in at", url],
        ["Code", `${code}, good for ${goodFor}`],
      ])
      yield* letSignIn({ account, interactive }, url)
    })

/** Has the viewer sign in at a URL. */
export const letSignIn = ({ account, interactive }: Pick<Options, "account" | "interactive">, url: string) =>
  interactive
    ? say.viewer(
        `it is your turn: open ${url} and sign in, for example as ${account}, with the password "password"`,
      )
    : Viewer.signIn(url, account)

/** Plays a resource: there must be a media token. */
export const watch = Effect.fn(function* (request: Request, name = request.resource) {
  const pass = yield* AdobePass
  const permit = yield* pass.authorize(request)
  yield* say.answer(`${name} may play, by ${permit.source}`)
  yield* say.permitted(`media token ${token(permit.token)}: for the verifier that releases the stream`)
  return permit
})

/** Tries what must fail, and in one way alone. */
export const denied = <A, E extends { readonly _tag: string; readonly message: string }, R>(
  attempt: Effect.Effect<A, E, R>,
  expected: string,
  what: string,
) =>
  Effect.flip(attempt).pipe(
    Effect.catchAll(() => Effect.fail(new FlowError({ message: `${what}, and yet it worked` }))),
    Effect.flatMap((error) => (error._tag === expected ? Effect.succeed(error) : Effect.fail(error))),
    Effect.tap((error) => Effect.zipRight(say.answer(`${what}: ${error._tag}`), say.refused(reason(error)))),
  )
