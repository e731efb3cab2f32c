/** The step that most flows share: the viewer signs in with a browser. */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { Prompt } from "../../flow/Authentication.js"
import * as say from "../say.js"
import * as Viewer from "../Viewer.js"
import { between } from "../words.js"
import type { Options } from "./Flow.js"

/** Shows the code and URL, and has the viewer act on them; the app polls meanwhile. */
export const signIn =
  ({ account, interactive }: Pick<Options, "account" | "interactive">) =>
  ({ code, notAfter, url }: Prompt) =>
    Effect.gen(function* () {
      const goodFor = between(yield* DateTime.now, notAfter)
      yield* say.screen([
        ["Sign in at", url ?? ""],
        ["Code", `${code}, good for ${goodFor}`],
      ])
      if (interactive) {
        yield* say.viewer(
          `it is your turn: open the URL and sign in, for example as ${account}, password "password"`,
        )
      } else if (url !== undefined) {
        yield* Viewer.signIn(url, account)
      }
    })
