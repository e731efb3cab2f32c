/**
 * The library before the sandbox, in any order of anything, held to its laws: a fixed budget here, as long as it is told by
 * `npm run test:soak`.
 */
import * as FastCheck from "effect/FastCheck"
import { expect, it } from "vitest"
import { numberGiven } from "../support/given.js"
import { scripts, setups } from "./commands.js"
import { laws } from "./laws.js"
import type { Setup } from "./history.js"
import { World } from "./runner.js"

const {
  MODEL_LAW,
  MODEL_PATH,
  MODEL_REPLAY,
  MODEL_RUNS,
  MODEL_SECONDS,
  MODEL_SEED,
  SOAK_MINUTES,
  SOAK_RUNS,
} = process.env
/** Milliseconds; ten minutes in a soak unless told. */
const soak =
  SOAK_MINUTES === undefined && SOAK_RUNS === undefined
    ? 0
    : numberGiven("SOAK_MINUTES", SOAK_MINUTES, 10) * 60_000
/** To look for a law that breaks, and for the shortest script that breaks it. */
const limit = numberGiven("MODEL_SECONDS", MODEL_SECONDS, soak / 1000) * 1000
const seed = numberGiven("MODEL_SEED", MODEL_SEED, soak > 0 ? Date.now() % 2 ** 31 : 20300101)
const judged = Object.entries(laws).filter(([name]) => MODEL_LAW === undefined || name === MODEL_LAW)
if (judged.length === 0) throw new Error(`no law is called ${MODEL_LAW}`)
if (MODEL_REPLAY !== undefined && MODEL_PATH === undefined) throw new Error("MODEL_REPLAY wants a MODEL_PATH")

const play = async (setup: Setup, script: Iterable<FastCheck.AsyncCommand<World, World>>) => {
  const world = await World.make(setup)
  try {
    await FastCheck.asyncModelRun(() => ({ model: world, real: world }), script)
    await world.finish()
  } finally {
    world.service.close()
  }
  const broken = judged.flatMap(([name, law]) =>
    [...law(world)].map((what) => `"${name}" is broken: ${what}`),
  )
  if (broken.length > 0) throw new Error([...broken.slice(0, 3), world.script].join("\n"))
}

it("holds its laws", { timeout: soak + 300_000 }, async () => {
  console.log(`model: seed ${seed}`)
  const result = await FastCheck.check(FastCheck.asyncProperty(setups, scripts, play), {
    seed,
    numRuns: soak > 0 ? Number.MAX_SAFE_INTEGER : numberGiven("MODEL_RUNS", MODEL_RUNS, 60, 1),
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
        `MODEL_SEED=${seed} MODEL_PATH=${counterexamplePath} MODEL_REPLAY=${replayOf(String(counterexample?.[1]))} npx vitest run test/model/model.test.ts`,
        JSON.stringify(counterexample?.[0]),
        errorInstance instanceof Error ? errorInstance.stack : "",
      ].join("\n")
    : "no law is broken"
