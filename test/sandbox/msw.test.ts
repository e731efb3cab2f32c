/** The sandbox behind Mock Service Worker: an app that calls Adobe's own hosts is answered by it. */
import { http } from "msw"
import { setupServer } from "msw/node"
import { expect, it } from "vitest"
import { makeAdobePass } from "../../src/promise.js"
import { startSandbox } from "../../src/sandbox/index.js"

it("a client of production is served by the sandbox through handlers of MSW", async () => {
  await using sandbox = await startSandbox({ listen: false })
  const answer = ({ request }: { readonly request: Request }) => sandbox.fetch(request)
  const server = setupServer(
    http.all("https://sp.auth.adobe.com/*", answer),
    http.all("https://mgmt.auth.adobe.com/*", answer),
  )
  server.listen({ onUnhandledRequest: "error" })
  try {
    await using pass = makeAdobePass({
      environment: "production",
      serviceProvider: "REF30",
      softwareStatement: sandbox.softwareStatement,
      device: { identifier: "behind-a-worker" },
      policies: { throttle: false },
    })
    await pass.authenticate({
      mvpd: "Cablevision",
      domainName: "example.com",
      redirectUrl: "https://app.example.com/",
      onCode: ({ code }) => void sandbox.admin.completeLogin({ code, username: "basic" }),
    })
    const results = await pass.preauthorize({ mvpd: "Cablevision", resources: ["newsline", "cinema1"] })
    expect(results.map(({ _tag }) => _tag)).toEqual(["Permit", "Deny"])
    await pass.endpoints.resetTemporaryPass({ mvpd: "TempPass_TEST40" })
    const log = await sandbox.admin.requests()
    expect(log.map(({ endpoint }) => endpoint)).toContain("ResetTemporaryPass")
  } finally {
    server.close()
  }
})
