/** Makes the modules of one mutant forget those of the one before in the same thread, which keeps what it has loaded of packages. */
import { globalValue } from "effect/GlobalValue"
import { inject, vi } from "vitest"

declare module "vitest" {
  interface ProvidedContext {
    /** Stryker's name of the mutant that is tried. */
    readonly activeMutant?: string
  }
}

/** Of the thread: which mutant it is at, and Stryker's switch. */
const thread: typeof globalThis & { mutant?: string | undefined; __stryker__?: { activeMutant?: unknown } } =
  globalThis

// modules are loaded without a mutant; Stryker turns it on before the tests
if (thread.__stryker__ !== undefined) thread.__stryker__.activeMutant = undefined

const mutant = inject("activeMutant")
// a mutant that has its tests wait for long is noticed; without one all of them must end
if (mutant !== undefined) vi.setConfig({ testTimeout: 20_000 })
if (thread.mutant !== mutant) {
  thread.mutant = mutant
  vi.resetModules()
  // the defaults of references are kept by their names
  globalValue("effect/Context/defaultValueCache", () => new Map()).clear()
}
