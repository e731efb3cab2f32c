/** What a program has of the sandbox beyond its port, and the dashboard, of the package `adobe-pass` in processes of their own. */
import * as Path from "node:path"
import { pathToFileURL } from "node:url"
import { describe, expect, it } from "vitest"
import { startBundledSandbox } from "../support/bundledSandbox.js"
import { bundledCommand } from "../support/bundles.js"
import { start } from "../support/processes.js"

/** Runs a program that imports the sandbox of the package; gives what it writes, as JSON. */
const program = async (text: string): Promise<unknown> => {
  const module = pathToFileURL(Path.join(Path.dirname(await bundledCommand()), "sandbox.js")).href
  const script = `import { startSandbox } from ${JSON.stringify(module)}\n${text}`
  const { code, err, out } = await start(process.execPath, ["--input-type=module", "-e", script]).ended
  expect({ code, err }).toEqual({ code: 0, err: "" })
  return JSON.parse(out)
}

/** A client of the sandbox's that asks through `fetch`, whatever host it takes it for. */
const client = `
  const ask = async (path, init) => {
    const response = await sandbox.fetch(new Request("https://sp.auth.adobe.com" + path, init))
    return { status: response.status, body: await response.json() }
  }
  const { client_id, client_secret } = (await ask("/o/client/register", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ software_statement: sandbox.softwareStatement }),
  })).body
  const { access_token } = (await ask("/o/client/token", {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret }),
  })).body
  const configuration = () =>
    ask("/api/v2/REF30/configuration", { headers: { authorization: "Bearer " + access_token } })`

describe("the sandbox of the package", { timeout: 120_000 }, () => {
  it("answers requests without a port, and leaves nothing that keeps a process alive", async () => {
    const told = await program(`
      const sandbox = await startSandbox({ listen: false })
      ${client}
      const { status, body } = await configuration()
      console.log(JSON.stringify([status, body.requestor.id, sandbox.baseUrl]))
      await sandbox.close()`)
    expect(told).toEqual([200, "REF30", "http://sandbox.invalid"])
  })

  it("lets a program answer in place of the service, until it no longer wants to", async () => {
    const told = await program(`
      const sandbox = await startSandbox()
      ${client}
      const off = sandbox.intercept("RetrieveConfiguration", async ({ method }) => ({ status: 503, body: { method } }))
      const during = await configuration()
      off()
      const after = await configuration()
      console.log(JSON.stringify([during, after.status]))
      await sandbox.close()`)
    expect(told).toEqual([{ status: 503, body: { method: "GET" } }, 200])
  })

  it("serves its dashboard as a command, with all that the page asks for", async () => {
    const { baseUrl, close } = await startBundledSandbox()
    try {
      const page = await fetch(`${baseUrl}/sandbox`)
      const html = await page.text()
      expect([page.status, page.headers.get("content-type")]).toEqual([
        200,
        expect.stringContaining("text/html"),
      ])
      expect(html).toContain('<form id="fault">')
      // its script is in the page, and an engine understands it
      const scripts = [...html.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(([, script = ""]) => script)
      const main = scripts.find((script) => script.includes("__name")) ?? ""
      expect(main.length).toBeGreaterThan(10_000)
      expect(() => new Function(main)).not.toThrow()
      for (const path of [
        "state",
        "faults",
        "clock",
        "buckets",
        "throttle",
        "requests",
        "accounts",
        "messages.js",
      ]) {
        expect([path, (await fetch(`${baseUrl}/sandbox/${path}`)).status]).toEqual([path, 200])
      }
      const stream = await fetch(`${baseUrl}/sandbox/requests/stream`)
      await fetch(`${baseUrl}/api/v2/REF30/configuration`)
      const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
      let seen = ""
      for (let isOver = false; !isOver && !seen.includes("RetrieveConfiguration");) {
        const { done, value = "" } = await reader.read()
        isOver = done
        seen += value
      }
      await reader.cancel()
      expect(seen).toContain("RetrieveConfiguration")
    } finally {
      await close()
    }
  })
})
