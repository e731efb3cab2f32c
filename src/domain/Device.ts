/**
 * Who speaks: the streaming device of a viewer. Every call asks for a {@link Device}; an app on the device provides
 * one for good, a programmer's server one per request.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/appendix/headers/rest-api-v2-appendix-headers-ap-device-identifier
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/appendix/headers/rest-api-v2-appendix-headers-x-device-info
 */
import * as Context from "effect/Context"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { HeaderText, NonEmptyText } from "./wire/HeaderText.js"
import { InvalidRequest } from "./InvalidRequest.js"
import { PartnerStatus } from "./device/PartnerStatus.js"
import { reason } from "./wire/Reason.js"

const optional = <S extends Schema.Schema.All>(schema: S) => Schema.optional(schema)
const Text = NonEmptyText.pipe(Schema.filter((text) => !/\p{Cs}/u.test(text) || "expected well-formed text"))
const OptionalText = optional(Text)
const Size = optional(Schema.Union(Schema.Finite, Text))

/**
 * What is told of the device in `X-Device-Info`, by the reference's keys and restricted values.
 *
 * `model` and `osName` are asked for. The reference's table also marks `version`, `osVersion` and `connectionType`
 * as required, its own samples leave them out and the service accepts that; give them where the platform tells.
 */
export const DeviceInfo = Schema.Struct({
  primaryHardwareType: optional(
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
  model: Text,
  version: OptionalText,
  manufacturer: OptionalText,
  vendor: OptionalText,
  osName: Schema.Literal(
    "Android",
    "Chrome OS",
    "Linux",
    "Mac OS",
    "OS X",
    "OpenBSD",
    "Roku OS",
    "Windows",
    "iOS",
    "tvOS",
    "webOS",
  ),
  osFamily: optional(
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
  osVendor: optional(
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
  osVersion: OptionalText,
  browserName: optional(
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
  browserVendor: optional(
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
  browserVersion: OptionalText,
  userAgent: OptionalText,
  /** Pixels. */
  displayWidth: Size,
  /** Pixels. */
  displayHeight: Size,
  /** Pixels per inch. */
  displayPpi: Size,
  /** Inches. */
  diagonalScreenSize: Size,
  connectionIp: OptionalText,
  connectionPort: Size,
  /** WiFi, LAN, 3G, 4G, 5G ... */
  connectionType: OptionalText,
  connectionSecure: optional(Schema.Union(Schema.Boolean, Schema.Literal("true", "false"))),
  applicationId: OptionalText,
  // a key may be newer than this library
}).annotations({ parseOptions: { onExcessProperty: "preserve" } })
export interface DeviceInfo extends Schema.Schema.Type<typeof DeviceInfo> {}

const OptionalHeader = optional(HeaderText)
const Secret = Schema.Union(Schema.Redacted(HeaderText), Schema.RedactedFromSelf(HeaderText))
const SecretText = Schema.Union(Schema.Redacted(Text), Schema.RedactedFromSelf(Text))

/** The payload of a platform's single sign-on: Amazon's (JWS or JWE) or Roku's. */
const PlatformIdentity = Schema.Union(
  Schema.Struct({ adobeSubjectToken: Secret }),
  Schema.Struct({ rokuConnectToken: Secret }),
)

const Options = Schema.Struct({
  /** Stable and unique per device, plain: kept for ever, since changing it logs the viewer out. */
  identifier: SecretText,
  /** {@link DeviceInfo}, or `{ raw }` with the Base64 text to send as it is. */
  info: optional(Schema.Union(DeviceInfo, Schema.Struct({ raw: HeaderText }))),
  /** The device's IP address, from a server that calls on its behalf (`X-Forwarded-For`). */
  forwardedFor: OptionalHeader,
  /** The Experience Cloud identifier (`AP-Visitor-Identifier`). */
  visitorIdentifier: OptionalHeader,
  /** Single sign-on by platform identity. */
  platformIdentity: optional(PlatformIdentity),
  /** Single sign-on by service token: a JWS, RS256 (`AD-Service-Token`). */
  serviceToken: optional(Secret),
  /** Single sign-on by partner: what the partner framework says (`AP-Partner-Framework-Status`). */
  partnerStatus: optional(PartnerStatus),
  /** Sent as `User-Agent`, where the runtime allows to set it. */
  userAgent: OptionalHeader,
})

/** The device of one viewer, checked. */
export class Device extends Context.Tag("effect-adobe-pass/Device")<Device, Device.Service>() {
  /**
   * A checked device, for good: for apps that run on it.
   *
   * Fails to build with {@link InvalidRequest} whose `parameter` names the option, such as `device.info.osName`.
   */
  static readonly layer = (options: Device.Options): Layer.Layer<Device, InvalidRequest> =>
    Layer.effect(Device, make(options))
}

export declare namespace Device {
  /** What a device is made from; secrets may come plain or as `Redacted`. */
  type Options = Schema.Schema.Encoded<typeof Options>
  type Service = Schema.Schema.Type<typeof Options>
}

const decode = Schema.decodeEither(Options)

/** Checks a device's options, before anything is sent with them. */
export const make = (options: Device.Options): Either.Either<Device.Service, InvalidRequest> => {
  const invalid = (path: ReadonlyArray<PropertyKey>, message: string) => {
    const parameter = ["device", ...path.map(String)].join(".")
    return new InvalidRequest({ parameter, message: `${parameter}: ${message}` })
  }
  return decode(options).pipe(
    Either.mapLeft((error) => {
      const { message, path } = reason(error.issue)
      return invalid(path, message)
    }),
    Either.flatMap((device) => {
      // what is in `info` or the partner's status may be newer than this library; these names are its own
      const unknown = Object.keys(options).find((name) => !Object.hasOwn(Options.fields, name))
      return unknown === undefined ? Either.right(device) : Either.left(invalid([unknown], "is not expected"))
    }),
  )
}

const base64 = (value: unknown) => Encoding.encodeBase64(JSON.stringify(value))

/** `AP-Device-Identifier`: `fingerprint` and the Base64 of the identifier. */
export const identifierHeader = (device: Device.Service): string =>
  `fingerprint ${Encoding.encodeBase64(Redacted.value(device.identifier))}`

/** `X-Device-Info`: Base64 of the JSON, or the raw text given. */
export const infoHeader = (info: NonNullable<Device.Service["info"]>): string =>
  "raw" in info && typeof info.raw === "string" ? info.raw : base64(info)

const encodePartnerStatus = Schema.encodeSync(PartnerStatus)

/** `AP-Partner-Framework-Status`: Base64 of the JSON, its expiry a string of milliseconds. */
export const partnerStatusHeader = (status: PartnerStatus): string => base64(encodePartnerStatus(status))

/** All of a device that decisions and profiles may depend on, for keys in memory. */
export const speaker = ({
  forwardedFor,
  identifier,
  partnerStatus,
  platformIdentity,
  serviceToken,
}: Device.Service) => [
  Redacted.value(identifier),
  forwardedFor,
  serviceToken && Redacted.value(serviceToken),
  partnerStatus && partnerStatusHeader(partnerStatus),
  platformIdentity && Object.entries(platformIdentity).map(([name, value]) => [name, Redacted.value(value)]),
]
