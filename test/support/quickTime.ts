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

const pass = async (signal: AbortSignal) => {
  while (!signal.aborted) {
    await settle()
    await vi.advanceTimersByTimeAsync(step)
  }
}

/** For all tests of a file. */
export const useQuickTime = () => {
  beforeAll(() => {
    const { bigint } = hrtime
    const start = hrtime.bigint()
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance", "hrtime"],
    })
    // Effect holds on to the function that it found when it was loaded
    const { hrtime: virtual } = process
    hrtime.bigint = () => start + virtual.bigint()
    const end = new AbortController()
    const passing = pass(end.signal)
    return async () => {
      end.abort()
      await passing
      hrtime.bigint = bigint
      vi.useRealTimers()
    }
  })
}

/** Waits, by the time of the tests. */
export const sleep = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
