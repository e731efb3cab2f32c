/** The command `adobe-pass sandbox` as it is bundled for the package `adobe-pass`, in a process of its own. */
import { spawn } from "node:child_process"
import { bundledCommand } from "./bundles.js"

export interface BundledSandbox {
  readonly baseUrl: string
  /** All that the command has written. */
  readonly announcement: string
  readonly close: () => Promise<void>
}

export const startBundledSandbox = async (...options: ReadonlyArray<string>): Promise<BundledSandbox> => {
  const command = spawn(process.execPath, [await bundledCommand(), "sandbox", "--port", "0", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const ended = new Promise<void>((resolve) => command.once("close", () => resolve()))
  const late = setTimeout(() => command.kill("SIGKILL"), 60_000)
  const announcement = await new Promise<string>((resolve, reject) => {
    let out = ""
    command.stdout.on("data", (piece) => {
      out += String(piece)
      if (/^Software statement\n.+\n/m.test(out)) resolve(out)
    })
    void ended.then(() => reject(new Error(`the command has ended: ${out}`)))
  }).finally(() => clearTimeout(late))
  return {
    baseUrl: /http:\/\/127\.0\.0\.1:\d+/.exec(announcement)?.[0] ?? "nowhere",
    announcement,
    close: async () => {
      command.kill("SIGINT")
      await ended
    },
  }
}
