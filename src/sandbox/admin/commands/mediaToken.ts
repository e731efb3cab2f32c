import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { MediaTokenVerdict, mediaTokenVerdict } from "../../service/rules/mediaTokenVerdict.js"
import { certificate } from "../../world/keys/certificate.js"
import { optional } from "../../world/optional.js"
import { World } from "../../world/World.js"
import { asJson, asText } from "../answers.js"
import { command, plain } from "../command.js"

/** The certificate, as PEM, that verifies the sandbox's media tokens; Adobe licenses its own to programmers. */
export const mediaTokenCertificate = plain({
  summary: "The certificate that verifies media tokens, as PEM",
  http: ["GET", "/media-token/certificate"],
  answer: asText("application/x-pem-file"),
  run: Effect.map(World, ({ keys }) => certificate(keys.adobe)),
})

/**
 * Says what Adobe's verifier would say of a media token. A token of another service provider is not valid for the
 * resource; `ERROR_UNKNOWN` stands for a service provider that the sandbox does not know.
 */
export const verifyMediaToken = command({
  summary: "What Adobe's verifier would say of a media token",
  http: ["POST", "/media-token/verify"],
  takes: Schema.Struct({
    token: Schema.String,
    serviceProvider: Schema.String,
    resource: optional(Schema.String),
  }),
  answer: asJson(MediaTokenVerdict),
  run: (asked) =>
    Effect.gen(function* () {
      const { clock, keys, state } = yield* World
      if (!state.serviceProviders.has(asked.serviceProvider)) return { status: "ERROR_UNKNOWN" as const }
      return mediaTokenVerdict(keys.adobe.publicKey, asked, yield* clock.now)
    }),
})
