/**
 * The promise face as one file for browsers.
 */
import * as Effect from "effect/Effect"
import { readFile } from "node:fs/promises"

/** Where builds leave it: seen from the sources, from the package of modules, from the bundled package. */
const places = ["../../../build/adobe-pass/", "../../", "./"].map(
  (place) => new URL(`${place}adobe-pass.global.js`, import.meta.url),
)

/** Fails if it is not built. */
export const bundle = Effect.firstSuccessOf(places.map((place) => Effect.tryPromise(() => readFile(place))))
