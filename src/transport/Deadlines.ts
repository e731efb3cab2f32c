/** Ends what takes too long. All deadlines share one timer, since a sleeping fiber for each would cost more than a call. */
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import { monotonic } from "../policy/monotonic.js"

/** Something under way. */
export interface Deadline {
  /** When it must have ended, in monotonic milliseconds; may be moved. */
  at: number
  /** What happens when it has not. */
  readonly expire: () => void
}

/** How often the timer looks at the list, in milliseconds: it may outlive the last deadline for so long. */
const longestSleep = 250

/** The deadlines of all calls, watched by one timer that is let go when none is left. */
export class Deadlines {
  private readonly pending = new Set<Deadline>()
  private timer: Fiber.RuntimeFiber<void> | undefined

  /** No deadline may come sooner than `shortest` milliseconds after it is added. */
  constructor(private readonly shortest: number) {}

  /** `fork` starts the timer where there is none, by the clock of whoever adds the deadline. */
  add(deadline: Deadline, fork: (timer: Effect.Effect<void>) => Fiber.RuntimeFiber<void>): void {
    this.pending.add(deadline)
    this.timer ??= fork(this.watch)
  }

  delete(deadline: Deadline): void {
    this.pending.delete(deadline)
  }

  /** As {@link delete}, with a timer that nothing needs any more let go of at once. */
  release(deadline: Deadline): void {
    this.pending.delete(deadline)
    if (this.pending.size === 0) this.stop()
  }

  stop(): void {
    this.timer?.unsafeInterruptAsFork(this.timer.id())
    this.timer = undefined
  }

  private readonly watch = Effect.gen(this, function* () {
    while (this.pending.size > 0) {
      const now = yield* monotonic
      let next = now + Math.min(longestSleep, this.shortest)
      for (const deadline of this.pending) {
        if (deadline.at > now) next = Math.min(next, deadline.at)
        else {
          this.pending.delete(deadline)
          deadline.expire()
        }
      }
      yield* Effect.sleep(next - now)
    }
    this.timer = undefined
  })
}
