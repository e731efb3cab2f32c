/** What the flows to walk have in common. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import type { AdobePass } from "../../../AdobePass.js"
import { Device } from "../../../domain/Device.js"
import type { Endpoint } from "../../../endpoint/layer.js"
import type { Stage } from "../Stage.js"

/** How a walk is wanted. */
export interface Options {
  /** Who signs in. */
  readonly account: string
  /** Whether a person signs in, with a browser of their own. */
  readonly interactive: boolean
  /** Where the browser goes after a login or logout. */
  readonly redirectUrl: string
}

/** One way through the service, as one or more apps take it. */
export interface Flow {
  readonly name: string
  readonly about: string
  /** How many devices speak, each with credentials of its own. */
  readonly devices: number
  /** Fails with whatever was not as it must be. */
  readonly play: (
    options: Options,
  ) => Effect.Effect<void, unknown, AdobePass | Endpoint | Stage | HttpClient.HttpClient>
}

/** Lets a device speak. */
export const on =
  (device: Device.Options) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.provide(effect, Device.layer(device))

/** A television's box in a living room. */
export const setTopBox: Device.Options = {
  identifier: "6f1c2f0a-8f0e-4a43-9d5b-living-room",
  info: {
    primaryHardwareType: "SetTopBox",
    model: "TV 5th Gen",
    version: "5",
    manufacturer: "Apple",
    vendor: "Apple",
    osName: "tvOS",
    osVendor: "Apple",
    osVersion: "18.1",
    connectionType: "WiFi",
  },
}

/** A viewer's phone. */
export const phone: Device.Options = {
  identifier: "c0b3e9d4-51a7-4d25-8a9e-phone",
  info: {
    primaryHardwareType: "MobilePhone",
    model: "Pixel 9",
    manufacturer: "Google",
    osName: "Android",
    osVendor: "Google",
    osVersion: "15",
    connectionType: "5G",
  },
}
