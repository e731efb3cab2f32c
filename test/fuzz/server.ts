/** A sandbox in a process of its own, which tells how much memory it holds. */
import { startSandbox } from "../../src/sandbox/index.js"
import { activeResources } from "../support/activeResources.js"
import { heapHeld } from "../support/heapHeld.js"

/** What this process says to who started it. */
export type Told =
  | { readonly _tag: "Listening"; readonly baseUrl: string; readonly softwareStatement: string }
  | {
      readonly _tag: "Memory"
      readonly heap: number
      readonly resident: number
      readonly sockets: number
      readonly timers: number
    }

const tell = (told: Told) => process.send?.(told)

/** Few exchanges, so that the memory of a long run is that of a short one. */
export const logCapacity = 200

if (process.send !== undefined) {
  process.on("message", () => {
    tell({
      _tag: "Memory",
      heap: heapHeld(),
      resident: process.memoryUsage.rss(),
      sockets: activeResources("TCPSocketWrap"),
      timers: activeResources("Timeout"),
    })
  })
  process.on("disconnect", () => process.exit())
  const { baseUrl, softwareStatement } = await startSandbox({ port: 0, logCapacity })
  tell({ _tag: "Listening", baseUrl, softwareStatement })
}
