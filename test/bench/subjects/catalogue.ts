/** A catalogue whose permits are all known: 500 of them are looked up, and nothing is asked. */
import assert from "node:assert/strict"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { AdobePass } from "../../../src/AdobePass.js"
import { mvpd } from "../service.js"
import type { Subjects } from "../subject.js"
import { adobePass, client, contextOf, device, fetchInMemory, requests } from "./library.js"
import { effects, promises } from "./load.js"

const resources = Array.from({ length: 500 }, (_, index) => `channel-${index}`)

/** The first call asks, the second must not. */
const known = async (call: () => Promise<ReadonlyArray<{ readonly _tag: string }>>) => {
  assert.ok((await call()).every(({ _tag }) => _tag === "Permit"))
  const before = requests()
  await call()
  assert.equal(requests(), before)
}

export const catalogue: Subjects = {
  "a Map": () => {
    const permits = new Map(resources.map((resource) => [resource, { _tag: "Permit", resource }]))
    return Promise.resolve(
      promises(() => Promise.resolve(resources.map((resource) => permits.get(resource)))),
    )
  },
  "effect-adobe-pass": async () => {
    const context = await contextOf(Layer.merge(client("memory"), device))
    const pass = Context.get(context, AdobePass)
    const call = Effect.suspend(() => pass.preauthorize({ mvpd, resources }))
    await known(() => Effect.runPromise(Effect.provide(call, context)))
    return effects(call, context)
  },
  "adobe-pass": async () => {
    const pass = await adobePass({ fetch: fetchInMemory })
    const call = () => pass.preauthorize({ mvpd, resources })
    await known(call)
    return promises(call)
  },
}
