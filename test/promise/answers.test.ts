import { expect, it } from "vitest"
import type { AdobePassOptions } from "../../src/promise.js"
import { makeAdobePass } from "../../src/promise.js"

/** A client of a service that is a function. */
const clientOf = (
  answer: (path: string) => { readonly body: string; readonly headers?: Record<string, string> },
  more: Partial<AdobePassOptions> = {},
) =>
  makeAdobePass({
    environment: { baseUrl: "http://service.test" },
    serviceProvider: "REF30",
    softwareStatement: "a.b.c",
    device: { identifier: "a device" },
    policies: { throttle: false },
    fetch: (input) => {
      const { pathname } = new URL(String(input))
      if (pathname === "/o/client/register") {
        return Promise.resolve(Response.json({ client_id: "a", client_secret: "b" }, { status: 201 }))
      }
      if (pathname === "/o/client/token") {
        const token = { access_token: "t", created_at: Date.now(), expires_in: 3600 }
        return Promise.resolve(Response.json(token, { status: 201 }))
      }
      const { body, headers = {} } = answer(pathname)
      return Promise.resolve(new Response(body, { headers }))
    },
    ...more,
  })

const profiles = (more: object = {}) =>
  JSON.stringify({
    profiles: { Kabel: { notBefore: Date.now(), notAfter: Date.now() + 600_000, attributes: {}, ...more } },
  })

it("an answer that nests deeper than anybody reads is an UnexpectedResponse", async () => {
  const deep = "[".repeat(200_000) + "]".repeat(200_000)
  const pass = clientOf(() => ({ body: `{"profiles":{},"more":${deep}}` }))
  await expect(pass.profiles()).rejects.toMatchObject({ _tag: "UnexpectedResponse", status: 200 })
  await pass.close()

  const brackets = JSON.stringify({ profiles: {}, text: '\\"'.concat("[".repeat(1000)) })
  const fine = clientOf(() => ({ body: brackets }))
  expect(await fine.profiles()).toEqual([])
  await fine.close()
})

it("the clock of a captive portal is nobody's: a login goes on through its pages", async () => {
  const anHourAhead = new Date(Date.now() + 3_600_000).toUTCString()
  let polls = 0
  const pass = clientOf((path) => {
    if (path.endsWith("/sessions")) {
      return {
        body: JSON.stringify({
          actionName: "authenticate",
          url: "/api/v2/authenticate/REF30/ABCDEFG",
          code: "ABCDEFG",
          sessionId: "s",
          serviceProvider: "REF30",
          notAfter: String(Date.now() + 60_000),
        }),
      }
    }
    polls += 1
    return polls === 1
      ? { body: "<html>Welcome to the hotel</html>", headers: { date: anHourAhead } }
      : { body: profiles() }
  })
  expect(await pass.authenticate({ mvpd: "Kabel" })).toMatchObject({ mvpd: "Kabel" })
  expect(polls).toBe(2)
  await pass.close()
})

it("a URL in an answer is made absolute whatever kind of relative it is", async () => {
  for (const [url, absolute] of [
    ["/a?b=c", "http://service.test/a?b=c"],
    ["a/b", "http://service.test/a/b"],
    ["//other.test/x", "http://other.test/x"],
    ["https://mvpd.test/Login?x=%20", "https://mvpd.test/Login?x=%20"],
    ["app://back", "app://back"],
  ] as const) {
    const logouts = { Kabel: { actionName: "logout", actionType: "interactive", mvpd: "Kabel", url } }
    const pass = clientOf(() => ({ body: JSON.stringify({ logouts }) }))
    expect(await pass.logout({ mvpd: "Kabel", redirectUrl: "https://example.com/" })).toMatchObject([
      { _tag: "Logout", url: absolute },
    ])
    await pass.close()
  }
})
