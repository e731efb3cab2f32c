import { describe, expect, it } from "vitest"
import * as Effect from "effect/Effect"
import * as Catalogue from "../../src/sandbox/world/builtIn.js"
import { resolve } from "../../src/sandbox/options.js"
import { initial } from "../../src/sandbox/world/state.js"
import { consume } from "../../src/sandbox/service/rules/tempPass.js"
import { isTempPass } from "../../src/sandbox/world/catalogue.js"
import type { Device } from "./driver.js"
import { base64, LOGIN, useSandbox } from "./driver.js"

const { sandbox, device, signedIn } = useSandbox()

const decide = async (tv: Device, mvpd: string, resource: string, email?: string, kind = "authorize") => {
  const headers = email === undefined ? {} : { "ap-temppass-identity": base64(JSON.stringify({ email })) }
  const { body } = await tv.json(
    `/api/v2/REF30/decisions/${kind}/${mvpd}`,
    { resources: [resource] },
    headers,
  )
  return body.decisions[0]
}
const profile = (tv: Device, mvpd: string, email?: string) =>
  tv.call(`/api/v2/REF30/profiles/${mvpd}`, {
    headers: email === undefined ? {} : { "ap-temppass-identity": base64(JSON.stringify({ email })) },
  })

describe("basic TempPass", () => {
  it("permits anything without a login, and needs no session", async () => {
    const tv = await device()
    expect(
      (await tv.form("/api/v2/REF30/sessions", { ...LOGIN, mvpd: "TempPass_TEST40" })).body,
    ).toMatchObject({
      actionName: "authorize",
      reasonType: "temporary",
    })
    const decision = await decide(tv, "TempPass_TEST40", "whatever")
    expect(decision).toMatchObject({ authorized: true, source: "temppass" })
    expect(decision.token.serializedToken).toMatch(/^PHNpZ25hdHVyZUluZm8/)
  })

  it("its time begins with the first authorization, not with asking for the profile", async () => {
    const tv = await device()
    await profile(tv, "TempPass_TEST40")
    await sandbox().admin.advance("10 minutes")
    const { body } = await profile(tv, "TempPass_TEST40")
    expect(body.profiles["TempPass_TEST40"]).toMatchObject({ issuer: "Adobe", type: "temporary" })
    expect(body.profiles["TempPass_TEST40"].attributes).not.toHaveProperty("remaining_resources")
    expect((await decide(tv, "TempPass_TEST40", "newsline")).authorized).toBe(true)
    await sandbox().admin.advance("3 minutes")
    const refusal = {
      status: 403,
      code: "temporary_access_duration_limit_exceeded",
      action: "authentication",
    }
    expect(await decide(tv, "TempPass_TEST40", "newsline")).toMatchObject({
      authorized: false,
      error: refusal,
    })
    const expired = await profile(tv, "TempPass_TEST40")
    expect([expired.status, expired.body]).toEqual([403, expect.objectContaining(refusal)])
    const list = await tv.call("/api/v2/REF30/profiles")
    expect(list.body).toEqual({ profiles: {} })
  })

  it("counts no resources, however many are asked for", async () => {
    const tv = await device()
    await decide(tv, "TempPass_TEST44", "one")
    await decide(tv, "TempPass_TEST44", "two")
    const { trials } = await sandbox().admin.state()
    expect(trials.find(({ devices }) => devices.includes(tv.id))?.used).toEqual([])
  })

  it("a reset gives a device a fresh trial", async () => {
    const tv = await device()
    await decide(tv, "TempPass_TEST40", "newsline")
    await sandbox().admin.advance("3 minutes")
    await sandbox().admin.resetTempPass({ mvpd: "TempPass_TEST40", device: tv.id })
    expect((await decide(tv, "TempPass_TEST40", "newsline")).authorized).toBe(true)
  })

  it("one that was set up wrongly is told at the top of profiles and inside decisions", async () => {
    const tv = await device()
    const error = { status: 500, code: "invalid_configuration_temporary_access", action: "configuration" }
    const answer = await profile(tv, "TempPass_Broken")
    expect([answer.status, answer.body]).toEqual([500, expect.objectContaining(error)])
    expect((await decide(tv, "TempPass_Broken", "newsline")).error).toMatchObject(error)
  })

  it("a regular login goes beside it without logging out, and logging out of it is complete", async () => {
    const tv = await signedIn("basic")
    expect((await decide(tv, "TempPass_TEST44", "cinema1")).source).toBe("temppass")
    expect((await decide(tv, "Cablevision", "cinema1")).authorized).toBe(false)
    const { body } = await tv.call(
      "/api/v2/REF30/logout/TempPass_TEST44?redirectUrl=https%3A%2F%2Fexample.com",
    )
    expect(body.logouts["TempPass_TEST44"]).toEqual({
      actionName: "complete",
      actionType: "none",
      mvpd: "TempPass_TEST44",
    })
    expect(Object.keys((await tv.call("/api/v2/REF30/profiles")).body.profiles)).toEqual(["Cablevision"])
  })
})

describe("promotional TempPass", () => {
  it("needs an identity", async () => {
    const tv = await device()
    const error = { status: 400, code: "invalid_header_identity_for_temporary_access", action: "none" }
    expect((await decide(tv, "flexibleTempPass", "newsline")).error).toMatchObject(error)
    expect((await profile(tv, "flexibleTempPass")).body).toMatchObject(error)
  })

  it("counts resources down, each once, and ends with the last", async () => {
    const tv = await device()
    const email = "count@example.com"
    const attributes = async () =>
      (await profile(tv, "flexibleTempPass", email)).body.profiles["flexibleTempPass"].attributes
    expect((await attributes()).remaining_resources.value).toBe(3)
    await decide(tv, "flexibleTempPass", "one", email)
    await decide(tv, "flexibleTempPass", "one", email)
    await decide(tv, "flexibleTempPass", "two", email)
    expect(await attributes()).toMatchObject({
      remaining_resources: { value: 1, state: "plain" },
      used_assets: { value: ["one", "two"], state: "plain" },
    })
    expect((await decide(tv, "flexibleTempPass", "three", email, "preauthorize")).authorized).toBe(true)
    await decide(tv, "flexibleTempPass", "three", email)
    const refusal = {
      status: 403,
      code: "temporary_access_resources_limit_exceeded",
      action: "authentication",
    }
    expect((await decide(tv, "flexibleTempPass", "four", email)).error).toMatchObject(refusal)
    expect((await decide(tv, "flexibleTempPass", "one", email)).authorized).toBe(true)
    expect((await profile(tv, "flexibleTempPass", email)).body).toMatchObject(refusal)
  })

  it("an existing identity or an existing device goes on with its trial", async () => {
    const [tv, phone] = [await device(), await device()]
    for (const title of ["one", "two", "three"])
      await decide(tv, "flexibleTempPass", title, "same@example.com")
    expect((await decide(phone, "flexibleTempPass", "four", "same@example.com")).authorized).toBe(false)
    expect((await decide(tv, "flexibleTempPass", "four", "new@example.com")).authorized).toBe(false)
    const other = await device()
    expect((await decide(other, "flexibleTempPass", "four", "new@example.com")).authorized).toBe(true)
  })

  it("its limits can be set", async () => {
    await sandbox().admin.setTempPass({ mvpd: "flexibleTempPass", resources: 1 })
    const tv = await device()
    await decide(tv, "flexibleTempPass", "one", "limits@example.com")
    expect((await decide(tv, "flexibleTempPass", "two", "limits@example.com")).authorized).toBe(false)
    await expect(sandbox().admin.setTempPass({ mvpd: "Dish", resources: 1 })).rejects.toThrow(
      "Dish is no TempPass",
    )
  })
})

describe("the management API", () => {
  const reset = (tv: Device, query: Record<string, string>, path = "") =>
    tv.call(`/reset-tempass/v3/reset${path}?${new URLSearchParams({ requestor_id: "REF30", ...query })}`, {
      method: "DELETE",
    })
  const isOver = async (tv: Device, mvpd: string, email?: string) =>
    !(await decide(tv, mvpd, "newsline", email)).authorized

  it("gives one device a fresh trial, or every device", async () => {
    const [one, other] = [await device(), await device()]
    for (const tv of [one, other]) await decide(tv, "TempPass_TEST44", "newsline")
    await sandbox().admin.advance("31 minutes")
    const answer = await reset(one, { mvpd_id: "TempPass_TEST44", device_id: one.id })
    expect([answer.status, answer.text]).toEqual([204, ""])
    expect([await isOver(one, "TempPass_TEST44"), await isOver(other, "TempPass_TEST44")]).toEqual([
      false,
      true,
    ])
    await reset(one, { mvpd_id: "TempPass_TEST44", device_id: "all" })
    expect(await isOver(other, "TempPass_TEST44")).toBe(false)
    await sandbox().admin.advance("31 minutes")
    await reset(one, { mvpd_id: "TempPass_TEST44" })
    expect(await isOver(other, "TempPass_TEST44")).toBe(false)
  })

  it("gives the viewer of a hash a fresh promotional trial, or every viewer", async () => {
    await sandbox().admin.setTempPass({ mvpd: "flexibleTempPass", ttl: 60_000 })
    const [one, other] = [await device(), await device()]
    await decide(one, "flexibleTempPass", "newsline", "hash-of-one")
    await decide(other, "flexibleTempPass", "newsline", "hash-of-other")
    await sandbox().admin.advance("2 minutes")
    await reset(one, { mvpd_id: "flexibleTempPass", key: "hash-of-one" }, "/generic")
    expect(await isOver(one, "flexibleTempPass", "hash-of-one")).toBe(false)
    expect(await isOver(other, "flexibleTempPass", "hash-of-other")).toBe(true)
    await reset(one, { mvpd_id: "flexibleTempPass", key: "all" }, "/generic")
    expect(await isOver(other, "flexibleTempPass", "hash-of-other")).toBe(false)
  })

  it.each([
    ["without a token", 401, { mvpd_id: "TempPass_TEST44" }, "", { authorization: undefined }],
    ["for an unknown service provider", 400, { mvpd_id: "TempPass_TEST44", requestor_id: "none" }, "", {}],
    ["without an MVPD", 400, {}, "", {}],
    ["for an MVPD that is no TempPass", 400, { mvpd_id: "Cablevision" }, "", {}],
    ["by a hash for a basic TempPass", 400, { mvpd_id: "TempPass_TEST44" }, "/generic", {}],
  ])("refuses %s", async (_, status, query, path, headers) => {
    const tv = await device()
    const parameters = new URLSearchParams({ requestor_id: "REF30", ...query })
    const answer = await tv.call(`/reset-tempass/v3/reset${path}?${parameters}`, {
      method: "DELETE",
      headers,
    })
    expect(answer.status).toBe(status)
  })

  it("refuses a client without the scope, or of another service provider", async () => {
    const statement = (serviceProviders: ReadonlyArray<string>, scopes?: ReadonlyArray<string>) =>
      sandbox().admin.softwareStatement({ serviceProviders, ...(scopes && { scopes }) })
    const plain = await device({ softwareStatement: await statement(["REF30"]) })
    const foreign = await device({
      softwareStatement: await statement(["REF40"], ["temporary:passes:owner"]),
    })
    for (const tv of [plain, foreign])
      expect((await reset(tv, { mvpd_id: "TempPass_TEST44" })).status).toBe(403)
  })
})

describe("a trial", () => {
  it("remembers the newest 10,000 of its devices and of its identities", async () => {
    const state = initial(await Effect.runPromise(resolve({})), 0)
    const [serviceProvider] = Catalogue.serviceProviders
    const mvpd = Catalogue.mvpds.find(({ id }) => id === "flexibleTempPass")
    if (serviceProvider === undefined || mvpd === undefined || !isTempPass(mvpd))
      throw new Error("The catalogue lacks it")
    const watch = (device: string, identity: string) =>
      Effect.runPromise(
        consume(state, { serviceProvider, device, identity: base64(identity) }, mvpd, "newsline", 0),
      )
    for (let index = 0; index <= 10_000; index += 1) {
      await watch(`device-${index}`, "one identity")
      await watch("one device", `identity-${index}`)
    }
    await watch("one device", "one identity")
    expect(state.trials.size).toBe(2)
    for (const { devices, identities } of state.trials.values()) {
      expect(devices.size).toBeLessThanOrEqual(10_000)
      expect(identities.size).toBeLessThanOrEqual(10_000)
    }
  })
})
