/** Time for tests of what keeps real timers: it passes by itself, and many times as fast as the machine's. */
import { beforeAll, vi } from "vitest"

/** Milliseconds that pass at once. */
const step = 50

const { setImmediate: soon, setTimeout: later } = globalThis
const { hrtime } = process

/** Lets what sockets and files have to say come through; not even a busy machine makes time pass meanwhile. */
const settle = async () => {
  await new Promise((resolve) => later(resolve, 1))
  for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => soon(resolve))
}

/** For all tests of a file. */
export const useQuickTime = () => {
  let stopped: Promise<void> | undefined
  let stops = false
  const pass = async () => {
    while (!stops) {
      await settle()
      await vi.advanceTimersByTimeAsync(step)
    }
  }
  beforeAll(() => {
    const { bigint } = hrtime
    const start = hrtime.bigint()
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance", "hrtime"],
    })
    // Effect holds on to the function that it found when it was loaded
    const { hrtime: virtual } = process
    hrtime.bigint = () => start + virtual.bigint()
    stopped = pass()
    return async () => {
      stops = true
      await stopped
      hrtime.bigint = bigint
      vi.useRealTimers()
    }
  })
}

/** Waits, by the time of the tests. */
export const sleep = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
