/**
 * Who speaks: the streaming device of a viewer. Every call asks for a {@link Device}; an app on the device provides
 * one for good, a programmer's server one per request.
 *
 * @see https://experienceleague.adobe.com/en/docs/pass/authentication/integration-guide-programmers/rest-apis/rest-api-v2/appendix/headers/rest-api-v2-appendix-headers-ap-device-identifier
 */
import * as Context from "effect/Context"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { DeviceInfo } from "./device/DeviceInfo.js"
import { PartnerStatus } from "./device/PartnerStatus.js"
import { InvalidRequest } from "./InvalidRequest.js"
import { HeaderText, Text } from "./wire/HeaderText.js"
import { inOnePiece } from "./wire/inOnePiece.js"
import { reason } from "./wire/Reason.js"

const OptionalHeader = Schema.optional(HeaderText)
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
  info: Schema.optional(Schema.Union(DeviceInfo, Schema.Struct({ raw: HeaderText }))),
  /** The device's IP address, from a server that calls on its behalf (`X-Forwarded-For`). */
  forwardedFor: OptionalHeader,
  /** The Experience Cloud identifier (`AP-Visitor-Identifier`). */
  visitorIdentifier: OptionalHeader,
  /** Single sign-on by platform identity. */
  platformIdentity: Schema.optional(PlatformIdentity),
  /** Single sign-on by service token: a JWS, RS256 (`AD-Service-Token`). */
  serviceToken: Schema.optional(Secret),
  /**
   * Single sign-on by partner: what the partner framework says (`AP-Partner-Framework-Status`). One that is wrong fails the
   * calls of partner single sign-on, and no other: they are made without it.
   */
  partnerStatus: Schema.optional(PartnerStatus),
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
  interface Service extends Omit<Schema.Schema.Type<typeof Options>, "partnerStatus"> {
    /** What can be sent, or why what was given cannot. */
    readonly partnerStatus?: PartnerStatus | InvalidRequest | undefined
  }
}

const decode = Schema.decodeEither(Options)

const invalid = (path: ReadonlyArray<PropertyKey>, message: string) => {
  const parameter = ["device", ...path.map(String)].join(".")
  return new InvalidRequest({ parameter, message: `${parameter}: ${message}` })
}

/** Checks a device's options, before anything is sent with them. */
export const make = (options: Device.Options): Either.Either<Device.Service, InvalidRequest> => {
  const device = decode(options)
  if (Either.isLeft(device)) {
    const { message, path } = reason(device.left.issue)
    const error = invalid(path, message)
    return path[0] === "partnerStatus"
      ? Either.map(make({ ...options, partnerStatus: undefined }), (rest) => ({
          ...rest,
          partnerStatus: error,
        }))
      : Either.left(error)
  }
  // what is in `info` may be newer than this library; these names are its own
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(Options.fields, name))
  return unknown === undefined
    ? Either.right(device.right)
    : Either.left(invalid([unknown], "is not expected"))
}

// the headers of a device are kept as long as it is
const base64 = (text: string) => inOnePiece(Encoding.encodeBase64(text))

/** `AP-Device-Identifier`: `fingerprint` and the Base64 of the identifier. */
export const identifierHeader = (device: Device.Service): string =>
  `fingerprint ${base64(Redacted.value(device.identifier))}`

/** `X-Device-Info`: Base64 of the JSON, or the raw text given. */
export const infoHeader = (info: NonNullable<Device.Service["info"]>): string =>
  "raw" in info && typeof info.raw === "string" ? info.raw : base64(JSON.stringify(info))

const encodePartnerStatus = Schema.encodeSync(PartnerStatus)

/** `AP-Partner-Framework-Status`: Base64 of the JSON, its expiry a string of milliseconds. */
export const partnerStatusHeader = (
  status: NonNullable<Device.Service["partnerStatus"]>,
): string | undefined => ("_tag" in status ? undefined : base64(JSON.stringify(encodePartnerStatus(status))))

/** What decisions and profiles may depend on; part of cache keys. */
export const identityKey = ({
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
