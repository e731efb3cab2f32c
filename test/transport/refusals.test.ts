/** What a 401 leads to: which codes a new client may cure, and the steps of one call. */
import { describe, expect, it } from "vitest"
import { AccessTokenRejected } from "../../src/error/AdobePassError.js"
import type { Refusal, Step } from "../../src/transport/refusals.js"
import { IncurableRefusals, isCuredByNewClient, stepAfter } from "../../src/transport/refusals.js"
import { codes } from "../error/codes.js"

const refusal = (code?: string, action?: string) =>
  new AccessTokenRejected({
    endpoint: "RetrieveProfiles",
    status: 401,
    message: "no",
    ...(code !== undefined && { code }),
    ...(action !== undefined && { action }),
  })

describe("a new client", () => {
  it("cures two of the published codes, where the app's own service provider refuses", () => {
    const cured = codes.filter(({ action, code }) => isCuredByNewClient(refusal(code, action), true))
    expect(new Set(cured.map(({ code }) => code))).toEqual(
      new Set(["invalid_access_token_service_provider", "invalid_access_token_client_application"]),
    )
  })

  it("cures nothing that a sibling service provider refuses", () => {
    for (const { action, code } of codes) {
      expect(isCuredByNewClient(refusal(code, action), false)).toBe(false)
      expect(isCuredByNewClient(refusal(code, "application-registration"), false)).toBe(false)
    }
  })

  it("cures nothing that only looks like it", () => {
    const code = "invalid_access_token_client_application"
    for (const error of [
      refusal(),
      refusal(undefined, "application-registration"),
      refusal("invalid_access_token", "application-registration"),
      refusal(`${code}_2`, "application-registration"),
      refusal(code.toUpperCase(), "application-registration"),
      refusal(` ${code}`, "application-registration"),
      refusal("invalid_client", "application-registration"),
      refusal("authenticated_profile_missing", "application-registration"),
      refusal(code, "none"),
      refusal(code, "authentication"),
    ]) {
      expect(isCuredByNewClient(error, true)).toBe(false)
    }
    expect(isCuredByNewClient(refusal(code), true)).toBe(true)
  })
})

describe("the steps of a call", () => {
  const all = ["A", "B", "C"].flatMap((clientId) =>
    [true, false].flatMap((isCurable) =>
      [true, false].map((isFresh): Refusal => ({ clientId, isCurable, isFresh })),
    ),
  )
  const sequences = [
    ...all.map((one) => [one]),
    ...all.flatMap((one) => all.map((two) => [one, two])),
    ...all.flatMap((one) => all.flatMap((two) => all.map((three) => [one, two, three]))),
  ]
  const after = (isWanted: (...refusals: Array<Refusal>) => boolean) =>
    new Set(sequences.filter((each) => isWanted(...each)).map(stepAfter))

  it("begin with a new token, whatever was said", () => {
    expect(after((...each) => each.length === 1)).toEqual(new Set<Step>(["newToken"]))
  })

  const isJudged = (one: Refusal, two: Refusal) => one.clientId === two.clientId && two.isFresh

  it("judge a client by two tokens of its own, the second of them fresh", () => {
    const second = (isWanted: (one: Refusal, two: Refusal) => boolean) =>
      after((one, two, three) => three === undefined && two !== undefined && isWanted(one!, two))
    expect(second((one, two) => !isJudged(one, two))).toEqual(new Set<Step>(["newToken"]))
    expect(second((one, two) => isJudged(one, two) && two.isCurable)).toEqual(new Set<Step>(["newClient"]))
    expect(second((one, two) => isJudged(one, two) && !two.isCurable)).toEqual(new Set<Step>(["giveUp"]))
  })

  it("end with the third: a rejected registration where a new client was refused, too", () => {
    const third = (isWanted: (one: Refusal, two: Refusal, three: Refusal) => boolean) =>
      after((one, two, three) => three !== undefined && isWanted(one!, two!, three))
    const isNew = (one: Refusal, two: Refusal, three: Refusal) =>
      isJudged(one, two) || (one.clientId !== three.clientId && isJudged(two, three))
    expect(third((_one, _two, three) => !three.isCurable)).toEqual(new Set<Step>(["giveUp"]))
    expect(third((one, two, three) => three.isCurable && isNew(one, two, three))).toEqual(
      new Set<Step>(["giveUpRegistration"]),
    )
    const isKnown = (one: Refusal, two: Refusal, three: Refusal) =>
      three.isCurable && !isNew(one, two, three) && isJudged(two, three)
    expect(third(isKnown)).toEqual(new Set<Step>(["giveUpClient"]))
    expect(
      third((one, two, three) => three.isCurable && !isNew(one, two, three) && !isKnown(one, two, three)),
    ).toEqual(new Set<Step>(["giveUpForNow"]))
  })
})

describe("what was in vain", () => {
  it("is remembered for a minute, and then not kept", () => {
    const ends = new IncurableRefusals()
    expect(ends.find("a", 0)).toBeUndefined()
    ends.add("a", "giveUp", 0)
    ends.add("b", "giveUpRegistration", 30_000)
    expect([ends.find("a", 59_999), ends.find("b", 59_999)]).toEqual(["giveUp", "giveUpRegistration"])
    expect([ends.find("a", 60_000), ends.find("b", 60_000)]).toEqual([undefined, "giveUpRegistration"])
    ends.add("a", "giveUpRegistration", 70_000)
    expect(ends.find("a", 129_999)).toBe("giveUpRegistration")
    expect([ends.find("b", 89_999), ends.find("b", 90_000)]).toEqual(["giveUpRegistration", undefined])
  })

  it("takes no room once a minute has passed", () => {
    const ends = new IncurableRefusals()
    for (let now = 0; now < 1_000_000; now += 100) ends.add(String(now), "giveUp", now)
    expect(ends.size).toBeLessThanOrEqual(601)
  })
})
