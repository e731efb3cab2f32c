import { expect, it } from "vitest"
import { hasRedis } from "./server.js"

it("has a redis-server to test with, at least in CI", () => {
  if (!hasRedis) {
    console.error(
      "\n!!! NOT RUN: all tests of test/redis. They need redis-server: apt-get install redis-server\n",
    )
  }
  expect(hasRedis || process.env["CI"] === undefined).toBe(true)
})
