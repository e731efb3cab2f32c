// through a proxy, as the page says: with the fetch of the same undici as the agent
import { makeAdobePass } from "adobe-pass"
import { startSandbox } from "adobe-pass/sandbox"
import { createServer } from "node:http"
import { connect } from "node:net"
import { fetch as undiciFetch, ProxyAgent } from "undici"

const sandbox = await startSandbox()
let tunnels = 0
const proxy = createServer()
proxy.on("connect", ({ url }, socket) => {
  tunnels += 1
  const [host, port] = url.split(":")
  const there = connect(Number(port), host, () => {
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n")
    there.pipe(socket).pipe(there)
  })
  for (const end of [there, socket]) end.on("error", () => {})
})
await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve))

const dispatcher = new ProxyAgent({ uri: `http://127.0.0.1:${proxy.address().port}`, proxyTunnel: true })
const mvpds = async (send) => {
  const pass = makeAdobePass({
    environment: { baseUrl: sandbox.baseUrl },
    serviceProvider: "REF30",
    softwareStatement: sandbox.softwareStatement,
    device: { identifier: "a-device", info: { model: "Proxy", osName: "Linux" } },
    policies: { retry: { times: 0 } },
    fetch: (url, init) => send(url, { ...init, dispatcher }),
  })
  return (await pass.configuration()).mvpds.length
}
if ((await mvpds(undiciFetch)) === 0 || tunnels === 0) throw new Error("nothing went through the proxy")
const own = await mvpds(fetch).then(
  () => "takes",
  () => "refuses",
)
console.log(`a proxy works on Node ${process.versions.node}, whose own fetch ${own} this agent`)
process.exit(0)
