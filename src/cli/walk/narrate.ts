/**
 * Tells each call an app makes, as it happens: what is asked, over which request, and how it was answered. It sits
 * where any other middleware of an app would, around the `HttpClient` that the library is given.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Schema from "effect/Schema"
import { ProfilesResponse } from "../../domain/Profile.js"
import { Unreachable } from "../../error/AdobePassError.js"
import { endpointOf } from "../http/endpointOf.js"
import { dim, red } from "../output/style.js"
import { lasting } from "../output/words.js"

const asks: Readonly<Record<string, string>> = {
  RetrieveClientCredentials: "the software statement, for client credentials",
  RetrieveAccessToken: "the credentials, for an access token",
  RetrieveConfiguration: "which TV providers are there?",
  CreateSession: "a login begins",
  ResumeSession: "what the login lacked",
  RetrieveSession: "what does this code stand for?",
  RetrieveProfiles: "is anybody signed in on this device?",
  RetrieveProfileForMvpd: "is anybody signed in with this provider?",
  RetrieveProfileForCode: "has somebody signed in?",
  RetrievePreauthorizationDecisions: "what does the subscription include?",
  RetrieveAuthorizationDecisions: "may the viewer play this, now?",
  InitiateLogout: "the viewer signs out",
  RetrievePartnerAuthenticationRequest: "what shall the partner be asked?",
  RetrieveProfileUsingPartnerAuthenticationResponse: "what the partner answered, for a profile",
  InitiateAuthorization: "may the viewer play this, now? (V1)",
  ResetTemporaryPass: "a fresh trial for a device",
  ResetPromotionalTemporaryPass: "a fresh trial for a viewer",
}

const remedies: Readonly<Record<number, string>> = {
  401: "the token is refused: a new one is needed",
  429: "too many requests: wait a little",
}

const decodeProfiles = Schema.decodeOption(Schema.parseJson(ProfilesResponse))
const decodeToken = Schema.decodeOption(Schema.parseJson(Schema.Struct({ expires_in: Schema.Number })))

/** What the app never shows, and a reader wants to know. */
const remarks: Readonly<Record<string, (body: string) => Option.Option<string>>> = {
  RetrieveClientCredentials: () => Option.some("kept for ever"),
  RetrieveAccessToken: (body) =>
    Option.map(decodeToken(body), ({ expires_in }) => `good for ${lasting(expires_in * 1000)}`),
  RetrieveProfileForCode: (body) =>
    Option.map(decodeProfiles(body), (profiles) => (Object.keys(profiles).length > 0 ? "yes" : "not yet")),
}

const seconds = (millis: number) => `${(millis / 1000).toFixed(1)} s`

/** So many requests in a row without a connection, and there is nobody to wait for: polling alone would go on. */
const maxMisses = 3

/**
 * The client that tells, and an effect that fails once the service is gone for good. Nothing secret is told: no
 * header, no body, no query.
 */
export const make = (client: HttpClient.HttpClient) =>
  Effect.gen(function* () {
    const gone = yield* Deferred.make<never, Unreachable>()
    const failures = yield* Ref.make(0)
    const lastPoll = yield* Ref.make(Option.none<{ readonly url: string; readonly at: number }>())

    const pollNote = (url: string) =>
      Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis
        const last = yield* Ref.getAndSet(lastPoll, Option.some({ url, at }))
        return Option.match(last, {
          onNone: () => "",
          onSome: (then) => (then.url === url ? ` (after ${seconds(at - then.at)})` : ""),
        })
      })

    const line = (name: string, note: string, { method, url }: HttpClientRequest, came: string) => {
      const { pathname } = new URL(url)
      const asked = `${asks[name] ?? name}${note}`
      return Console.log(`  ${dim("→")} ${asked}  ${dim(`${method} ${pathname}`)} ${came}`)
    }

    const came = (name: string, response: HttpClientResponse) => {
      const { status } = response
      if (status >= 400) {
        const remedy = remedies[status] ?? (status >= 500 ? "the service failed: it may pass" : "")
        return Effect.succeed(`${red(String(status))} ${remedy}`.trimEnd())
      }
      const remark = remarks[name]
      if (remark === undefined) return Effect.succeed(dim(String(status)))
      return Effect.map(Effect.option(response.text), (body) =>
        [dim(String(status)), ...Option.toArray(Option.flatMap(body, remark))].join(" "),
      )
    }

    const missed = (name: string) =>
      Effect.flatMap(
        Ref.updateAndGet(failures, (n) => n + 1),
        (inARow) =>
          inARow < maxMisses
            ? Effect.void
            : Deferred.fail(
                gone,
                new Unreachable({
                  endpoint: name,
                  reason: "connection",
                  message: `${name}: no connection to the service, ${inARow} times in a row`,
                }),
              ),
      )

    const narrated = HttpClient.transform(client, (effect, request) =>
      Effect.gen(function* () {
        const name = endpointOf(request.method, request.url)
        const note = name === "RetrieveProfileForCode" ? yield* pollNote(request.url) : ""
        return yield* effect.pipe(
          Effect.tap((response) =>
            Effect.zipRight(
              Ref.set(failures, 0),
              Effect.flatMap(came(name, response), (text) => line(name, note, request, text)),
            ),
          ),
          Effect.tapError(() => Effect.zipRight(line(name, note, request, red("no answer")), missed(name))),
        )
      }),
    )
    return { narrated, gone: Deferred.await(gone) }
  })
