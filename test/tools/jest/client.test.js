const { isAdobePassError, makeAdobePass, AuthorizationDenied } = require("adobe-pass")
const { AuthorizationDenied: ByTag } = require("adobe-pass/errors")
const { startSandbox } = require("adobe-pass/sandbox")

let sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

it("signs in, and is denied what the viewer has not", async () => {
  const pass = makeAdobePass({
    environment: { baseUrl: sandbox.baseUrl },
    serviceProvider: "REF30",
    softwareStatement: sandbox.softwareStatement,
    device: { identifier: "a-device", info: { model: "Test", osName: "Linux" } },
    store: { directory: require("node:fs").mkdtempSync(`${require("node:os").tmpdir()}/jest-`) },
  })
  await pass.authenticate({
    mvpd: "Cablevision",
    domainName: "example.com",
    redirectUrl: "https://example.com/",
    onCode: ({ code }) => sandbox.admin.completeLogin({ code, username: "basic" }),
  })
  const { token } = await pass.authorize({ mvpd: "Cablevision", resource: "newsline" })
  expect(token.serializedToken).not.toBe("")
  const denial = await pass.authorize({ mvpd: "Cablevision", resource: "cinema1" }).catch((error) => error)
  expect(isAdobePassError(denial)).toBe(true)
  expect(denial).toBeInstanceOf(AuthorizationDenied)
  expect(denial).toBeInstanceOf(ByTag)
  await pass.close()
})
