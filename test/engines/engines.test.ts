/** The whole flow, in every engine that apps of TVs run in. */
import { existsSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { startSandbox } from "../../src/sandbox/index.js"
import { engines } from "./engines.js"
import { allSteps } from "./flow.js"
import { forms } from "./programs.js"

const runs = engines.flatMap((engine) => (engine.forms ?? forms).map((form) => ({ ...engine, form })))

describe("an engine", () => {
  it.concurrent.each(runs)(
    "$name runs the $form from registration to logout",
    async ({ form, needs, run }) => {
      if (needs !== undefined && !existsSync(needs.command)) {
        throw new Error(`${needs.command} is missing, so this engine was NOT tried: ${needs.install}`)
      }
      await using sandbox = await startSandbox()
      const { baseUrl, softwareStatement } = sandbox
      expect(await run(form, { baseUrl, softwareStatement, admin: baseUrl })).toEqual(allSteps)
    },
  )
})
