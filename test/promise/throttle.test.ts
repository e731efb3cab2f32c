/** A 429 that has passed, as an app lets go of it. */
import { expect, it } from "vitest"
import { makeAdobePass } from "../../src/promise.js"
import { startSandbox } from "../../src/sandbox/index.js"

it("an app lets go of a 429 that it knows to be over", async () => {
  const sandbox = await startSandbox()
  const pass = makeAdobePass({
    environment: { baseUrl: sandbox.baseUrl },
    serviceProvider: "REF30",
    softwareStatement: sandbox.softwareStatement,
    device: { identifier: "device", info: { model: "Box", osName: "Linux" } },
  })
  await pass.profiles()
  await sandbox.admin.addFault({ kind: "throttled", retryAfter: 60 })
  const failure = () => pass.profiles().catch((error: unknown) => error)
  expect(await failure()).toMatchObject({ _tag: "Throttled", retryAfter: 60_000 })
  await sandbox.admin.clearFaults()
  const second = await failure()
  expect(second).toMatchObject({ _tag: "Throttled" })
  expect(Reflect.get(Object(second), "retryAfter")).toBeLessThanOrEqual(60_000)
  await pass.releaseThrottle()
  expect(await pass.profiles()).toEqual([])
  await pass.close()
  await sandbox.close()
})
