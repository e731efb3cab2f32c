/** The sandbox as a command of the package `adobe-pass`, in processes of its own. */
import { describe, expect, it } from "vitest"
import { startBundledSandbox } from "../support/bundledSandbox.js"

const statementOf = async (...options: ReadonlyArray<string>): Promise<string> => {
  const { announcement, close } = await startBundledSandbox(...options)
  await close()
  return /^Software statement\n(.+)\n/m.exec(announcement)?.[1] ?? "none"
}

describe("adobe-pass sandbox", { timeout: 120_000 }, () => {
  it("has the same statement at every start, unless it is told to make another", async () => {
    const statements = await Promise.all([
      statementOf(),
      statementOf(),
      statementOf("--fresh"),
      statementOf("--fresh"),
    ])
    expect(statements[1]).toBe(statements[0])
    expect(new Set(statements).size).toBe(3)
  })
})
