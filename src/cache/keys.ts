/** The names under which stores and caches keep things. A key of a store tells nothing of what it is made from. */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Encoding from "effect/Encoding"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Device } from "../domain/Device.js"
import { identityKey } from "../domain/Device.js"
import type { Integration } from "../domain/Environment.js"
import type { TemporaryAccessIdentity } from "../domain/TemporaryAccess.js"
import { inOnePiece } from "../domain/wire/inOnePiece.js"

/** A name for what belongs to all of `parts` together and to nothing else. */
export const keyOf = (...parts: ReadonlyArray<string>): string =>
  inOnePiece(Encoding.encodeHex(sha256(new TextEncoder().encode(JSON.stringify(parts)))))

/** The entries of one device. */
export interface DeviceKeys {
  /** What is locked while the device is registered or its token replaced. */
  readonly lock: string
  readonly credentials: string
  readonly token: string
  /** The MVPD of the last login, and parts of the profile. */
  readonly selection: string
}

/** The keys of a device: two apps, environments, service providers or devices in one store never share an entry. */
export const deviceKeys = ({ baseUrl, serviceProvider, softwareStatement }: Integration.Service) => {
  const statement = keyOf(Redacted.value(softwareStatement))
  const known = new WeakMap<Device.Service, DeviceKeys>()

  return (device: Device.Service): DeviceKeys => {
    const found = known.get(device)
    if (found !== undefined) return found
    const key = keyOf(baseUrl, serviceProvider, statement, Redacted.value(device.identifier))
    const keys = {
      lock: key,
      credentials: `credentials-${key}`,
      token: `token-${key}`,
      selection: `selection-${key}`,
    }
    known.set(device, keys)
    return keys
  }
}

/** How the keys of a device's permits begin, and of those of one viewer whom it speaks for. */
export interface PermitPrefixes {
  readonly ofDevice: string
  readonly ofViewer: string
}

/** The beginnings of the keys of permits in memory. */
export const permitPrefixes = (
  { baseUrl, serviceProvider }: Integration.Service,
  device: Device.Service,
  mvpd: string,
  identity: TemporaryAccessIdentity | undefined,
): PermitPrefixes => {
  const ofDevice = `${JSON.stringify([baseUrl, serviceProvider, mvpd, Redacted.value(device.identifier)])} `
  return { ofDevice, ofViewer: `${ofDevice}${JSON.stringify([identity, ...identityKey(device)])} ` }
}

/** What in a device's information makes its platform; the rest is about the one device, its software or its network. */
const ofPlatform = [
  "primaryHardwareType",
  "model",
  "manufacturer",
  "vendor",
  "osName",
  "osFamily",
  "osVendor",
  "browserName",
  "browserVendor",
]

const decodeInfo = Schema.decodeUnknownOption(
  Schema.compose(
    Schema.StringFromBase64,
    Schema.parseJson(Schema.Record({ key: Schema.String, value: Schema.Unknown })),
  ),
)

/** The platform of a device as Adobe can tell it: by its information, else by its user agent. */
const platformOf = ({ info, userAgent }: Device.Service): ReadonlyArray<unknown> => {
  if (info === undefined) return [userAgent]
  const raw = "raw" in info ? info.raw : undefined
  const record = raw === undefined ? info : Option.getOrUndefined(decodeInfo(raw))
  return record === undefined ? [raw] : ofPlatform.map((name) => Reflect.get(record, name))
}

/** What a configuration in memory depends on. */
export const configurationKey = (
  { baseUrl, serviceProvider }: Integration.Service,
  device: Device.Service,
  asked: { readonly serviceProvider?: string | undefined; readonly profile?: string | undefined },
): string =>
  JSON.stringify([
    baseUrl,
    asked.serviceProvider ?? serviceProvider,
    asked.profile ?? "",
    ...platformOf(device),
  ])
