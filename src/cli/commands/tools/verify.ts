import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { verifyMediaToken } from "../../../verifier/verifyMediaToken.js"
import { command } from "../../command.js"
import { argument, text } from "../../flags.js"
import { given } from "../../input.js"
import { tell } from "../../output/Output.js"
import { bold, green } from "../../output/style.js"
import { definitions } from "../../output/text.js"
import { lasting } from "../../output/words.js"
import { required } from "../../settings/Settings.js"
import { UsageError } from "../../UsageError.js"

export const verify = command({
  details:
    "As a server does before it releases a stream, with the outcomes of Adobe's own verifier. Nothing is sent. Adobe's certificate comes with the licence of its verifier; that of a sandbox is what its admin answers at /sandbox/media-token/certificate. A token that is refused ends with exit code 8.",
  examples: [
    ["adobe-pass verify @token.txt --certificate adobe.pem --resource newsline", "For this resource alone."],
    ["adobe-pass verify @token.txt --certificate adobe.pem --json | jq .outcome", "VALID_TOKEN, or why not."],
  ],
  arguments: {
    token: argument("TOKEN", "The serialized media token; @FILE reads a file, @- the standard input."),
  },
  flags: {
    certificate: text("FILE", "The certificate or public key to verify with, as PEM."),
    resource: text("RESOURCE", "What it must be for."),
  },
  uses: ["serviceProvider"],
  run: ({ certificate, resource, token }) =>
    Effect.gen(function* () {
      if (certificate === undefined) {
        return yield* new UsageError({
          message: "certificate is missing.",
          next: "Give --certificate FILE: Adobe's, or that of a sandbox.",
        })
      }
      const now = yield* DateTime.now
      const verified = yield* verifyMediaToken({
        token: yield* given(token),
        certificate: yield* given(`@${certificate}`),
        serviceProvider: yield* required("serviceProvider"),
        resource,
      })
      const { expiresAt, issuedAt, mvpd, proxyMvpd, resource: of, serviceProvider, sessionGuid } = verified
      yield* tell(
        verified,
        [
          `${green("✓")} ${bold("VALID_TOKEN")}`,
          ...definitions(
            [
              ["service provider", serviceProvider],
              ["resource", of],
              ...(mvpd === undefined
                ? []
                : [["MVPD", proxyMvpd === undefined ? mvpd : `${mvpd}, for ${proxyMvpd}`] as const]),
              ...(sessionGuid === undefined ? [] : [["session", sessionGuid] as const]),
              ["issued", DateTime.formatIso(issuedAt)],
              [
                "valid for",
                `${lasting(DateTime.distance(now, expiresAt))}, until ${DateTime.formatIso(expiresAt)}`,
              ],
            ],
            80,
          ),
        ].join("\n"),
      )
    }),
})
