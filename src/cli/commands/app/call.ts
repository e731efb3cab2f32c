import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import type { Device } from "../../../domain/Device.js"
import * as Endpoints from "../../../endpoint/index.js"
import type { Endpoint } from "../../../endpoint/layer.js"
import { InvalidRequest } from "../../../domain/InvalidRequest.js"
import { command } from "../../command.js"
import { choice, flagName, on, optionalArgument, text, texts } from "../../flags.js"
import type { Exchange } from "../../http/Exchanges.js"
import { observed } from "../../http/Exchanges.js"
import { maskBody } from "../../http/mask.js"
import { given as contentOf } from "../../input.js"
import { plain } from "../../output/json.js"
import { didYouMean } from "../../../sandbox/world/nearest.js"
import { Output, tell, tellAll } from "../../output/Output.js"
import { client } from "../../settings/client.js"
import { setting } from "../../settings/Settings.js"
import { UsageError } from "../../UsageError.js"
import { temporaryAccessIdentity } from "../viewer/shared.js"

type Name = keyof typeof Endpoints

/** The parameters of each endpoint, beside the service provider, which is the client's. */
export const parameters: Readonly<Record<Name, ReadonlyArray<string>>> = {
  RetrieveClientCredentials: [],
  RetrieveAccessToken: ["clientId", "clientSecret"],
  RetrieveConfiguration: ["configurationProfile"],
  CreateSession: ["mvpd", "domainName", "redirectUrl"],
  ResumeSession: ["code", "mvpd", "domainName", "redirectUrl"],
  RetrieveSession: ["code"],
  AuthenticateInUserAgent: ["code"],
  RetrieveProfiles: [],
  RetrieveProfileForMvpd: ["mvpd", "tempPassIdentity"],
  RetrieveProfileForCode: ["code", "tempPassIdentity"],
  RetrievePreauthorizationDecisions: ["mvpd", "resource", "tempPassIdentity"],
  RetrieveAuthorizationDecisions: ["mvpd", "resource", "tempPassIdentity"],
  InitiateLogout: ["mvpd", "redirectUrl"],
  RetrievePartnerAuthenticationRequest: ["partner", "domainName", "redirectUrl"],
  RetrieveProfileUsingPartnerAuthenticationResponse: ["partner", "samlResponse"],
  InitiateAuthorization: ["resource", "deviceType", "format", "tempPassIdentity"],
  ResetTemporaryPass: ["mvpd"],
  ResetPromotionalTemporaryPass: ["mvpd", "key"],
}

const names = Object.keys(parameters)

const lettersOf = (text: string) => text.replace(/[-_ ]/g, "").toLowerCase()

/** `retrieveProfiles` and `retrieve-profiles` are `RetrieveProfiles`, too. */
const find = (typed: string) => {
  return names.find((name): name is Name => lettersOf(name) === lettersOf(typed))
}

type AnyEndpoint = Effect.Effect<(request: never) => Effect.Effect<unknown, unknown, Device>, never, Endpoint>
const endpoints: ReadonlyMap<string, AnyEndpoint> = new Map<string, AnyEndpoint>(Object.entries(Endpoints))

/** Calls with what the endpoint checks by itself. */
const callOf = (name: Name, request: object): Effect.Effect<unknown, unknown, Device | Endpoint> =>
  Effect.flatMap(
    Effect.flatten(Effect.fromNullable(endpoints.get(name))),
    // as never: what each endpoint takes cannot be followed through a list
    (call) => call(request as never),
  )

const requestOf = Effect.fn(function* (
  name: Name,
  { clientSecret, configurationProfile, resource, samlResponse, ...own }: Own,
) {
  const isTaken = (parameter: string) => parameters[name].includes(parameter)
  const settings = Effect.fn(function* (...asked: ReadonlyArray<"mvpd" | "domainName" | "redirectUrl">) {
    const found: Record<string, string | undefined> = {}
    for (const one of asked) if (isTaken(one)) found[one] = yield* setting(one)
    return found
  })
  const { temporaryAccessIdentity: identity } = yield* temporaryAccessIdentity
  return {
    ...own,
    ...(yield* settings("mvpd", "domainName", "redirectUrl")),
    ...(clientSecret !== undefined && { clientSecret: yield* contentOf(clientSecret) }),
    ...(samlResponse !== undefined && { samlResponse: yield* contentOf(samlResponse) }),
    ...(configurationProfile !== undefined && { profile: configurationProfile }),
    ...(isTaken("resource") &&
      (name === "InitiateAuthorization" ? { resource: resource[0] } : { resources: resource })),
    ...(isTaken("tempPassIdentity") && {
      [name === "InitiateAuthorization" ? "genericData" : "temporaryAccessIdentity"]: identity,
    }),
  }
})

interface Own {
  readonly clientId: string | undefined
  readonly clientSecret: string | undefined
  readonly code: string | undefined
  readonly configurationProfile: string | undefined
  readonly deviceType: string | undefined
  readonly format: string | undefined
  readonly key: string | undefined
  readonly partner: string | undefined
  readonly resource: ReadonlyArray<string>
  readonly samlResponse: string | undefined
}

/** Says of what an endpoint refuses, since it was not given, by which flag it is. */
const missing = (name: Name, request: object) => (error: unknown) => {
  if (!(error instanceof InvalidRequest) || error.status !== undefined) return error
  const flag = parameters[name].find((one) => lettersOf(error.parameter).startsWith(lettersOf(one)))
  const isThere = Object.entries(request).some(
    ([key, value]) => lettersOf(key) === lettersOf(error.parameter) && isGiven(value),
  )
  return flag === undefined || isThere
    ? error
    : new InvalidRequest({ ...error, message: `${error.parameter}: give --${flagName(flag)}` })
}

const isGiven = (value: unknown) => (Array.isArray(value) ? value.length > 0 : value !== undefined)

export const call = command({
  details:
    "Without ENDPOINT it lists them with their parameters. The answer is decoded, unless --raw; tokens in it are struck out, unless --show-token. What an endpoint lacks is told before anything is sent.",
  examples: [
    ["adobe-pass call", "What there is."],
    ["adobe-pass call RetrieveProfileForMvpd --mvpd Cablevision", "One call, decoded."],
    ["adobe-pass call retrieve-session --code 8KP3QMZ --raw", "The body as it came."],
  ],
  arguments: { endpoint: optionalArgument("ENDPOINT", "By its name, such as RetrieveProfiles.") },
  flags: {
    code: text("CODE", "An authentication code."),
    resource: texts("RESOURCE", "What to decide about."),
    partner: text("NAME", "A partner of single sign-on, such as Apple."),
    samlResponse: text("TEXT", "What the partner's framework answered; @FILE reads a file."),
    configurationProfile: text("NAME", "The profile of the configuration."),
    deviceType: text("NAME", "For V1: the type of device."),
    format: choice(["json", "xml"], "For V1: the format that is asked for."),
    key: text("HASH", "For a promotional TempPass: the viewer's hash, or all."),
    clientId: text("ID", "The client to earn a token for."),
    clientSecret: text("TEXT", "Its secret; @FILE reads a file."),
    raw: on("The body of the answer as it came."),
    showToken: on("Show tokens and secrets of the answer."),
  },
  uses: ["mvpd", "domainName", "redirectUrl", "tempPassIdentity"],
  says: {
    mvpd: "The TV provider or TempPass, as `configuration` lists it.",
    domainName: "The domain that the login starts from.",
    redirectUrl: "Where the browser ends up.",
  },
  run: ({ endpoint, raw, showToken, ...own }) =>
    Effect.gen(function* () {
      const { json } = yield* Output
      if (endpoint === undefined) {
        return yield* tellAll(
          Object.entries(parameters).map(([name, takes]) => ({ name, parameters: takes })),
          Object.entries(parameters)
            .map(([name, takes]) => [name, ...takes.map((one) => `  --${flagName(one)}`)].join("\n"))
            .join("\n"),
        )
      }
      const name = find(endpoint)
      if (name === undefined) {
        return yield* new UsageError({
          message: `There is no endpoint ${endpoint}.`,
          next: `${didYouMean(endpoint, names)}adobe-pass call lists them.`,
        })
      }
      const extra = Object.entries(own).find(
        ([flag, value]) => isGiven(value) && !parameters[name].includes(flag),
      )
      if (extra !== undefined) {
        return yield* new UsageError({
          message: `${name} takes no --${flagName(extra[0])}.`,
          next: `It takes ${parameters[name].map((one) => `--${flagName(one)}`).join(", ") || "nothing"}.`,
        })
      }
      const last = yield* Ref.make<Exchange["response"]>(undefined)
      const http = yield* observed(yield* HttpClient.HttpClient, (exchange) =>
        exchange.endpoint === name ? Ref.set(last, exchange.response) : Effect.void,
      )
      const tellRaw = Effect.flatMap(Ref.get(last), (response) => {
        if (response === undefined) return Effect.void
        const body = showToken ? response.body : maskBody(response.body)
        return tell({ status: response.status, body }, body)
      })
      const tellAnswer = (answer: unknown) => {
        const shown = plain(answer, showToken)
        if (json && Array.isArray(shown)) return tellAll(shown, "")
        const isObject = typeof shown === "object" && shown !== null
        return tell(
          isObject ? shown : { answer: shown },
          isObject ? JSON.stringify(shown, undefined, 2) : String(shown),
        )
      }
      yield* Effect.flatMap(requestOf(name, own), (request) =>
        Effect.mapError(callOf(name, request), missing(name, request)),
      ).pipe(
        Effect.matchEffect({
          onFailure: (error) => Effect.zipRight(raw ? tellRaw : Effect.void, Effect.fail(error)),
          onSuccess: (answer) => (raw ? tellRaw : tellAnswer(answer)),
        }),
        Effect.provide(client),
        Effect.provideService(HttpClient.HttpClient, http),
      )
    }),
})
