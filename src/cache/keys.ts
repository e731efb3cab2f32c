/** The names under which stores keep things. A key tells nothing of what it is made from. */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"
import type { Device } from "../domain/Device.js"
import type { Integration } from "../domain/Environment.js"

/** A name for what belongs to all of `parts` together and to nothing else. */
export const keyOf = (...parts: ReadonlyArray<string>): string =>
  Encoding.encodeHex(sha256(new TextEncoder().encode(JSON.stringify(parts))))

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
