/** Somebody who has nothing but the command, `fetch`, and what README says of the sandbox. */
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { BundledSandbox } from "../support/bundledSandbox.js"
import { startBundledSandbox } from "../support/bundledSandbox.js"

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")

let sandbox: BundledSandbox
beforeAll(async () => {
  sandbox = await startBundledSandbox()
}, 120_000)
afterAll(() => sandbox?.close())

describe("a stranger", () => {
  it("logs in, authorizes and logs out with fetch alone", async () => {
    const { announcement, baseUrl } = sandbox
    const call = async (path: string, init?: RequestInit) => {
      const response = await fetch(baseUrl + path, init)
      expect(response.ok, `${path}: ${response.status}`).toBe(true)
      return response.status === 204 ? undefined : response.json()
    }
    const info = { "X-Device-Info": btoa(JSON.stringify({ model: "TV", osName: "Linux" })) }
    const device = { ...info, "AP-Device-Identifier": `fingerprint ${btoa("my-device")}` }
    const json = { "Content-Type": "application/json" }

    const { softwareStatement } = await call("/sandbox/software-statement")
    expect(announcement).toContain(`\nSoftware statement\n${softwareStatement}\n`)
    const { client_id, client_secret } = await call("/o/client/register", {
      method: "POST",
      headers: { ...info, ...json },
      body: JSON.stringify({ software_statement: softwareStatement }),
    })
    const { access_token } = await call("/o/client/token", {
      method: "POST",
      headers: info,
      body: new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret }),
    })
    const token = { Authorization: `Bearer ${access_token}` }

    const { code, url } = await call("/api/v2/REF30/sessions", {
      method: "POST",
      headers: { ...token, ...device },
      body: new URLSearchParams({
        mvpd: "Cablevision",
        domainName: "adobe.com",
        redirectUrl: "https://example.com/",
      }),
    })
    const login = await fetch(baseUrl + url)
    expect(await login.text()).toContain("Sign in to Cablevision")
    await call("/sandbox/logins", {
      method: "POST",
      headers: json,
      body: JSON.stringify({ code, username: "basic" }),
    })

    const { profiles } = await call(`/api/v2/REF30/profiles/code/${code}`, { headers: token })
    expect(Object.keys(profiles)).toEqual(["Cablevision"])
    const { decisions } = await call("/api/v2/REF30/decisions/authorize/Cablevision", {
      method: "POST",
      headers: { ...token, ...device, ...json },
      body: JSON.stringify({ resources: ["newsline"] }),
    })
    expect(decisions).toMatchObject([{ authorized: true, token: { serializedToken: expect.any(String) } }])
    const logout = "/api/v2/REF30/logout/Cablevision?redirectUrl=https://example.com/"
    const { logouts } = await call(logout, { headers: { ...token, ...device } })
    const there = await fetch(logouts.Cablevision.url, { redirect: "manual" })
    expect(there.status).toBe(302)
    expect((await call("/sandbox/state")).profiles).toEqual([])
  })

  it.each(["README.md", "scripts/adobe-pass/README.md"])(
    "does the same with the shell block of %s",
    async (path) => {
      const [, block = ""] = /^```sh\nBASE=.*\n([^]*?)^```/m.exec(read(path)) ?? []
      // the bucket of this address is full again
      await fetch(`${sandbox.baseUrl}/sandbox/reset`, { method: "POST" })
      const bash = ["-euo", "pipefail", "-c", `BASE=${sandbox.baseUrl}\n${block}`]
      const { stdout } = await promisify(execFile)("bash", bash)
      expect(stdout).toContain('"authorized":true')
      expect(stdout).toContain('"logouts":{"Cablevision"')
    },
  )
})
