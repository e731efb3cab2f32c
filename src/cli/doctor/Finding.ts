/** What a check of an integration finds. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { tellCause } from "../output/failure.js"

/** `production` is good where this ran, and would fail in production. */
export type Status = "ok" | "production" | "problem" | "skipped"

export interface Finding {
  readonly status: Status
  readonly what: string
  readonly next?: string | undefined
  /** The item of Adobe's checklist that it breaks. */
  readonly breaks?: string | undefined
}

export interface Checked {
  readonly check: string
  /** Milliseconds. */
  readonly took: number
  readonly findings: ReadonlyArray<Finding>
}

export const ok = (what: string): Finding => ({ status: "ok", what })
export const skipped = (what: string): Finding => ({ status: "skipped", what })
export const problem = (what: string, next: string, breaks?: string): Finding => ({
  status: "problem",
  what,
  next,
  breaks,
})
export const inProduction = (what: string, next: string, breaks?: string): Finding => ({
  status: "production",
  what,
  next,
  breaks,
})

/** The worst of what was found. */
export const statusOf = ({ findings }: Checked): Status =>
  (["problem", "production", "ok"] as const).find((status) =>
    findings.some((finding) => finding.status === status),
  ) ?? "skipped"

/** What a check gives to those after it, beside what it found. */
export type Outcome<A> = readonly [value: A, findings: ReadonlyArray<Finding>]

/** Runs a check and takes its time; what it fails with is what it found. */
export const run = <A, E, R>(
  check: string,
  breaks: string | undefined,
  effect: Effect.Effect<Outcome<A>, E, R>,
): Effect.Effect<{ readonly value: Option.Option<A>; readonly checked: Checked }, never, R> =>
  Effect.gen(function* () {
    const started = yield* Clock.currentTimeNanos
    const exit = yield* Effect.exit(effect)
    const took = Number((yield* Clock.currentTimeNanos) - started) / 1e6
    if (exit._tag === "Success") {
      const [value, findings] = exit.value
      return { value: Option.some(value), checked: { check, took, findings } }
    }
    const told = tellCause(exit.cause)
    if (told === undefined) return yield* Effect.interrupt
    const { next, trace, what, why } = told
    const finding: Finding = {
      status: "problem",
      what: [what, why, trace === undefined ? undefined : `trace ${trace}`]
        .filter((part) => part !== undefined)
        .join(" "),
      next,
      breaks,
    }
    return { value: Option.none(), checked: { check, took, findings: [finding] } }
  })
