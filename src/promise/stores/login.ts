/** A login as a thing to look at. */
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import { AdobePass } from "../../AdobePass.js"
import type { InvalidRequest } from "../../error/AdobePassError.js"
import type * as Authentication from "../../flow/Authentication.js"
import { ServerClock } from "../../policy/ServerClock.js"
import type { Failures } from "../failures.js"
import { asFailure } from "../failures.js"
import { plain } from "../plain.js"
import type { LoginRequest } from "../given/requests.js"
import type { Run } from "../run.js"
import type { PollFailure, Profile, Prompt } from "../words.js"
import type { signingIn } from "./changes.js"
import type { QrCode } from "./qr.js"
import { qrOf } from "./qr.js"
import type { Store } from "./Store.js"
import { follow, makeSource } from "./Store.js"

/** What a login shows while it waits for the viewer. */
export interface LoginPrompt extends Prompt {
  /** `prompt` until a poll was answered, or until {@link LoginStore.returned} where polling begins after the prompt; then `waiting`. */
  readonly state: "prompt" | "waiting"
  readonly goesOn: true
  /** Seconds until the code expires, by the server's clock; counted down each second. */
  readonly secondsLeft: number
  /** What the QR code has in it: your `activationUrl` with the code, else `url`; absent where there is neither. */
  readonly link?: string
  /** The modules of the QR code of `link`, row by row, `true` for dark; absent while it is drawn. */
  readonly qr?: QrCode
  /** Why the last poll failed; the login goes on, and this is gone once a poll is answered. */
  readonly error?: PollFailure
}

/** Where a login stands. `goesOn` tells whether anything more will happen. */
export type Login =
  | { readonly state: "starting"; readonly goesOn: true }
  | LoginPrompt
  | { readonly state: "signedIn"; readonly goesOn: false; readonly profile: Profile }
  | { readonly state: "failed"; readonly goesOn: false; readonly error: Failures["authenticate"] }
  | { readonly state: "cancelled"; readonly goesOn: false }

/** A login that is under way. It begins at once; `cancel` ends it. */
export interface LoginStore extends Store<Login> {
  /** Says, in a login with `pollAfterPrompt`, that the browser has come back: polling begins. */
  readonly returned: () => void
}

const linkOf = ({ url }: Authentication.Prompt, code: string, activationUrl: string | undefined) => {
  if (activationUrl === undefined) return url
  const link = new URL(activationUrl)
  link.searchParams.set("code", code)
  return link.href
}

/** Starts a login. */
export const startLogin = (
  run: Run,
  checked: Either.Either<LoginRequest, InvalidRequest>,
  signIn: ReturnType<typeof signingIn>,
): LoginStore => {
  const { getSnapshot, set, subscribe } = makeSource<Login>({ state: "starting", goesOn: true })
  const controller = new AbortController()
  let comeBack = () => {}
  const back = new Promise<void>((resolve) => (comeBack = resolve))

  const hasCode = (login: Login): login is LoginPrompt => "code" in login
  const update = (changes: Partial<Pick<LoginPrompt, "secondsLeft" | "qr">>) =>
    Effect.sync(() => {
      const login = getSnapshot()
      if (hasCode(login)) set({ ...login, ...changes })
    })
  const waiting = (error?: PollFailure) => {
    const login = getSnapshot()
    if (!hasCode(login) || (login.state === "waiting" && login.error === error)) return
    const { error: _, ...rest } = login
    set({ ...rest, state: "waiting", ...(error !== undefined && { error }) })
  }
  const next = (login: Login) => {
    if (getSnapshot().goesOn) set(login)
  }
  const cancel = () => {
    next({ state: "cancelled", goesOn: false })
    controller.abort()
  }

  const use = ({ activationUrl, ...request }: LoginRequest) =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { now } = yield* ServerClock
      const prompted = yield* Deferred.make<Authentication.Prompt>()
      const left = ({ notAfter }: Authentication.Prompt) =>
        Effect.map(now, (time) => Math.max(0, DateTime.distance(time, notAfter)))

      const onCode = (prompt: Authentication.Prompt) =>
        Effect.gen(function* () {
          const link = linkOf(prompt, prompt.code, activationUrl)
          next({
            state: "prompt",
            goesOn: true,
            ...plain(prompt),
            secondsLeft: Math.ceil((yield* left(prompt)) / 1000),
            ...(link !== undefined && { link }),
          })
          yield* Deferred.succeed(prompted, prompt)
          const qr = link === undefined ? undefined : yield* qrOf(link)
          if (qr !== undefined) yield* update({ qr })
          if (request.pollAfterPrompt !== true) return
          yield* Effect.promise(() => back)
          waiting()
        })
      const counting = Effect.flatMap(Deferred.await(prompted), (prompt) =>
        Effect.forever(
          Effect.gen(function* () {
            const millis = yield* left(prompt)
            yield* update({ secondsLeft: Math.ceil(millis / 1000) })
            // to the end of the second
            yield* Effect.sleep(Math.ceil(millis) % 1000 || 1000)
          }),
        ),
      )
      return yield* Effect.raceFirst(
        signIn(
          pass.authenticate({
            ...request,
            onCode,
            onPolled: Effect.sync(() => waiting()),
            onPollFailed: (error) => Effect.sync(() => waiting(plain(error))),
          }),
        ),
        counting,
      )
    })

  follow(run, checked, use, { cancel, signal: controller.signal }).then(
    (profile) => next({ state: "signedIn", goesOn: false, profile }),
    (error: unknown) => next({ state: "failed", goesOn: false, error: asFailure(error) }),
  )
  return { getSnapshot, subscribe, cancel, returned: () => comeBack() }
}
