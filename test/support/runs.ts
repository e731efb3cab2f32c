/** How many cases a property is tried with: a few in every run of the tests, as many as told in `npm run test:soak`. */
import * as FastCheck from "effect/FastCheck"
import { numberGiven } from "./given.js"

const { CHAOS, SEED, SOAK_RUNS } = process.env

/** The usual number of cases, or what `SOAK_RUNS` says. */
export const runs = (usual: number): number => numberGiven("SOAK_RUNS", SOAK_RUNS, usual, 1)

/** How often processes are killed: sometimes in every run of the tests, and so often in `npm run test:chaos`. */
export const kills = (usual: number, inChaos: number): number => (CHAOS === undefined ? usual : inChaos)

/** The seed of this run: `SEED`, or another one each time. A failure tells it. */
export const seed = numberGiven("SEED", SEED, Date.now() & 0x7fffffff)

/** Checks a property; its counter-example is made small, and tells the seed and the path that lead to it. */
export const check = <Ts>(
  property: FastCheck.IProperty<Ts> | FastCheck.IAsyncProperty<Ts>,
  usual: number,
): Promise<void> => Promise.resolve(FastCheck.assert(property, { numRuns: runs(usual), seed }))
