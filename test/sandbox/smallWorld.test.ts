/** A world without anything that is built in. */
import { expect, it } from "vitest"
import { LOGIN, useSandbox } from "./driver.js"

const account = { password: "", name: "", about: "", packages: [] }
const { device, sandbox } = useSandbox({
  builtIn: false,
  serviceProviders: [{ id: "REF30", name: "Mine", domains: ["example.com"] }],
  mvpds: [{ id: "Cablevision", displayName: "Mine", logoutEndpoint: true }],
  accounts: [
    { ...account, username: "shut", locked: "Closed." },
    { ...account, username: "kim" },
    { ...account, username: "lee" },
  ],
})

const begun = async () => {
  const { body } = await (await device()).form("/api/v2/REF30/sessions", LOGIN)
  return body.code
}

it("signs in the first account that may, unless another is named", async () => {
  const { admin } = sandbox()
  await admin.completeLogin({ code: await begun() })
  await admin.completeLogin({ code: await begun(), username: "lee" })
  expect((await admin.state()).profiles.map(({ username }) => username)).toEqual(["kim", "lee"])
})

it("says who there is, where a name is no account's", async () => {
  const { admin } = sandbox()
  const code = await begun()
  await expect(admin.completeLogin({ code, username: "kym" })).rejects.toThrow(
    "No account is called kym. Did you mean kim? There is shut, kim, lee.",
  )
  for (const { username } of await admin.accounts()) await admin.removeAccount(username)
  await expect(admin.completeLogin({ code })).rejects.toThrow("There is none at all.")
})
