/** The classes of the errors by themselves, which the client does not throw and which tell its errors all the same. */
import { gzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { errors } from "../../scripts/bundles.js"
import * as Alone from "../../src/promise/errors.js"
import * as Face from "../../src/promise.js"

const thrown = (): unknown => {
  try {
    return Face.mrss({ title: "\u0000" })
  } catch (error) {
    return error
  }
}

describe("the classes of the errors by themselves", () => {
  it("are those of the client", () => {
    const classes = Object.entries(Face).flatMap(([name, one]) => ("_tag" in one ? name : []))
    expect(Object.keys(Alone).toSorted()).toEqual([...classes, "isAdobePassError"].toSorted())
  })

  it("tell an error of the client by its tag", () => {
    const error = thrown()
    expect(error).toBeInstanceOf(Face.InvalidRequest)
    expect(error).toBeInstanceOf(Alone.InvalidRequest)
    expect(error).not.toBeInstanceOf(Alone.Throttled)
    expect(Alone.isAdobePassError(error)).toBe(true)
    for (const other of [new Error("no tag"), { _tag: "InvalidRequest" }, undefined]) {
      expect(Alone.isAdobePassError(other)).toBe(false)
      expect(other instanceof Alone.InvalidRequest).toBe(false)
    }
  })

  it("weigh less than a kilobyte", async () => {
    const { files } = await errors()
    expect(gzipSync(files.get("errors.js") ?? "").byteLength).toBeLessThan(1000)
    expect([...files.keys()].filter((name) => !name.endsWith(".map"))).toEqual(["errors.js"])
  })
})
