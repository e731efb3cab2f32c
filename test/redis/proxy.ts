/** A way to a Redis that a test can slow down, or lead elsewhere. */
import type { AddressInfo, Socket } from "node:net"
import { connect, createServer } from "node:net"

/** Passes on what comes and goes. */
export const startProxy = async (to: number) => {
  let target = to
  let delay = 0
  const sockets = new Set<Socket>()
  const cut = () => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1")
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.setNoDelay(true)
      from.on("error", () => {})
      from.on("close", () => {
        sockets.delete(from)
        to.destroy()
      })
      from.on("data", (data) => {
        if (delay === 0) to.write(data)
        else setTimeout(() => to.write(data), delay / 2)
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    port: (server.address() as AddressInfo).port,
    /** Lets an answer come later by so many milliseconds. */
    delay: (millis: number) => {
      delay = millis
    },
    /** Leads to another port from now on; who is connected has to connect again. */
    lead: (to: number) => {
      target = to
      cut()
    },
    [Symbol.dispose]: () => {
      cut()
      server.close()
    },
  }
}
