/**
 * The device as session information describes it: what X-Device-Info said, filled up from the User-Agent.
 */
import * as Schema from "effect/Schema"
import { DeviceInfo } from "../../../domain/device/DeviceInfo.js"
import type { Variant } from "../../world/variant.js"
import type { Session } from "../../world/state.js"

const unknownVersion = { major: 0, minor: 0, patch: 0, profile: "" }

const version = (text: string | undefined) => {
  const [major = 0, minor = 0, patch = 0] = (text ?? "")
    .split(/[._]/)
    .map((part) => Number.parseInt(part, 10) || 0)
  return { major, minor, patch, profile: "" }
}

const browsers: ReadonlyArray<readonly [RegExp, string, string]> = [
  [/Edg\/([\d.]+)/, "Edge", "Microsoft"],
  [/Firefox\/([\d.]+)/, "Firefox", "Mozilla"],
  [/Chrome\/([\d.]+)/, "Chrome", "Google"],
  [/Version\/([\d.]+).*Safari/, "Safari", "Apple"],
]

const systems: ReadonlyArray<readonly [RegExp, string, string]> = [
  [/(?:iPhone|CPU) OS ([\d_]+)/, "iOS", "Apple"],
  [/Mac OS X ([\d_.]+)/, "macOS", "Apple"],
  [/Windows NT ([\d.]+)/, "Windows", "Microsoft"],
  [/Android ([\d.]+)/, "Android", "Google"],
  [/Linux()/, "Linux", "Unknown"],
]

const match = (table: typeof browsers, userAgent: string) => {
  for (const [pattern, name, vendor] of table) {
    const found = pattern.exec(userAgent)
    if (found !== null) return { name, vendor, version: version(found[1]) }
  }
  return undefined
}

/** Whether the reference lists it; session information has no other types. */
const isListed = (type: string): boolean =>
  Schema.is(DeviceInfo)({ primaryHardwareType: type, model: type, osName: "Linux" })

export const describeDevice = ({ ipAddress }: Variant, session: Session) => {
  const info = (key: string): string | undefined => {
    const value = session.deviceInfo[key]
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined
  }
  const number = (key: string): number => Number(info(key) ?? 0) || 0
  const browser = match(browsers, session.userAgent)
  const system = match(systems, session.userAgent)
  const type = info("primaryHardwareType") ?? info("type") ?? (browser === undefined ? "Unknown" : "Desktop")
  const osName = info("osName") ?? system?.name ?? "Unknown"
  return {
    type: isListed(type) ? type : "Unknown",
    model: info("model") ?? null,
    version: info("version") === undefined ? unknownVersion : version(info("version")),
    hardware: {
      name: null,
      vendor: info("vendor") ?? system?.vendor ?? null,
      version: unknownVersion,
      manufacturer: info("manufacturer") ?? info("vendor") ?? system?.vendor ?? null,
    },
    operatingSystem: {
      name: osName,
      family: info("osFamily") ?? osName,
      vendor: info("osVendor") ?? system?.vendor ?? null,
      version:
        info("osVersion") === undefined ? (system?.version ?? unknownVersion) : version(info("osVersion")),
    },
    browser: {
      name: info("browserName") ?? browser?.name ?? null,
      vendor: info("browserVendor") ?? browser?.vendor ?? null,
      version:
        info("browserVersion") === undefined
          ? (browser?.version ?? unknownVersion)
          : version(info("browserVersion")),
      userAgent: session.userAgent,
      originalUserAgent: session.userAgent,
    },
    display: {
      width: number("displayWidth"),
      height: number("displayHeight"),
      ppi: number("displayPpi"),
      name: "DISPLAY",
      vendor: null,
      version: null,
      diagonalSize: info("diagonalScreenSize") ?? null,
    },
    applicationId: info("applicationId") ?? null,
    connection: {
      ipAddress: address(ipAddress, info("connectionIp") ?? session.address.ip),
      port: info("connectionPort") ?? String(session.address.port),
      secure: info("connectionSecure") === "true",
      type: info("connectionType") ?? null,
    },
  }
}

const address = (shape: Variant["ipAddress"], ip: string) =>
  shape === "string"
    ? ip
    : {
        hostAddress: ip,
        hostName: ip,
        canonicalHostName: ip,
        loopbackAddress: ip.startsWith("127.") || ip === "::1",
        anyLocalAddress: false,
        linkLocalAddress: false,
        siteLocalAddress: false,
        multicastAddress: false,
      }
