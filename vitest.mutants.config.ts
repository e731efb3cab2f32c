import { defineConfig } from "vitest/config"

/** The tests that mutants are tried with, on virtual time: those of the core, whose rooms test each other. */
const rooms = ["cache", "domain", "endpoint", "error", "flow", "policy", "token", "transport"]

export default defineConfig({
  test: {
    include: ["test/AdobePass.test.ts", ...rooms.map((room) => `test/${room}/**/*.test.ts`)],
    testTimeout: 60_000,
  },
})
