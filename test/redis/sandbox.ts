/** A sandbox and processes that call it, in real time, as Redis keeps its own. */
import { afterAll, beforeAll } from "vitest"
import type { AdobePassClient, AdobePassOptions } from "../../src/promise.js"
import { makeAdobePass } from "../../src/promise.js"
import type { RunningSandbox } from "../../src/sandbox/index.js"
import { startSandbox } from "../../src/sandbox/index.js"

export { login } from "../promise/support.js"

export const useSandbox = () => {
  let sandbox: RunningSandbox
  const clients: Array<AdobePassClient> = []
  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()))
    await sandbox.close()
  })
  const options = (more: Partial<AdobePassOptions> = {}): AdobePassOptions => ({
    environment: { baseUrl: sandbox.baseUrl },
    serviceProvider: "REF30",
    softwareStatement: sandbox.softwareStatement,
    device: { identifier: crypto.randomUUID(), info: { model: "Test box", osName: "tvOS" } },
    ...more,
  })
  return {
    get sandbox() {
      return sandbox
    },
    options,
    client: (more: Partial<AdobePassOptions> = {}): AdobePassClient => {
      const client = makeAdobePass(options(more))
      clients.push(client)
      return client
    },
    /** How many requests were sent to a path. */
    sent: async (path: string): Promise<number> =>
      (await sandbox.admin.requests({})).filter((one) => one.path.startsWith(path)).length,
  }
}
