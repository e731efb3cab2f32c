/** What TypeScript would have told, told before anything is sent. */
import { afterAll, expect, it } from "vitest"
import type { AdobePassClient } from "../../src/promise.js"
import { makeAdobePass } from "../../src/promise.js"
import { info, login } from "./support.js"

let sent = 0
const pass = makeAdobePass({
  environment: { baseUrl: "http://service.test" },
  serviceProvider: "REF30",
  softwareStatement: "a.b.c",
  device: { identifier: "a device", info },
  policies: { retry: { times: 0 } },
  fetch: () => {
    sent += 1
    return Promise.resolve(new Response("", { status: 500 }))
  },
})
afterAll(() => pass.close())

/** What each call ends with, and how much was sent. */
const ends = async (...calls: ReadonlyArray<Promise<unknown>>) => ({
  errors: await Promise.all(calls.map((call) => call.catch((reason: unknown) => reason))),
  sent,
})
const refused = (parameter: string, times: number) => ({
  errors: Array.from({ length: times }, () => ({ _tag: "InvalidRequest", parameter })),
  sent: 0,
})

const iterate = async (client: AdobePassClient, request: object) => {
  for await (const step of client.authentication(request)) throw new Error(`unexpected ${step._tag}`)
}
const pending = { code: "ABCDEFG", notAfter: Date.now() + 60_000 }

/** Each method, called with something wrong beside what it needs. */
const callsWith = (wrong: object) => [
  pass.configuration(wrong),
  pass.profiles(wrong),
  pass.profile("Cablevision", wrong),
  pass.remembered(wrong),
  pass.authenticate({ ...login, ...wrong }),
  iterate(pass, { ...login, ...wrong }),
  pass.awaitProfile({ ...pending, ...wrong }),
  pass.partnerSingleSignOn({ answer: () => "", ...wrong }),
  pass.checkCode(pending.code, wrong),
  pass.resume({ code: pending.code, ...wrong }),
  pass.temporaryAccess({ mvpd: "TempPass", ...wrong }),
  pass.preauthorize({ mvpd: "Cablevision", resources: ["newsline"], ...wrong }),
  pass.authorize({ mvpd: "Cablevision", resource: "newsline", ...wrong }),
  pass.logout({ redirectUrl: login.redirectUrl, ...wrong }),
]

it.each(["soon", 5, true, {}, new AbortController(), new EventTarget()])(
  "a signal that is none is named by every call: %o",
  async (signal) => {
    const wrong: object = { signal }
    const other = pass.forDevice({ identifier: "other" })
    const calls = [
      ...callsWith(wrong),
      pass.endpoints.retrieveProfiles(wrong),
      pass.endpoints.retrieveSession({ code: pending.code, ...wrong }),
      other.profiles(wrong),
      iterate(other, { ...login, ...wrong }),
    ]
    expect(await ends(...calls)).toMatchObject(refused("signal", calls.length))
  },
)

it("a callback that is no function is named", async () => {
  const onCode: object = { onCode: "nope" }
  const onPollFailed: object = { onPollFailed: "nope" }
  const partner = { domainName: login.domainName, answer: () => "" }
  expect(
    await ends(
      pass.authenticate({ ...login, ...onCode }),
      pass.partnerSingleSignOn({ ...partner, ...onCode }),
    ),
  ).toMatchObject(refused("onCode", 2))
  expect(
    await ends(
      pass.authenticate({ ...login, ...onPollFailed }),
      pass.partnerSingleSignOn({ ...partner, ...onPollFailed }),
      pass.awaitProfile({ ...pending, ...onPollFailed }),
    ),
  ).toMatchObject(refused("onPollFailed", 3))
})

it.each([undefined, "", 5])("a redirectUrl that no logout can do with is named: %o", async (redirectUrl) => {
  const wrong = Object.assign({ redirectUrl: "" }, { redirectUrl })
  expect(await ends(pass.logout(wrong), pass.logout({ mvpd: "Cablevision", ...wrong }))).toMatchObject(
    refused("redirectUrl", 2),
  )
})

it.each([
  ["request", "Cablevision"],
  ["request", 5],
  ["mvpID", { mvpID: "Cablevision" }],
  ["oncode", { oncode: () => undefined }],
])("a login that is asked for wrongly is refused by name: %s", async (parameter, request) => {
  const wrong: never = request as never
  expect(await ends(pass.authenticate(wrong), iterate(pass, wrong))).toMatchObject(refused(parameter, 2))
})

it("a name that no request has is refused by each method, also beside what it needs", async () => {
  const wrong: object = { temporaryAccesIdentity: { email: "viewer@example.org" } }
  const calls = callsWith(wrong)
  expect(await ends(...calls)).toMatchObject(refused("temporaryAccesIdentity", calls.length))
  // the partner picks the MVPD
  expect(await ends(pass.partnerSingleSignOn({ ...login, answer: () => "" }))).toMatchObject(
    refused("mvpd", 1),
  )
})

it("what a request has is of its kind; picked may be a whole MVPD of the configuration", async () => {
  const mvpd = {
    id: "Cablevision",
    displayName: "Cablevision",
    isTempPass: false,
    boardingStatus: "SUPPORTED",
  }
  const wrong = (request: object) => pass.authenticate({ ...login, ...request })
  expect(
    await ends(
      wrong({ picked: mvpd, pollAfterPrompt: "yes" }),
      wrong({ picked: { displayName: 5 } }),
      wrong({ temporaryAccessIdentity: { email: 5 } }),
      pass.awaitProfile({ ...pending, notAfter: Number.NaN }),
    ),
  ).toMatchObject({
    errors: [
      { parameter: "pollAfterPrompt" },
      { parameter: "picked.displayName" },
      { parameter: "temporaryAccessIdentity.email" },
      { parameter: "notAfter", message: "notAfter: expected milliseconds since 1970" },
    ],
    sent: 0,
  })
})
