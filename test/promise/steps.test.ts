import { setImmediate } from "node:timers/promises"
import { expect, it } from "vitest"
import { steps } from "../../src/promise/steps.js"

const left = new Error("left the page")

/** A login that tells a step and has its end ready before anybody looks. */
const ended = (controller: AbortController, end: () => string) =>
  steps<string>(async (tell) => {
    void tell("Prompt")
    return end()
  }, controller.signal)[Symbol.asyncIterator]()

it("an abort is thrown by the loop, whatever the login came to meanwhile", async () => {
  for (const end of [
    () => "Profile",
    () => {
      throw new Error("expired")
    },
  ]) {
    const controller = new AbortController()
    const login = ended(controller, end)
    expect(await login.next()).toEqual({ done: false, value: "Prompt" })
    await setImmediate()
    controller.abort(left)
    await expect(login.next()).rejects.toBe(left)
    expect(await login.next()).toEqual({ done: true, value: undefined })
  }
})

it("a login that has ended listens to its signal no more", async () => {
  const controller = new AbortController()
  const listening = new Set<unknown>()
  const { addEventListener, removeEventListener } = controller.signal
  Object.assign(controller.signal, {
    addEventListener: (...args: Parameters<AbortSignal["addEventListener"]>) => {
      listening.add(args[1])
      addEventListener.apply(controller.signal, args)
    },
    removeEventListener: (...args: Parameters<AbortSignal["removeEventListener"]>) => {
      listening.delete(args[1])
      removeEventListener.apply(controller.signal, args)
    },
  })
  const login = steps<string>(() => Promise.resolve("Profile"), controller.signal)[Symbol.asyncIterator]()
  expect(await login.next()).toEqual({ done: false, value: "Profile" })
  expect(listening.size).toBe(0)
})
