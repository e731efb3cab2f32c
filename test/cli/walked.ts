/** Walks in this process: five times as fast as the clock on the wall, with everything that was written kept. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { withoutColours } from "../../src/cli/output/console.js"
import { Output } from "../../src/cli/output/Output.js"
import { flows } from "../../src/cli/walk/flows/index.js"
import { play } from "../../src/cli/walk/play.js"
import { tellFailure } from "../../src/cli/run.js"
import * as Stage from "../../src/cli/walk/Stage.js"
import { Timeouts } from "../../src/transport/Transport.js"
import type { AdminError, LoggedExchange, SandboxService } from "../../src/sandbox/index.js"
import * as Sandbox from "../../src/sandbox/index.js"

const speed = 5

const fast = (): Clock.Clock => {
  const real = Clock.make()
  const began = real.unsafeCurrentTimeNanos()
  const nanos = () => began + (real.unsafeCurrentTimeNanos() - began) * BigInt(speed)
  const millis = () => Number(nanos() / 1_000_000n)
  return {
    ...real,
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: millis,
    unsafeCurrentTimeNanos: nanos,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanos: Effect.sync(nanos),
    // timers may come a millisecond early, which would be five here
    sleep: (duration) => real.sleep(Duration.sum(Duration.times(duration, 1 / speed), Duration.millis(1))),
  }
}

export interface Options {
  readonly account?: string
  readonly colours?: boolean
  /** Before the walk begins. */
  readonly prepare?: (sandbox: SandboxService) => Effect.Effect<unknown, AdminError>
  /** At each line that is written; `kill` ends the sandbox. */
  readonly onLine?: (line: string, kill: Effect.Effect<void>) => Effect.Effect<unknown>
}

export interface Walked {
  readonly exit: Exit.Exit<unknown, unknown>
  readonly out: string
  readonly errors: ReadonlyArray<string>
  /** As it went over the wire. */
  readonly log: ReadonlyArray<LoggedExchange>
}

/** Walks one flow against a sandbox of its own. */
export const walked = (name: string, options: Options = {}): Effect.Effect<Walked> =>
  Effect.gen(function* () {
    const {
      account = "basic",
      colours = false,
      onLine = () => Effect.void,
      prepare = () => Effect.void,
    } = options
    const flow = flows.find((one) => one.name === name)
    if (flow === undefined) return yield* Effect.dieMessage(`there is no flow ${name}`)

    const scope = yield* Scope.make()
    const kill = Effect.asVoid(Effect.forkDaemon(Scope.close(scope, Exit.void)))
    const sandbox = yield* Effect.orDie(Scope.extend(Sandbox.make({ throttle: true }), scope))
    yield* Effect.orDie(prepare(sandbox))

    const out: Array<string> = []
    const errors: Array<string> = []
    const keep = (lines: Array<string>) => (line: unknown) =>
      Effect.suspend(() => {
        lines.push(String(line))
        return Effect.asVoid(onLine(String(line), kill))
      })
    const walk = play(flow, {
      account,
      interactive: false,
      redirectUrl: "https://example.com/signed-in",
    }).pipe(
      Effect.tapErrorCause(tellFailure),
      colours ? (effect) => effect : withoutColours,
      Effect.provideService(Stage.Stage, Stage.of(sandbox)),
      Effect.provide(FetchHttpClient.layer),
      // as long as ever for a busy machine
      Effect.provideService(Timeouts, { response: 10_000 * speed, overall: 20_000 * speed }),
      Effect.provideService(Output, { json: false, isInteractive: false, width: 80 }),
    )
    const exit = yield* Console.consoleWith((console) =>
      Console.withConsole(Effect.exit(walk), { ...console, log: keep(out), error: keep(errors) }),
    )
    const log = yield* Effect.orDie(sandbox.admin.requests({ secrets: true }))
    yield* Scope.close(scope, Exit.void)
    return { exit, out: out.join("\n"), errors, log }
  }).pipe(Effect.withClock(fast()))
