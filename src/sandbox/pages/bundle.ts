/**
 * What the pages load of the library: the promise face as one file for browsers, the elements, and the sentences for viewers.
 */
import * as Effect from "effect/Effect"
import { readFile } from "node:fs/promises"

/** Where builds leave it: seen from the sources, from the package of modules, from the bundled package. Fails if it is not built. */
const built = (...names: ReadonlyArray<string>) =>
  Effect.firstSuccessOf(
    ["../../../build/adobe-pass/", "../../", "./"]
      .flatMap((place) => names.map((name) => new URL(`${place}${name}`, import.meta.url)))
      .map((file) => Effect.tryPromise(() => readFile(file))),
  )

/** The promise face. */
export const bundle = built("adobe-pass.global.js")
/** The elements and the sentences; beside modules they have the name of the whole package before theirs. */
export const elements = built("adobe-pass.elements.js", "elements.js")
export const messages = built("adobe-pass.messages.js", "messages.js")
