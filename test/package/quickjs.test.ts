/** What is published as `adobe-pass` is understood by QuickJS. */
import { describe, expect, it } from "vitest"
import { globalFile } from "../../scripts/bundles.js"
import { bundle } from "../support/bundles.js"
import { inQuickJS } from "../support/quickjs.js"

describe("QuickJS", { timeout: 120_000 }, () => {
  it("loads the script for pages", async () => {
    const files = await bundle("global")
    const made = await inQuickJS((context) => {
      context.unwrapResult(context.evalCode(files.get(globalFile) ?? "")).dispose()
      return context.unwrapResult(context.evalCode("typeof AdobePass.makeAdobePass")).consume(context.dump)
    })
    expect(made).toBe("function")
  })

  it("loads the modules", async () => {
    const files = await bundle("face")
    const read = (name: string) => files.get(name.replace("./", "")) ?? ""
    const made = await inQuickJS((context) => {
      context.runtime.setModuleLoader(read)
      const script = `import { makeAdobePass } from "./index.js"; globalThis.made = typeof makeAdobePass`
      context.unwrapResult(context.evalCode(script, "script.js", { type: "module" })).dispose()
      return context.unwrapResult(context.evalCode("made")).consume(context.dump)
    })
    expect(made).toBe("function")
  })
})
