import { defineConfig } from "vitest/config"

/** The rooms of the core whose tests mutants are tried with: all, or those that `ROOMS` names. */
const { ROOMS = "error,policy,transport,token,cache,flow" } = process.env

/** On virtual time, one file after the other. */
export default defineConfig({
  test: {
    include: ROOMS.split(",").map((room) => `test/${room}/**/*.test.ts`),
    testTimeout: 60_000,
  },
})
