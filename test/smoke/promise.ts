/** What a stranger writes first, without Effect: sign in, play, sign out. */
import assert from "node:assert/strict"
import { isAdobePassError, makeAdobePass } from "effect-adobe-pass/promise"
import { startSandbox } from "effect-adobe-pass/sandbox"

const sandbox = await startSandbox()
const pass = makeAdobePass({
  environment: { baseUrl: sandbox.baseUrl },
  serviceProvider: "REF30",
  softwareStatement: sandbox.softwareStatement,
  device: {
    identifier: "a-device",
    info: { primaryHardwareType: "TV", model: "Smoke", osName: "Linux" },
  },
})

const profile = await pass.authenticate({
  mvpd: "Cablevision",
  domainName: "adobe.com",
  redirectUrl: "https://adobe.com/",
  onCode: ({ code }) => sandbox.admin.completeLogin({ code, username: "basic" }),
})
assert.equal(profile.mvpd, "Cablevision")
for (const file of ["adobe-pass.js", "elements.js", "messages.js"]) {
  assert.equal(
    (await fetch(`${sandbox.baseUrl}/sandbox/${file}`)).status,
    200,
    `the sandbox does not serve ${file}`,
  )
}

const { token } = await pass.authorize({ mvpd: "Cablevision", resource: "newsline" })
assert.equal(typeof token.serializedToken, "string")

const denial: unknown = await pass
  .authorize({ mvpd: "Cablevision", resource: "cinema1" })
  .catch((error) => error)
assert.ok(isAdobePassError(denial) && denial._tag === "AuthorizationDenied")

const [followUp] = await pass.logout({ mvpd: "Cablevision", redirectUrl: "https://adobe.com/" })
assert.equal(followUp?._tag, "Logout")

await pass.close()
await sandbox.close()
