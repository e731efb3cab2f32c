import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { Bounded, Caches, statistics } from "../../src/cache/Caches.js"
import type { Owned } from "../../src/cache/Permits.js"
import { Permits } from "../../src/cache/Permits.js"
import type { Selection } from "../../src/cache/Remembered.js"
import { Device } from "../../src/domain/Device.js"
import { Integration } from "../../src/domain/Environment.js"
import { moment, on, profileOf, tv } from "../support/flow.js"

const mvpd = "Cablevision"
const permit = (resource: string, notAfter?: number) => ({
  _tag: "Permit" as const,
  resource,
  source: "mvpd",
  ...(notAfter !== undefined && { notAfter: moment(notAfter) }),
})

/** What is remembered of a login, by the notAfter of its profile and its user. */
const remembered = (notAfter: number | undefined, userID?: string) =>
  Option.map(Option.fromNullable(notAfter), (millis) => ({
    mvpd: { id: mvpd },
    profile: {
      mvpd,
      notAfter: moment(millis),
      attributes: userID === undefined ? {} : { userID: { value: userID, state: "plain" } },
    },
  }))

/** The permits of the app that a test is about. */
const permitsOf = Effect.zipWith(Permits, Integration, (permits, integration) => ({
  ...permits.of(integration),
  clearAll: permits.clearAll,
}))
const find = (owned: Owned, resource: string, now = 0) =>
  Effect.map(owned.find([resource], moment(now)), (found) => Option.fromNullable(found.get(resource)))

const keep = (resource: string, notAfter?: number, profileNotAfter?: number, of = mvpd) =>
  Effect.flatMap(permitsOf, (permits) =>
    Effect.flatMap(permits.of(of, undefined, remembered(profileNotAfter)), ({ set }) =>
      set(resource, permit(resource, notAfter)),
    ),
  )
const isKept = (resource: string, now = 0, of = mvpd, profileNotAfter?: number, userID?: string) =>
  Effect.flatMap(permitsOf, (permits) =>
    Effect.flatMap(permits.of(of, undefined, remembered(profileNotAfter, userID)), (owned) =>
      Effect.map(find(owned, resource, now), Option.isSome),
    ),
  )

const capacity = (permits: number) =>
  Permits.layer.pipe(
    Layer.provide(
      Layer.effect(
        Caches,
        Effect.map(Caches, (usual) => ({ ...usual, permits: { capacity: permits } })),
      ),
    ),
  )
const integration = Integration.layer({
  environment: "staging",
  serviceProvider: "REF30",
  softwareStatement: "",
})
const at = (other: Partial<Integration["Type"]>) =>
  Effect.updateService(Integration, (integration) => ({ ...integration, ...other }))
const device = Layer.merge(Layer.orDie(Device.layer(tv)), integration)
const withPermits = Effect.provide(Layer.merge(Permits.layer, device))

describe("permits in memory", () => {
  it.effect("belong to one device, environment, service provider, MVPD and resource", () =>
    Effect.gen(function* () {
      yield* keep("news")
      expect(yield* isKept("news")).toBe(true)
      expect(yield* isKept("sports")).toBe(false)
      expect(yield* isKept("news", 0, "Dish")).toBe(false)
      expect(yield* isKept("news").pipe(at({ serviceProvider: "REF40" }))).toBe(false)
      expect(yield* isKept("news").pipe(at({ baseUrl: "https://sp.auth.adobe.com" }))).toBe(false)
      expect(yield* isKept("news").pipe(on("another"))).toBe(false)
    }).pipe(withPermits),
  )

  it.effect("belong to one of several viewers whom a device speaks for", () =>
    Effect.gen(function* () {
      const status = (providerId: string) => ({
        frameworkPermissionInfo: { accessStatus: "granted" as const },
        frameworkProviderInfo: { id: providerId },
      })
      const viewers = [
        {},
        { serviceToken: "jane" },
        { serviceToken: "joe" },
        { platformIdentity: { adobeSubjectToken: "jane" } },
        { platformIdentity: { rokuConnectToken: "jane" } },
        { partnerStatus: status("jane") },
        { partnerStatus: status("joe") },
      ]
      for (const [index, viewer] of viewers.entries()) {
        yield* keep(`of ${index}`).pipe(on("tv", viewer))
        for (const [other] of viewers.entries()) {
          expect(yield* isKept(`of ${other}`).pipe(on("tv", viewer))).toBe(index === other)
        }
      }
      const permits = yield* permitsOf
      yield* permits.clear(mvpd)
      for (const [index, viewer] of viewers.entries()) {
        expect(yield* isKept(`of ${index}`).pipe(on("tv", viewer))).toBe(false)
      }
    }).pipe(withPermits),
  )

  it.effect("end at their own notAfter or the profile's, whichever comes first", () =>
    Effect.gen(function* () {
      for (const [resource, notAfter, profile] of [
        ["own", 1000, 2000],
        ["profile", 2000, 1000],
      ] as const) {
        yield* keep(resource, notAfter, profile)
        expect(yield* isKept(resource, 999, mvpd, profile)).toBe(true)
        expect(yield* isKept(resource, 1000, mvpd, profile)).toBe(false)
      }
      yield* keep("neither")
      expect(yield* isKept("neither", 1e15)).toBe(true)
    }).pipe(withPermits),
  )

  it.effect("end with the profile that was seen, whatever was remembered", () =>
    Effect.gen(function* () {
      const permits = yield* permitsOf
      yield* permits.noteProfile(profileOf(mvpd, 1000))
      yield* keep("old", 500)
      expect([yield* isKept("old", 499), yield* isKept("old", 500)]).toEqual([true, false])
      yield* keep("news", 2000, 9000)
      expect([yield* isKept("news", 999, mvpd, 9000), yield* isKept("news", 1000, mvpd, 9000)]).toEqual([
        true,
        false,
      ])
      yield* permits.noteProfile(profileOf("Dish", 5000))
      yield* keep("news", undefined, 1000, "Dish")
      expect(yield* isKept("news", 4999, "Dish", 1000)).toBe(true)
      expect(yield* isKept("news", 5000, "Dish", 1000)).toBe(false)
    }).pipe(withPermits),
  )

  it.effect("stay while the same profile is seen, and go with another login of the MVPD", () =>
    Effect.gen(function* () {
      const permits = yield* permitsOf
      const first = profileOf(mvpd, 1000)
      const { notBefore: _, ...unbegun } = first
      const user = (userID: string) => ({ attributes: { userID: { value: userID, state: "plain" } } })
      yield* keep("news")
      for (const next of [
        first,
        { ...first, notBefore: moment(1) },
        unbegun,
        { ...first, notAfter: moment(2000) },
        { ...first, sessionId: "another" },
        { ...first, ...user("jane") },
        { ...first, ...user("joe") },
      ]) {
        const asking = yield* permits.of(mvpd)
        yield* permits.noteProfile(next)
        expect(yield* isKept("news")).toBe(false)
        yield* asking.set("news", permit("news"))
        expect(yield* isKept("news")).toBe(false)
        yield* keep("news")
        yield* permits.noteProfile({ ...next })
        expect(yield* isKept("news")).toBe(true)
        yield* permits.noteProfile(profileOf("Dish", 1))
        yield* permits.noteProfile(first).pipe(on("another"))
        expect(yield* isKept("news")).toBe(true)
      }
    }).pipe(withPermits),
  )

  it.effect("of the next viewer do not end with the profile of one who left", () =>
    Effect.gen(function* () {
      const permits = yield* permitsOf
      yield* permits.noteProfile(profileOf(mvpd, 1000))
      yield* permits.clear(mvpd)
      yield* keep("news")
      expect(yield* isKept("news", 1000)).toBe(true)
    }).pipe(withPermits),
  )

  it.effect("are nobody's any more when another login is remembered, or none", () =>
    Effect.gen(function* () {
      const permits = yield* permitsOf
      const login = remembered(1000)
      for (const other of [
        remembered(2000),
        remembered(1000, "jane"),
        Option.some({ mvpd: { id: "Dish" }, profile: Option.getOrThrow(login).profile }),
        Option.some({ mvpd: { id: mvpd } }),
        Option.none(),
      ]) {
        const { set } = yield* permits.of(mvpd, undefined, login)
        yield* set("news", permit("news"))
        const kept = (read?: Option.Option<Selection>) =>
          Effect.flatMap(permits.of(mvpd, undefined, read), (owned) => find(owned, "news"))
        // where the store cannot be read, the last known viewer is assumed
        for (const same of [login, undefined]) expect(yield* kept(same)).toEqual(Option.some(permit("news")))
        for (const changed of [other, undefined, login]) expect(yield* kept(changed)).toEqual(Option.none())
      }
    }).pipe(withPermits),
  )

  it.effect("end with the profile of a login elsewhere, not with the one that was seen before", () =>
    Effect.gen(function* () {
      const permits = yield* permitsOf
      yield* permits.noteProfile(profileOf(mvpd, 9000))
      yield* keep("news", undefined, 9000)
      expect(yield* isKept("news", 8999, mvpd, 9000)).toBe(true)
      yield* keep("news", undefined, 1000)
      expect(yield* isKept("news", 999, mvpd, 1000)).toBe(true)
      expect(yield* isKept("news", 1000, mvpd, 1000)).toBe(false)
    }).pipe(withPermits),
  )

  it.effect("stay where the profile is seen again that a login has told", () =>
    Effect.gen(function* () {
      const { noteProfile } = yield* permitsOf
      yield* noteProfile(profileOf(mvpd, 9000))
      yield* keep("before")
      yield* keep("news", undefined, 9000)
      yield* noteProfile(profileOf(mvpd, 9000))
      expect(yield* isKept("news", 0, mvpd, 9000)).toBe(true)
    }).pipe(withPermits),
  )

  it.effect("have another key for another login, and after a clearing", () =>
    Effect.gen(function* () {
      const permits = yield* permitsOf
      const key = (notAfter: number) =>
        Effect.map(permits.of(mvpd, undefined, remembered(notAfter)), ({ key }) => key)
      const first = yield* key(1000)
      expect(yield* key(1000)).toBe(first)
      yield* permits.clear(mvpd)
      const cleared = yield* key(1000)
      const other = yield* key(2000)
      expect(new Set([first, cleared, other]).size).toBe(3)
    }).pipe(withPermits),
  )

  it.effect("tell an answer from before a clearing even where none is kept", () =>
    Effect.gen(function* () {
      const permits = yield* permitsOf
      const drop = yield* permits.dropping(mvpd)
      yield* permits.clear(mvpd)
      expect(yield* drop).toBe(false)
      yield* permits.noteProfile(profileOf(mvpd, 1000))
      const dropLater = yield* permits.dropping(mvpd)
      yield* permits.noteProfile(profileOf(mvpd, 1000))
      expect(yield* dropLater).toBe(true)
    }).pipe(Effect.provide(Layer.merge(capacity(0), device))),
  )

  it.effect("are cleared for one owner, or for all", () =>
    Effect.gen(function* () {
      const permits = yield* permitsOf
      const keepAll = Effect.all([
        keep("news"),
        keep("news", undefined, undefined, "Dish"),
        on("another")(keep("news")),
      ])
      yield* keepAll
      yield* permits.clear(mvpd)
      expect(yield* isKept("news")).toBe(false)
      expect(yield* isKept("news", 0, "Dish")).toBe(true)
      expect(yield* isKept("news").pipe(on("another"))).toBe(true)
      yield* keepAll
      yield* permits.clearAll
      expect(yield* isKept("news", 0, "Dish")).toBe(false)
      expect(yield* isKept("news").pipe(on("another"))).toBe(false)
    }).pipe(withPermits),
  )

  it.effect("an answer to a question from before the clearing is not kept", () =>
    Effect.gen(function* () {
      const permits = yield* permitsOf
      for (const clear of [permits.clear(mvpd), permits.clearAll]) {
        const asking = yield* permits.of(mvpd)
        yield* clear
        yield* asking.set("news", permit("news"))
        expect(yield* isKept("news")).toBe(false)
        yield* keep("news")
        expect(yield* isKept("news")).toBe(true)
      }
    }).pipe(withPermits),
  )

  it.effect("are bounded: those used last stay; with no room none is kept", () =>
    Effect.gen(function* () {
      yield* Effect.gen(function* () {
        yield* keep("a")
        yield* keep("b")
        yield* isKept("a")
        yield* keep("c")
        expect([yield* isKept("a"), yield* isKept("b"), yield* isKept("c")]).toEqual([true, false, true])
      }).pipe(Effect.provide(capacity(2)))
      yield* Effect.gen(function* () {
        yield* keep("a")
        expect(yield* isKept("a")).toBe(false)
      }).pipe(Effect.provide(capacity(0)))
    }).pipe(Effect.provide(device)),
  )

  it.effect("are 10,000 at most, unless the app says otherwise", () =>
    Effect.gen(function* () {
      const owned = yield* (yield* permitsOf).of(mvpd)
      for (let n = 0; n <= 10_000; n++) yield* owned.set(`${n}`, permit(`${n}`))
      expect([yield* isKept("0"), yield* isKept("1")]).toEqual([false, true])
    }).pipe(withPermits),
  )

  it.effect("have the room that others leave, and take no more when they are told again", () =>
    Effect.gen(function* () {
      yield* keep("a")
      yield* keep("a")
      yield* keep("b")
      expect([yield* isKept("a"), yield* isKept("b")]).toEqual([true, true])
      yield* (yield* permitsOf).clear(mvpd)
      yield* keep("c")
      yield* keep("d")
      expect([yield* isKept("c"), yield* isKept("d")]).toEqual([true, true])
    }).pipe(Effect.provide(capacity(2)), Effect.provide(device)),
  )

  it.effect("count hits and misses", () =>
    Effect.gen(function* () {
      const before = yield* statistics
      yield* isKept("news")
      yield* keep("news")
      yield* isKept("news")
      yield* isKept("news")
      const after = yield* statistics
      expect(after.permits.hits - before.permits.hits).toBe(2)
      expect(after.permits.misses - before.permits.misses).toBe(1)
    }).pipe(withPermits),
  )
})

describe("a bounded map", () => {
  it("has its entries in the order of use, without those that are deleted", () => {
    const bounded = new Bounded<number>(9)
    for (const key of ["a1", "b1", "a2", "b2", "c"]) bounded.set(key, 1)
    bounded.get("b1")
    bounded.delete("c")
    bounded.deleteAll("a")
    expect([...bounded].map(([key]) => key)).toEqual(["b2", "b1"])
  })

  it("holds what a map of the keys used last would hold", () =>
    FastCheck.assert(
      FastCheck.property(
        FastCheck.integer({ min: 0, max: 4 }),
        FastCheck.array(
          FastCheck.record({ key: FastCheck.constantFrom(..."abcdefg"), set: FastCheck.boolean() }),
        ),
        (capacity, steps) => {
          const bounded = new Bounded<number>(capacity)
          let model: Array<readonly [string, number]> = []
          for (const [step, { key, set }] of steps.entries()) {
            const known = model.find(([one]) => one === key)
            const value = set ? step : known?.[1]
            if (set) bounded.set(key, step)
            expect(bounded.get(key)).toBe(capacity === 0 ? undefined : value)
            if (value === undefined) continue
            model = [...model.filter(([one]) => one !== key), [key, value] as const]
            model = capacity === 0 ? [] : model.slice(-capacity)
            expect(bounded.size).toBe(model.length)
          }
          for (const [key, value] of model) expect(bounded.get(key)).toBe(value)
        },
      ),
    ))
})
