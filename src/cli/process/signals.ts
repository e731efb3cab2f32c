/** Signals to this process. */
import * as Effect from "effect/Effect"
import { isNohup } from "./lineage.js"

/** Calls `act` with each of these signals until the scope closes. */
export const onSignals = (signals: ReadonlyArray<NodeJS.Signals>, act: (signal: NodeJS.Signals) => void) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      for (const signal of signals) process.on(signal, act)
    }),
    () =>
      Effect.sync(() => {
        for (const signal of signals) process.off(signal, act)
      }),
  )

/** Ends once the terminal is closed; never under `nohup`. */
export const hungUp: Effect.Effect<void> = Effect.async((resume) => {
  const act = () => {
    if (!isNohup) resume(Effect.void)
  }
  process.on("SIGHUP", act)
  return Effect.sync(() => process.off("SIGHUP", act))
})
