/**
 * A process of its own that registers and earns tokens over a directory, as an app would, and prints a line for each
 * device that was served.
 *
 *     tsx register.ts <baseUrl> <softwareStatement> <directory> <devices> <rounds>
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { AdobePass } from "../../src/AdobePass.js"
import { Device } from "../../src/domain/Device.js"
import * as DirectoryStore from "../../src/node/DirectoryStore.js"
import { Throttle } from "../../src/transport/Throttle.js"

const [baseUrl = "", softwareStatement = "", directory = "", devices = "", rounds = "1"] =
  process.argv.slice(2)

const round = Effect.gen(function* () {
  const pass = yield* AdobePass
  yield* Effect.forEach(
    devices.split(","),
    (identifier) =>
      pass.profiles().pipe(
        Effect.provideService(Device, {
          identifier: Redacted.make(identifier),
          // goes with every request, so that the service's log tells them apart
          forwardedFor: identifier,
        }),
        Effect.tap(() => Effect.sync(() => process.stdout.write(`${identifier}\n`))),
      ),
    { concurrency: "unbounded" },
  )
}).pipe(
  // a client of its own each round, as if the process had just started
  Effect.provide(
    AdobePass.layer({ environment: { baseUrl }, serviceProvider: "REF30", softwareStatement }).pipe(
      Layer.provide([DirectoryStore.layer(directory), Throttle.none, FetchHttpClient.layer]),
    ),
  ),
)

process.stdout.write("ready\n")
await Effect.runPromise(Effect.repeatN(round, Number(rounds) - 1))
process.stdout.write("done\n")
