/** The mutants that no test kills, each with the reason why none should: `npm run test:mutants` compares. */
import type { Survivor } from "./compare.js"

export const survivors: ReadonlyArray<Survivor> = []
