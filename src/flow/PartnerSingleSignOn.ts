/**
 * Single sign-on by a partner (Apple): who signed in on the device, in its settings, needs no login in the app.
 *
 * The partner's framework is the app's own: what it says of permission and provider is the device's `partnerStatus`, and
 * what it answers to an authentication request is passed in by the app.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/flows/single-sign-on-access-flows/rest-api-v2-single-sign-on-partner-flows
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { PartnerAuthenticationRequest } from "../domain/Session.js"
import { RetrievePartnerAuthenticationRequest } from "../endpoint/v2/RetrievePartnerAuthenticationRequest.js"
import { RetrieveProfileUsingPartnerAuthenticationResponse } from "../endpoint/v2/RetrieveProfileUsingPartnerAuthenticationResponse.js"
import * as Authentication from "./Authentication.js"
import { inSpan } from "./Flow.js"
import type { Login } from "./Logins.js"
import { Logins } from "./Logins.js"
import { emptyWithoutProfile, makeNoteProfiles, makeRemember, validLongest } from "./Profiles.js"

/** What a login that begins at a partner can be told; `domainName` and `redirectUrl` are for the basic login it may fall back to. */
export const Parameters = Schema.Struct({
  ...Authentication.Parameters.omit("mvpd", "temporaryAccessIdentity").fields,
  /** `Apple` unless given. */
  partner: Schema.optional(Schema.String),
})

/** A login that begins at a partner, as the app asks for it. */
export interface Request<E = never, R = never, AnswerE = never, AnswerR = never>
  extends Schema.Schema.Type<typeof Parameters>, Authentication.Callbacks<E, R> {
  /**
   * Has the framework answer: resolves to its SAML response, Base64; to undefined where the framework has none to give,
   * and a basic login follows.
   */
  readonly answer: (
    request: PartnerAuthenticationRequest,
  ) => Effect.Effect<string | Redacted.Redacted | undefined, AnswerE, AnswerR>
}

/** Makes {@link partnerSingleSignOn} of its services. */
export const makePartnerSingleSignOn = Effect.gen(function* () {
  const retrieveRequest = yield* RetrievePartnerAuthenticationRequest
  const retrieveProfile = yield* RetrieveProfileUsingPartnerAuthenticationResponse
  const { begin } = yield* Logins
  const noteProfiles = yield* makeNoteProfiles
  const proceed = yield* Authentication.makeProceed
  const signIn = yield* Authentication.makeSignIn
  const remember = yield* makeRemember

  return <E = never, R = never, AnswerE = never, AnswerR = never>({
    answer,
    partner = "Apple",
    ...request
  }: Request<E, R, AnswerE, AnswerR>) =>
    begin((login: Login<E>) =>
      Effect.gen(function* () {
        const { domainName, redirectUrl } = request
        const action = yield* retrieveRequest({ partner, domainName, redirectUrl })
        if (action._tag !== "PartnerProfile") return yield* proceed(login, action, request)

        const samlResponse = yield* answer(action.authenticationRequest)
        const profiles =
          samlResponse === undefined
            ? {}
            : yield* emptyWithoutProfile(retrieveProfile({ partner, samlResponse }))
        const found = validLongest(yield* noteProfiles(profiles))
        return Option.isSome(found) ? found.value : yield* signIn(login, { ...request, mvpd: action.mvpd })
      }),
    ).pipe(
      Effect.tap((found) => remember(found, request)),
      inSpan("partnerSingleSignOn"),
    )
})

/**
 * Signs the viewer in by what the partner knows of them, and resolves to their profile.
 *
 * Where the partner cannot vouch for them (no permission, no provider, an MVPD that is not onboarded, a parameter that
 * is missing) the basic login follows, with its `onCode`. A status that is wrong for the answer fails with
 * `InvalidRequest` whose `parameter` is `AP-Partner-Framework-Status`; `code` tells why.
 */
export const partnerSingleSignOn = <E = never, R = never, AnswerE = never, AnswerR = never>(
  request: Request<E, R, AnswerE, AnswerR>,
) => Effect.flatMap(makePartnerSingleSignOn, (flow) => flow(request))
