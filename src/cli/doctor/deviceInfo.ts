/** X-Device-Info against the reference's table. */
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Schema from "effect/Schema"
import type { Device } from "../../domain/Device.js"
import { DeviceInfo } from "../../domain/device/DeviceInfo.js"
import { reason } from "../../domain/wire/Reason.js"
import type { Finding, Outcome } from "./Finding.js"
import { inProduction, ok, problem } from "./Finding.js"

const item = "X-Device-Info"

/** Marked as required by the table, if not by the service. */
const required = ["model", "version", "osName", "osVersion", "connectionType"]
/** What MVPDs want to know where a server speaks for a device. */
const fromServers = ["connectionIp", "connectionPort"]

const decode = Schema.decodeUnknownEither(Schema.parseJson(DeviceInfo))

const read = (info: NonNullable<Device.Service["info"]>): Either.Either<object, Finding> =>
  "raw" in info && typeof info.raw === "string"
    ? Encoding.decodeBase64String(info.raw).pipe(
        Either.mapLeft(() => problem("it is no Base64", "Send the Base64 of a JSON object.", item)),
        Either.flatMap((json) =>
          Either.mapLeft(decode(json), ({ issue }) => {
            const { message, path } = reason(issue)
            return problem(
              `${path.join(".")}: ${message}`,
              "See the reference's table of keys and values.",
              item,
            )
          }),
        ),
      )
    : Either.right(info)

export const deviceInfo = ({ forwardedFor, info }: Device.Service): Outcome<void> => {
  if (info === undefined) {
    return [undefined, [problem("there is none", "Give --device-info.", item)]]
  }
  const keys = read(info)
  if (Either.isLeft(keys)) return [undefined, [keys.left]]
  const names = Object.keys(keys.right)
  const lacks = (wanted: ReadonlyArray<string>) => wanted.filter((name) => !names.includes(name))
  const missing = lacks(required)
  const missingOfServers = forwardedFor === undefined ? [] : lacks(fromServers)
  return [
    undefined,
    [
      ok(`${names.length} keys, with values that the table has`),
      ...(missing.length === 0
        ? []
        : [
            inProduction(
              `it lacks ${missing.join(", ")}, which the table marks as required`,
              "Tell them where the platform does: MVPDs decide by them.",
              item,
            ),
          ]),
      ...(missingOfServers.length === 0
        ? []
        : [
            inProduction(
              `it lacks ${missingOfServers.join(", ")}, though a server speaks for the device`,
              "Tell the device's own address and port.",
              item,
            ),
          ]),
    ],
  ]
}
