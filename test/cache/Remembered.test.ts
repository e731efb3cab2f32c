import { describe, expect, it } from "@effect/vitest"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { Remembered } from "../../src/cache/Remembered.js"
import { Store } from "../../src/cache/Store.js"
import { Device } from "../../src/domain/Device.js"
import type { Environment } from "../../src/domain/Environment.js"
import { Integration } from "../../src/domain/Environment.js"

interface Who {
  readonly device?: string
  readonly environment?: Environment
  readonly serviceProvider?: string
  readonly softwareStatement?: string
}

/** What is remembered as an app that just started finds it. */
const as = ({
  device = "tv",
  environment = "production",
  serviceProvider = "REF30",
  softwareStatement = "statement",
}: Who) =>
  Effect.provide(
    Layer.mergeAll(
      Layer.fresh(Remembered.layer).pipe(
        Layer.provide(Layer.fresh(Store.layer)),
        Layer.provide(
          Integration.layer({
            environment,
            serviceProvider,
            softwareStatement: Redacted.make(softwareStatement),
          }),
        ),
      ),
      Layer.succeed(Device, { identifier: Redacted.make(device) }),
    ),
  )

const selection = (id: string) => ({
  mvpd: { id, displayName: `${id} Inc.` },
  profile: {
    mvpd: id,
    notAfter: DateTime.unsafeMake(1_900_000_000_000),
    attributes: { userID: { value: "viewer", state: "plain" } },
  },
})
const get = Effect.flatMap(Remembered, ({ readOrNone }) => Effect.map(readOrNone, Option.getOrUndefined))
const read = Effect.flatMap(Remembered, ({ read }) => read)

describe("what is remembered of a viewer", () => {
  it.effect("outlives the app, and is of one environment, service provider, statement and device", () =>
    Effect.gen(function* () {
      const whos: ReadonlyArray<Who> = [
        {},
        { environment: "staging" },
        { serviceProvider: "REF40" },
        { softwareStatement: "other" },
        { device: "phone" },
      ]
      for (const [at, who] of whos.entries()) {
        expect(yield* as(who)(get)).toBeUndefined()
        yield* as(who)(Effect.flatMap(Remembered, ({ set }) => set(selection(`mvpd-${at}`))))
      }
      for (const [at, who] of whos.entries()) {
        expect(yield* as(who)(get)).toEqual(selection(`mvpd-${at}`))
        expect(yield* as(who)(read)).toEqual(Option.some(selection(`mvpd-${at}`)))
      }
    }).pipe(Effect.provide(KeyValueStore.layerMemory)),
  )

  it.effect("is forgotten for its MVPD alone, all of it or the profile", () =>
    Effect.gen(function* () {
      const { forget, forgetProfile, set } = yield* Remembered
      yield* set(selection("Cablevision"))
      yield* forget("Spectrum")
      yield* forgetProfile("Spectrum")
      expect(yield* get).toEqual(selection("Cablevision"))
      yield* forgetProfile("Cablevision")
      expect(yield* get).toEqual({ mvpd: selection("Cablevision").mvpd })
      yield* forget("Cablevision")
      expect(yield* get).toBeUndefined()
    }).pipe(as({}), Effect.provide(KeyValueStore.layerMemory)),
  )
})
