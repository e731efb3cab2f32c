/** The device that speaks: as the settings say, else this machine under an identifier of its own. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { randomUUID } from "node:crypto"
import { machine, platform, release } from "node:os"
import { Store } from "../../cache/Store.js"
import { Device } from "../../domain/Device.js"
import { DeviceInfo } from "../../domain/device/DeviceInfo.js"
import { PartnerStatus } from "../../domain/device/PartnerStatus.js"
import { reason } from "../../domain/wire/Reason.js"
import { flagName } from "../flags.js"
import { UsageError } from "../UsageError.js"
import { setting } from "./Settings.js"
import type { SettingName } from "./table.js"

const Kept = Schema.Struct({ identifier: Schema.Redacted(Schema.NonEmptyString) })

/** Made once, and kept for good: logins belong to it. */
const ownIdentifier = Effect.gen(function* () {
  const store = yield* Store
  const { add, readOrNone } = store.entry("device", Kept)
  const make = Effect.gen(function* () {
    const identifier = Redacted.make<string>(randomUUID())
    yield* add({ identifier })
    return { identifier }
  })
  const { identifier } = yield* store.exclusive(
    "device",
    Effect.flatMap(readOrNone, Option.match({ onNone: () => make, onSome: Effect.succeed })),
  )
  return identifier
})

const osNames: Readonly<Record<string, "Mac OS" | "Windows">> = { darwin: "Mac OS", win32: "Windows" }

/** What X-Device-Info tells of this machine. */
const thisMachine = (): DeviceInfo => ({
  primaryHardwareType: "Desktop",
  model: machine(),
  version: process.version,
  osName: osNames[platform()] ?? "Linux",
  osVersion: release(),
})

/** A setting that is written as JSON. */
const json = <A, I>(name: SettingName, schema: Schema.Schema<A, I>) =>
  Effect.flatMap(setting(name), (text) =>
    text === undefined
      ? Effect.succeed(undefined)
      : Effect.mapError(Schema.decode(Schema.parseJson(schema))(text), (error) => {
          const { message, path } = reason(error.issue)
          return new UsageError({ message: `${[flagName(name), ...path].join(".")}: ${message}.` })
        }),
  )

const info = Effect.gen(function* () {
  const text = yield* setting("deviceInfo")
  // Base64 has no brace
  return text === undefined || text.trimStart().startsWith("{")
    ? ((yield* json("deviceInfo", DeviceInfo)) ?? thisMachine())
    : { raw: text }
})

const layerOf = <E, R>(identifier: Effect.Effect<Redacted.Redacted, E, R>) =>
  Layer.unwrapEffect(
    Effect.gen(function* () {
      const adobeSubjectToken = yield* setting("subjectToken")
      const rokuConnectToken = yield* setting("rokuToken")
      return Device.layer({
        identifier: yield* identifier,
        info: yield* info,
        forwardedFor: yield* setting("forwardedFor"),
        visitorIdentifier: yield* setting("visitorIdentifier"),
        serviceToken: yield* setting("serviceToken"),
        platformIdentity:
          adobeSubjectToken !== undefined
            ? { adobeSubjectToken }
            : rokuConnectToken !== undefined
              ? { rokuConnectToken }
              : undefined,
        partnerStatus: yield* json("partnerStatus", Schema.encodedSchema(PartnerStatus)),
      })
    }),
  )

/** The device of this user. */
export const layer = layerOf(
  Effect.flatMap(setting("deviceId"), (given) =>
    given === undefined ? ownIdentifier : Effect.succeed(Redacted.make(given)),
  ),
)

/** A device of the same kind, which has not been seen before. */
export const newDevice = layerOf(Effect.sync(() => Redacted.make<string>(randomUUID())))
