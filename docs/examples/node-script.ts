/**
 * A script for Node: signs a viewer in, shows what they may watch, plays one channel, signs out.
 *
 *     npx adobe-pass sandbox                       # in another terminal; it prints a software statement
 *     ADOBE_PASS_URL=http://127.0.0.1:4010 SOFTWARE_STATEMENT=ey... npx tsx node-script.ts
 */
import { isAdobePassError, makeAdobePass } from "adobe-pass"

const {
  ADOBE_PASS_URL = "http://127.0.0.1:4010",
  SOFTWARE_STATEMENT = "",
  STORE = ".adobe-pass",
} = process.env

const pass = makeAdobePass({
  environment: { baseUrl: ADOBE_PASS_URL },
  serviceProvider: "REF30",
  softwareStatement: SOFTWARE_STATEMENT,
  device: {
    identifier: "the-living-room", // of a real device: one that never changes
    info: { primaryHardwareType: "SetTopBox", model: "Living room", osName: "Linux" },
  },
  store: { directory: STORE }, // so that the viewer is still signed in at the next start
})

try {
  const [known] = await pass.profiles()
  const profile =
    known ??
    (await pass.authenticate({
      mvpd: "Cablevision",
      domainName: "example.com",
      redirectUrl: "https://example.com/signed-in",
      onCode: ({ code, url }) => console.log(`Sign in with the code ${code} at ${url}`),
    }))
  console.log(`Signed in with ${profile.mvpd}`)

  const resources = ["newsline", "documentary", "cinema1"]
  for (const answer of await pass.preauthorize({ mvpd: profile.mvpd, resources })) {
    const lock = answer._tag === "Deny" ? ` (${answer.error.details ?? answer.error.message})` : ""
    console.log(`${answer._tag === "Deny" ? "locked" : "open  "} ${answer.resource}${lock}`)
  }

  const { token } = await pass.authorize({ mvpd: profile.mvpd, resource: "newsline" })
  console.log(`Playing newsline with a media token of ${token.serializedToken.length} characters`)

  for (const action of await pass.logout({ mvpd: profile.mvpd, redirectUrl: "https://example.com/" })) {
    console.log(action._tag === "Logout" ? `Signed out; open ${action.url} to finish` : "Signed out")
  }
} catch (error) {
  if (!isAdobePassError(error)) throw error
  console.error(`${error._tag}: ${error.message}`)
  process.exitCode = 1
} finally {
  await pass.close()
}
