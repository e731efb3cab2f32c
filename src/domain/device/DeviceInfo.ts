import * as Schema from "effect/Schema"
import { Text } from "../wire/HeaderText.js"

const OptionalText = Schema.optional(Text)
const Size = Schema.optional(Schema.Union(Schema.Finite, Text))

/**
 * What is told of the device in `X-Device-Info`, by the reference's keys and restricted values.
 *
 * `model` and `osName` are asked for. The reference's table also marks `version`, `osVersion` and `connectionType`
 * as required, its own samples leave them out and the service accepts that; give them where the platform tells.
 */
export const DeviceInfo = Schema.Struct({
  /** What kind of device it is. */
  primaryHardwareType: Schema.optional(
    Schema.Literal(
      "Camera",
      "DataCollectionTerminal",
      "Desktop",
      "EmbeddedNetworkModule",
      "eReader",
      "GamesConsole",
      "GeolocationTracker",
      "Glasses",
      "MediaPlayer",
      "MobilePhone",
      "PaymentTerminal",
      "PluginModem",
      "Projector",
      "SetTopBox",
      "TV",
      "Tablet",
      "VehicleMultimediaSystem",
      "WirelessHotspot",
      "Wristwatch",
      "Unknown",
    ),
  ),
  /** Its model, as the platform tells it. */
  model: Text,
  /** The version of the model. */
  version: OptionalText,
  /** Who made it. */
  manufacturer: OptionalText,
  /** Who sells it. */
  vendor: OptionalText,
  /** The reference's list, and what its pages for single platforms say against that: `Roku`, and what iPad and Xbox tell. */
  osName: Schema.Literal(
    "Android",
    "Chrome OS",
    "Linux",
    "Mac OS",
    "OS X",
    "OpenBSD",
    "Roku",
    "Roku OS",
    "WINDOWS",
    "Windows",
    "iOS",
    "iPadOS",
    "tvOS",
    "webOS",
  ),
  /** What the operating system belongs to. */
  osFamily: Schema.optional(
    Schema.Literal(
      "Android",
      "BSD",
      "Linux",
      "PlayStation OS",
      "Roku OS",
      "Symbian",
      "Tizen",
      "Windows",
      "iOS",
      "tvOS",
      "macOS",
      "webOS",
    ),
  ),
  /** Who made the operating system. */
  osVendor: Schema.optional(
    Schema.Literal(
      "Amazon",
      "Apple",
      "Google",
      "LG",
      "Microsoft",
      "Mozilla",
      "Nintendo",
      "Nokia",
      "Roku",
      "Samsung",
      "Sony",
      "Tizen Project",
    ),
  ),
  /** The version of the operating system. */
  osVersion: OptionalText,
  /** The browser the app runs in. */
  browserName: Schema.optional(
    Schema.Literal(
      "Android Browser",
      "Chrome",
      "Edge",
      "Firefox",
      "Internet Explorer",
      "Opera",
      "Safari",
      "SeaMonkey",
      "Symbian Browser",
    ),
  ),
  /** Who made the browser. */
  browserVendor: Schema.optional(
    Schema.Literal(
      "Amazon",
      "Apple",
      "Google",
      "Microsoft",
      "Motorola",
      "Mozilla",
      "Netscape",
      "Nintendo",
      "Nokia",
      "Samsung",
      "Sony Ericsson",
    ),
  ),
  /** The version of the browser. */
  browserVersion: OptionalText,
  /** The user agent of the device. */
  userAgent: OptionalText,
  /** Pixels. */
  displayWidth: Size,
  /** Pixels. */
  displayHeight: Size,
  /** Pixels per inch. */
  displayPpi: Size,
  /** Inches. */
  diagonalScreenSize: Size,
  /** The address that the device connects from. */
  connectionIp: OptionalText,
  /** The port that the device connects from. */
  connectionPort: Size,
  /** WiFi, LAN, 3G, 4G, 5G ... */
  connectionType: OptionalText,
  /** Whether the network is secure, or how, as an Xbox tells it. */
  connectionSecure: Schema.optional(
    Schema.Union(
      Schema.Boolean,
      Schema.Literal("true", "false", "None", "Open80211", "Wpa", "WpaPsk", "Rsna", "RsnaPsk"),
    ),
  ),
  /** What the platform calls the app. */
  applicationId: OptionalText,
  // a key may be newer than this library
}).annotations({ parseOptions: { onExcessProperty: "preserve" } })
export interface DeviceInfo extends Schema.Schema.Type<typeof DeviceInfo> {}
