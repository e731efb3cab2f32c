/** The flows of a second screen, of TempPass and of a partner, with promises and plain values. */
import { expect, it } from "vitest"
import { makeAdobePass } from "../../src/promise.js"
import { startSandbox } from "../../src/sandbox/index.js"

const redirectUrl = "https://app.example/done"

it("the flows of second screen, TempPass and partner speak in plain values", async () => {
  await using sandbox = await startSandbox()
  const { admin } = sandbox
  const device = { identifier: "tv", info: { model: "Box", osName: "tvOS" } } as const
  await using pass = makeAdobePass({
    environment: { baseUrl: sandbox.baseUrl },
    serviceProvider: "REF30",
    softwareStatement: sandbox.softwareStatement,
    device,
    policies: { throttle: false },
  })
  const phone = pass.forDevice({ ...device, identifier: "phone" })

  const code = await new Promise<string>((resolve, reject) => {
    pass.authenticate({ onCode: (prompt) => resolve(prompt.code) }).catch(reject)
  })
  const checked = await phone.checkCode(code.toLowerCase())
  expect(checked).toMatchObject({ code, missingParameters: ["mvpd", "domainName", "redirectUrl"] })
  expect(typeof checked.notAfter).toBe("number")
  const next = await phone.resume({ code, mvpd: "Cablevision", domainName: "example.com", redirectUrl })
  expect(next).toMatchObject({ _tag: "Authenticate", url: expect.stringContaining(code) })
  await expect(phone.checkCode("ZZZZZZZ")).rejects.toMatchObject({ _tag: "AuthenticationCodeInvalid" })
  await expect(phone.checkCode(code, { signal: AbortSignal.abort("no") })).rejects.toBe("no")

  const temporary = { mvpd: "flexibleTempPass", temporaryAccessIdentity: { email: "9f8e" } }
  await pass.authorize({ ...temporary, resource: "newsline" })
  expect(await pass.temporaryAccess(temporary)).toEqual({
    expirationDate: expect.any(Number),
    remainingResources: 2,
    usedAssets: ["newsline"],
  })
  expect(await pass.temporaryAccess({ mvpd: "Cablevision" })).toBeUndefined()

  const header = await admin.partnerFrameworkStatus({ mvpd: "Cablevision" })
  const partnerStatus = JSON.parse(Buffer.from(header, "base64").toString())
  const apple = pass.forDevice({ ...device, identifier: "apple-tv", partnerStatus })
  const parameters = { domainName: "example.com", redirectUrl }
  const failure = new Error("no framework here")
  const failing = apple.partnerSingleSignOn({
    ...parameters,
    answer: () => {
      throw failure
    },
  })
  await expect(failing).rejects.toBe(failure)
  const profile = await apple.partnerSingleSignOn({
    ...parameters,
    answer: ({ request }) => admin.partnerAuthenticationResponse({ request }),
  })
  expect(profile).toMatchObject({ mvpd: "Cablevision", type: "appleSSO" })
})
