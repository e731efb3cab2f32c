/** The service of the benches in a process of its own. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { answer, json } from "./service.js"

const server = createServer((request, response) => {
  let body = ""
  request.setEncoding("utf8")
  request.on("data", (piece: string) => (body += piece))
  request.on("end", () => {
    const { status, text } = answer(request.url ?? "", body)
    response.writeHead(status, { ...json, "content-length": Buffer.byteLength(text) }).end(text)
  })
})
server.keepAliveTimeout = 600_000
server.listen(0, "127.0.0.1", () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
