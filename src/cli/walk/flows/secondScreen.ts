/** A television shows a code, a phone does the rest. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { AdobePass } from "../../../AdobePass.js"
import type { Prompt } from "../../../flow/Authentication.js"
import { AuthenticationSuperseded } from "../../../error/AdobePassError.js"
import { ensure, FlowError } from "../FlowError.js"
import * as say from "../say.js"
import { profile } from "../../output/words.js"
import type { Flow, Options } from "./Flow.js"
import { on, phone, setTopBox } from "./Flow.js"
import { denied, domainName, letSignIn, watch } from "./steps.js"

const mvpd = "Spectrum"

const mistype = (code: string) => `${code.slice(0, -1)}${code.endsWith("7") ? "8" : "7"}`

const showCode = ({ code, missingParameters }: Prompt) =>
  say.screen([
    ["Go to", "example.com/activate on your phone"],
    ["Code", code],
    ["Still open", missingParameters.join(", ")],
  ])

/** What the viewer does on the phone. */
const activate = (code: string, options: Options) =>
  Effect.gen(function* () {
    const pass = yield* AdobePass
    yield* say.phase("2 The phone", "checks the typed code, supplies what is missing, opens the login")
    yield* say.viewer("mistypes the code")
    yield* denied(
      pass.checkCode(mistype(code)),
      "AuthenticationCodeInvalid",
      "a wrong code is told apart from trouble",
    )
    yield* say.viewer(`types ${code.toLowerCase()}`)
    const session = yield* pass.checkCode(code.toLowerCase())
    yield* say.answer(
      `a ${session.device?.hardware?.name ?? session.device?.type ?? "device"} waits; it lacks ${session.missingParameters.join(", ")}`,
    )
    const action = yield* pass.resume({
      code: session.code,
      mvpd,
      domainName,
      redirectUrl: options.redirectUrl,
    })
    if (action._tag !== "Authenticate") {
      return yield* new FlowError({
        message: `the phone was told to ${action._tag}, not to authenticate`,
      })
    }
    yield* say.answer(`nothing is missing any more: open ${action.url}`)
    yield* letSignIn(options, action.url)
  }).pipe(on(phone))

export const secondScreen: Flow = {
  name: "second-screen",
  about: "a television shows a code, a phone signs in with it",
  devices: 2,
  play: (options) =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      yield* say.phase("1 The television", "has no keyboard: it shows a code and polls at once")
      const shown = yield* Deferred.make<void>()
      const older = yield* Effect.fork(
        pass.authenticate({
          onCode: (prompt) => Effect.zipRight(showCode(prompt), Deferred.succeed(shown, undefined)),
        }),
      )
      yield* Effect.raceFirst(Deferred.await(shown), Fiber.join(older))
      yield* say.viewer("asks for another code")
      const found = yield* pass.authenticate({
        onCode: (prompt) =>
          Effect.gen(function* () {
            yield* showCode(prompt)
            const superseded = yield* Effect.flip(Fiber.join(older))
            yield* ensure(
              superseded instanceof AuthenticationSuperseded,
              "the older code was polled for after the newer one was there",
            )
            yield* activate(prompt.code, options)
          }),
      })

      yield* say.phase("3 The television", "learns of the login by itself")
      yield* ensure(found.mvpd === mvpd, `the profile is one of ${found.mvpd}`)
      yield* say.answer(`signed in: ${profile(found)}`)
      yield* watch({ mvpd, resource: "newsline" })
    }).pipe(on(setTopBox)),
}
