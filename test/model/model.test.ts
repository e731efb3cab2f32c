/**
 * The library before the sandbox, in any order of anything, held to its laws: a fixed budget here, as long as it is told by
 * `npm run test:soak`.
 */
import * as FastCheck from "effect/FastCheck"
import { expect, it } from "vitest"
import { scripts, setups } from "./commands.js"
import { laws } from "./laws.js"
import type { Setup } from "./history.js"
import { World } from "./runner.js"

const { MODEL_LAW, MODEL_PATH, MODEL_RUNS, MODEL_SECONDS, MODEL_SEED, SOAK_MINUTES, SOAK_RUNS } = process.env
/** Milliseconds; ten minutes in a soak unless told. */
const soak = SOAK_MINUTES === undefined && SOAK_RUNS === undefined ? 0 : Number(SOAK_MINUTES ?? 10) * 60_000
/** To look for a law that breaks, and for the shortest script that breaks it. */
const limit = MODEL_SECONDS === undefined ? soak : Number(MODEL_SECONDS) * 1000
const seed = Number(MODEL_SEED ?? (soak > 0 ? Date.now() % 2 ** 31 : 20300101))

const play = async (setup: Setup, script: Iterable<FastCheck.AsyncCommand<World, World>>) => {
  const world = await World.make(setup)
  try {
    await FastCheck.asyncModelRun(() => ({ model: world, real: world }), script)
    await world.finish()
  } finally {
    world.service.close()
  }
  const broken = Object.entries(laws).flatMap(([name, law]) =>
    MODEL_LAW === undefined || MODEL_LAW === name
      ? [...law(world)].map((what) => `"${name}" is broken: ${what}`)
      : [],
  )
  if (broken.length > 0) throw new Error([...broken.slice(0, 3), world.script].join("\n"))
}

it("holds its laws", { timeout: soak + 300_000 }, async () => {
  console.log(`model: seed ${seed}`)
  const result = await FastCheck.check(FastCheck.asyncProperty(setups, scripts, play), {
    seed,
    numRuns: soak > 0 ? Number.MAX_SAFE_INTEGER : Number(MODEL_RUNS ?? 60),
    ...(MODEL_PATH !== undefined && { path: MODEL_PATH }),
    ...(limit > 0 && { interruptAfterTimeLimit: limit, markInterruptAsFailure: false }),
  })
  console.log(`model: ${result.numRuns} runs`)
  expect(reportOf(result)).toBe("no law is broken")
})

/** Which steps of a script are left of it, as `MODEL_REPLAY` takes it. */
const replayOf = (script: string) => /replayPath="([^"]+)"/.exec(script)?.[1]

const reportOf = <Values extends readonly [Setup, unknown]>({
  counterexample,
  counterexamplePath,
  errorInstance,
  failed,
  seed,
}: FastCheck.RunDetails<Values>) =>
  failed
    ? [
        `seed ${seed}, path ${counterexamplePath}, replay ${replayOf(String(counterexample?.[1]))}, ${JSON.stringify(counterexample?.[0])}`,
        errorInstance instanceof Error ? errorInstance.stack : "",
      ].join("\n")
    : "no law is broken"
