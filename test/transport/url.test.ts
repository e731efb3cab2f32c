import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import { absolute, absoluteAction, absoluteActions } from "../../src/transport/url.js"

const baseUrl = "https://sp.auth.adobe.com"
const caller = { integration: { baseUrl } }

describe("a URL of an answer", () => {
  for (const [given, url] of [
    ["/api/v2/authenticate/REF30/ABC", `${baseUrl}/api/v2/authenticate/REF30/ABC`],
    ["/", `${baseUrl}/`],
    ["/to?redirect=https://app.example/", `${baseUrl}/to?redirect=https://app.example/`],
    ["/a/../b?c=d e", `${baseUrl}/a/../b?c=d e`],
    ["api/v2/authenticate", `${baseUrl}/api/v2/authenticate`],
    ["?code=ABC", `${baseUrl}/?code=ABC`],
    ["a/b:c", `${baseUrl}/a/b:c`],
    ["1a:b", `${baseUrl}/1a:b`],
    ["//mvpd.example/login", "https://mvpd.example/login"],
    ["https://mvpd.example/login", "https://mvpd.example/login"],
    ["HTTPS://mvpd.example", "HTTPS://mvpd.example"],
    ["mvpd+v1.2-x:login", "mvpd+v1.2-x:login"],
    ["a:b", "a:b"],
    ["//[", "//["],
  ] as const) {
    it(`is ${url} where it is given as ${given}`, () => expect(absolute(given, baseUrl)).toBe(url))
  }

  it("is made absolute in what a session asks to open, and in nothing else", () => {
    const about = { sessionId: "s-1", serviceProvider: "REF30", reason: "none" }
    const pending = { ...about, _tag: "Authenticate", code: "ABC", notAfter: DateTime.unsafeMake(0) } as const
    const action = { ...pending, url: "/go" }
    expect(absoluteAction(action, caller)).toEqual({ ...pending, url: `${baseUrl}/go` })
    const unknown = { ...about, _tag: "Unknown", actionName: "dance", raw: { url: "/go" } } as const
    expect(absoluteAction(unknown, caller)).toBe(unknown)
  })

  it("is made absolute in what logouts ask to open, and in nothing else", () => {
    const open = (url: string) => ({ _tag: "Logout", mvpd: "Dish", actionName: "logout", url }) as const
    const other = { _tag: "Unknown", mvpd: "Spectrum", actionName: "dance", url: "/go" } as const
    expect(absoluteActions({ Dish: open("/go"), Spectrum: other }, caller)).toEqual({
      Dish: open(`${baseUrl}/go`),
      Spectrum: other,
    })
  })
})
