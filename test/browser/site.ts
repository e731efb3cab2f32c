/** A site of a test's own, on an origin of its own. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import type { RunningSandbox } from "../../src/sandbox/index.js"

/** Serves files by their paths, and tells the address of a page that is to call a sandbox. */
export const serve = async (files: Readonly<Record<string, readonly [type: string, text: string]>>) => {
  const server = createServer(({ url = "" }, response) => {
    const [type, text] = files[new URL(url, "http://localhost").pathname] ?? ["text/plain", ""]
    response.writeHead(200, { "content-type": type }).end(text)
  })
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening))
  const { port } = server.address() as AddressInfo
  return {
    address: (path: string, { baseUrl, softwareStatement }: RunningSandbox): string => {
      const query = new URLSearchParams({ service: baseUrl, statement: softwareStatement })
      return `http://127.0.0.1:${port}${path}?${query}`
    },
    close: () => server.close(),
  }
}
