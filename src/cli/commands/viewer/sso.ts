import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { AdobePass } from "../../../AdobePass.js"
import { Integration } from "../../../domain/Environment.js"
import type { NextAction, PartnerAuthenticationRequest } from "../../../domain/Session.js"
import { RetrievePartnerAuthenticationRequest } from "../../../endpoint/v2/RetrievePartnerAuthenticationRequest.js"
import { connect } from "../../../sandbox/admin/AdminClient.js"
import { command } from "../../command.js"
import { on, text, textOr } from "../../flags.js"
import { masked } from "../../http/mask.js"
import { given } from "../../input.js"
import { tell } from "../../output/Output.js"
import { bold } from "../../output/style.js"
import { definitions } from "../../output/text.js"
import { returnPage } from "../../returnPage.js"
import { client } from "../../settings/client.js"
import { signingIn } from "./prompt.js"
import { domainName, redirectUrl } from "./shared.js"

/** What the partner's framework is to be asked, or what follows where it cannot vouch for the viewer. */
const tellAction = (action: NextAction, showRequest: boolean) => {
  if (action._tag !== "PartnerProfile") {
    return tell(
      action,
      [
        `The partner cannot vouch for the viewer (${action.reason}): Adobe says ${bold(action._tag)}.`,
        ...("url" in action ? [`  ${action.url}`] : []),
      ].join("\n"),
    )
  }
  const { authenticationRequest, ...rest } = action
  const request = Redacted.value(authenticationRequest.request)
  return tell(
    {
      ...rest,
      authenticationRequest: {
        ...authenticationRequest,
        request: showRequest ? request : authenticationRequest.request,
      },
    },
    [
      bold("The partner's framework is to answer this request"),
      ...definitions(
        [
          ["type", authenticationRequest.type],
          ["attributes", authenticationRequest.attributesNames.join(", ")],
          ["request", showRequest ? request : masked(request)],
        ],
        80,
      ),
      "With its answer: adobe-pass sso --saml-response @FILE",
    ].join("\n"),
  )
}

export const sso = command({
  details:
    "Single sign-on by partner (Apple): who signed in in the settings of the device needs no login in the app. The partner's framework is on the device only, so this takes two steps: without --saml-response it shows what to ask the framework; with it, it signs in. A sandbox plays the framework, with --account. Where the partner cannot vouch for the viewer, a login follows. Single sign-on by platform or service token is a setting of every command instead: --subject-token, --roku-token, --service-token.",
  examples: [
    ["adobe-pass sso --partner-status @status.json --show-request", "What to ask Apple's framework."],
    ["adobe-pass sso --partner-status @status.json --saml-response @saml.txt", "Sign in with its answer."],
    ["adobe-pass sso --partner-status @status.json --account basic", "All of it, on a sandbox."],
  ],
  arguments: {},
  flags: {
    partner: textOr("NAME", "Apple", "The partner."),
    samlResponse: text("TEXT", "What the framework answered, in Base64; @FILE reads a file."),
    account: text("NAME", "On a sandbox: the account that is signed in in the device's settings."),
    showRequest: on("Show the SAML request, which is masked otherwise."),
    noBrowser: on("Do not open a browser where a login follows."),
  },
  uses: ["partnerStatus", "domainName", "redirectUrl"],
  run: ({ account, noBrowser, partner, samlResponse, showRequest }) =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { baseUrl } = yield* Integration
      const domain = yield* domainName
      const request = {
        partner,
        domainName: domain,
        redirectUrl: yield* redirectUrl(domain, yield* returnPage),
      }
      if (samlResponse === undefined && account === undefined) {
        return yield* tellAction(yield* (yield* RetrievePartnerAuthenticationRequest)(request), showRequest)
      }
      const answered = samlResponse === undefined ? undefined : yield* given(samlResponse)
      const answer = (asked: PartnerAuthenticationRequest) =>
        answered !== undefined || account === undefined
          ? Effect.succeed(answered)
          : Effect.flatMap(connect(baseUrl), ({ admin }) =>
              admin.partnerAuthenticationResponse({
                request: Redacted.value(asked.request),
                username: account,
              }),
            )
      yield* signingIn(!noBrowser, (callbacks) =>
        pass.partnerSingleSignOn({ ...request, ...callbacks, answer }),
      )
    }).pipe(Effect.scoped, Effect.provide(client)),
})
