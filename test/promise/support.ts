/** A sandbox and clients of it, for tests of the promise face. */
import { afterAll, beforeAll } from "vitest"
import type { AdobePassClient, AdobePassOptions } from "../../src/promise.js"
import { makeAdobePass } from "../../src/promise.js"
import { startSandbox } from "../../src/sandbox/index.js"
import { useQuickTime } from "../support/quickTime.js"

export const info = { primaryHardwareType: "SetTopBox", model: "Test box", osName: "tvOS" } as const

type Sandbox = Awaited<ReturnType<typeof startSandbox>>

/** Starts a sandbox for the file, and closes it and every client made. */
export const useSandboxInRealTime = () => {
  let sandbox: Sandbox
  const clients: Array<AdobePassClient> = []
  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()))
    await sandbox.close()
  })
  return {
    get sandbox() {
      return sandbox
    },
    options: (more: Partial<AdobePassOptions> = {}): AdobePassOptions => ({
      environment: { baseUrl: sandbox.baseUrl },
      serviceProvider: "REF30",
      softwareStatement: sandbox.softwareStatement,
      device: { identifier: crypto.randomUUID(), info },
      ...more,
    }),
    client(more: Partial<AdobePassOptions> = {}): AdobePassClient {
      const client = makeAdobePass(this.options(more))
      clients.push(client)
      return client
    },
  }
}

/** The same, where time passes by itself. */
export const useSandbox = () => {
  useQuickTime()
  return useSandboxInRealTime()
}

export const login = {
  mvpd: "Cablevision",
  domainName: "adobe.com",
  redirectUrl: "https://adobe.com/",
} as const
