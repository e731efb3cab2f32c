/** Makes the modules of one mutant forget those of the one before in the same thread, which keeps what it has loaded of packages. */
import { globalValue } from "effect/GlobalValue"
import { beforeEach, inject, vi } from "vitest"

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
if (thread.mutant !== mutant) {
  thread.mutant = mutant
  vi.resetModules()
}

// the defaults of references are kept by their names, and each test is to be known to cover them
beforeEach(() => globalValue("effect/Context/defaultValueCache", () => new Map()).clear())
