import { defineConfig } from "vitest/config"

/** The room of the core that is changed, by the tests of which mutants are tried. */
const { ROOM = "policy" } = process.env

/** The tests beside those of a room that are about what is in it. */
const besides: Readonly<Record<string, ReadonlyArray<string>>> = {
  policy: ["test/transport/{Circuit,Throttle,policies,turn}.test.ts"],
}

/** What holds a thousand devices or every word of a dictionary takes too long to be run for each mutant. */
const long = ["test/transport/{echo,limits}.test.ts"]

export default defineConfig({
  test: {
    include: [`test/${ROOM}/**/*.test.ts`, ...(besides[ROOM] ?? [])],
    exclude: ["node_modules/**", ...long],
    testTimeout: 60_000,
  },
})
