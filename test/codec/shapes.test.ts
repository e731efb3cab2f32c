/** Every endpoint understands its answers, however the reference shows them. */
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import { expect, it } from "vitest"
import { check } from "../support/runs.js"
import { all, textOf } from "./endpoints.js"

it.each(all.map((endpoint) => [endpoint.declared.name, endpoint] as const))(
  "%s understands every shape that the reference shows",
  (_name, endpoint) =>
    check(
      FastCheck.asyncProperty(endpoint.wire, async (wire) => {
        const exit = await Effect.runPromiseExit(endpoint.answered({ status: 200, body: textOf(wire) }))
        expect(exit._tag === "Success" ? undefined : exit).toBeUndefined()
      }),
      100,
    ),
)
