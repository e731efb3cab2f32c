/** A sandbox and processes that call it, in real time, as Redis keeps its own. */
import type { AdobePassClient, AdobePassOptions } from "../../src/promise.js"
import { useSandboxInRealTime } from "../promise/support.js"

export { login } from "../promise/support.js"

export const useSandbox = () => {
  const used = useSandboxInRealTime()
  return {
    get sandbox() {
      return used.sandbox
    },
    options: used.options,
    client: (more: Partial<AdobePassOptions> = {}): AdobePassClient => used.client(more),
    /** How many requests were sent to a path. */
    sent: async (path: string): Promise<number> =>
      (await used.sandbox.admin.requests({})).filter((one) => one.path.startsWith(path)).length,
  }
}
