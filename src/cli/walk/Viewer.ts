/**
 * A viewer with a browser: follows redirects, reads the login page's form, fills it in and posts it, as a person
 * would.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Unreachable } from "../../error/AdobePassError.js"
import { ensure, FlowError } from "./FlowError.js"
import * as say from "./say.js"

/** Where the browser comes to rest: on a page, or on its way out to the app. */
interface Landing {
  readonly url: string
  readonly page: Option.Option<string>
  readonly redirects: number
}

const farthest = 10

const host = (url: string) => new URL(url).host

/** Opens a request and goes where it is sent, until there is a page or the service's host is left. */
const browse = (request: HttpClientRequest.HttpClientRequest) =>
  Effect.gen(function* () {
    const client = HttpClient.withTracerPropagation(yield* HttpClient.HttpClient, false)
    const home = host(request.url)
    let next = request
    for (let redirects = 0; redirects < farthest; redirects++) {
      const response = yield* client.execute(next)
      const location = Headers.get(response.headers, "location")
      if (response.status < 300 || response.status >= 400 || Option.isNone(location)) {
        return { url: next.url, page: Option.some(yield* response.text), redirects } satisfies Landing
      }
      const url = new URL(location.value, next.url).toString()
      if (host(url) !== home) return { url, page: Option.none(), redirects: redirects + 1 } satisfies Landing
      next = HttpClientRequest.get(url)
    }
    return yield* new FlowError({ message: `the browser was redirected more than ${farthest} times` })
  }).pipe(
    Effect.scoped,
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }),
    Effect.catchTags({
      RequestError: () => Effect.fail(away()),
      ResponseError: () => Effect.fail(away()),
    }),
  )

const away = () =>
  new Unreachable({ reason: "connection", message: "the viewer's browser: no connection to the service" })

const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
}
const unescape = (text: string) =>
  text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity)

const first = (text: string, pattern: RegExp) =>
  Option.map(Option.fromNullable(pattern.exec(text)?.[1]), unescape)

const attribute = (tag: string, name: string) => first(tag, new RegExp(`\\b${name}="([^"]*)"`))

/** The form a page asks for username and password with: where it goes, and what it carries along. */
const loginForm = (page: string) => {
  const forms = page.match(/<form\b[^]*?<\/form>/g) ?? []
  return Option.flatMap(
    Array.findFirst(forms, (form) => form.includes('name="username"') && form.includes('name="password"')),
    (form) =>
      Option.map(attribute(form, "action"), (action) => {
        const inputs = form.match(/<input\b[^>]*>/g) ?? []
        const hidden = inputs.flatMap((input) =>
          Option.contains(attribute(input, "type"), "hidden")
            ? [
                [
                  Option.getOrElse(attribute(input, "name"), () => ""),
                  Option.getOrElse(attribute(input, "value"), () => ""),
                ] as const,
              ]
            : [],
        )
        return { action, hidden: Object.fromEntries(hidden) }
      }),
  )
}

const heading = (page: string) =>
  Option.getOrElse(first(page, /<h1>([^<]*)</), () => "a page without a heading")

const times = (n: number) => `${n} redirect${n === 1 ? "" : "s"}`

/** Signs in on the login page behind an authentication URL, with one of the sandbox's accounts. */
export const signIn = Effect.fn(function* (url: string, account: string) {
  yield* Effect.sleep("1 second")
  const login = yield* browse(HttpClientRequest.get(url))
  const page = Option.getOrElse(login.page, () => "")
  const form = loginForm(page)
  if (Option.isNone(form)) {
    return yield* new FlowError({ message: `the viewer found no login form, but "${heading(page)}"` })
  }
  yield* say.viewer(`opens the URL, is sent on (${times(login.redirects)}) and reads "${heading(page)}"`)
  const submitted = yield* browse(
    HttpClientRequest.post(new URL(form.value.action, login.url).toString()).pipe(
      HttpClientRequest.bodyUrlParams({ ...form.value.hidden, username: account, password: "password" }),
    ),
  )
  if (Option.isSome(submitted.page)) {
    const reason = Option.getOrElse(first(submitted.page.value, /<p class="error"[^>]*>([^<]*)</), () =>
      heading(Option.getOrElse(submitted.page, () => "")),
    )
    return yield* new FlowError({ message: `the viewer could not sign in as ${account}: ${reason}` })
  }
  yield* say.viewer(`signs in as ${account} and ends up at ${submitted.url}`)
})

/** Opens a URL, such as that of an MVPD's own logout, and must end up at the app again. */
export const visit = Effect.fn(function* (url: string, back: string) {
  const landing = yield* browse(HttpClientRequest.get(url))
  yield* ensure(landing.url === back, `the viewer's browser ended up at ${landing.url}, not at ${back}`)
  yield* say.viewer(`opens it (${times(landing.redirects)}) and ends up at ${back}`)
})
