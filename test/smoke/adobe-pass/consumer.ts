/** What a project with nothing but the package can say in types; compiled, never run. */
import type { AdobePassClient, Failure, Profile } from "adobe-pass"
import { AuthorizationDenied, isAdobePassError, makeAdobePass } from "adobe-pass"
import { startSandbox } from "adobe-pass/sandbox"

const pass: AdobePassClient = makeAdobePass({
  environment: { baseUrl: "http://127.0.0.1:4010" },
  serviceProvider: "REF30",
  softwareStatement: "eyJ",
  device: { identifier: "a-device", info: { model: "Smoke", osName: "Linux" } },
  store: "memory",
})

/** A switch over every failure: TypeScript knows them all. */
const told = (failure: Failure): string | number => {
  switch (failure._tag) {
    case "Throttled":
      return failure.retryAfter
    case "AuthenticationCodeExpired":
      return failure.notAfter
    case "AuthorizationDenied":
      return failure.details ?? failure.reason
    default:
      return failure.status ?? failure.message
  }
}

const profile: Promise<Profile> = pass.authenticate({
  mvpd: "Cablevision",
  onCode: ({ code, notAfter }) => `${code} until ${new Date(notAfter).toISOString()}`,
  signal: new AbortController().signal,
})
const until: Promise<number> = profile.then(({ notAfter }) => notAfter)

export const play = (resource: string) =>
  pass.authorize({ mvpd: "Cablevision", resource }).then(
    ({ token }): string => token.serializedToken,
    (error: unknown) => {
      if (error instanceof AuthorizationDenied) return error.reason
      return isAdobePassError(error) ? told(error) : until
    },
  )

// @ts-expect-error a profile has no such field: nothing here is any
export const nothing = profile.then(({ mpvd }) => mpvd)
// @ts-expect-error errors are made by the library
export const made = new AuthorizationDenied({})

export const sandbox = async (): Promise<string> => {
  await using running = await startSandbox({ throttle: true, codeTtl: "10 minutes" })
  const [exchange] = await running.admin.requests({ endpoint: "CreateSession" })
  return `${running.baseUrl} ${await running.admin.advance("1 minute")} ${exchange?.status ?? 0}`
}
