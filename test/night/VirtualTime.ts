/** Time that passes as soon as there is nothing else to do, for a million fibers: a heap of moments. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Random from "effect/Random"
import * as Runtime from "effect/Runtime"
import * as Scheduler from "effect/Scheduler"

interface Moment {
  readonly at: number
  readonly order: number
  readonly happen: () => void
}

const isBefore = (one: Moment, other: Moment) =>
  one.at === other.at ? one.order < other.order : one.at < other.at

class Heap {
  private readonly moments: Array<Moment> = []

  push(moment: Moment) {
    const { moments } = this
    let index = moments.push(moment) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!isBefore(moment, moments[parent]!)) break
      moments[index] = moments[parent]!
      index = parent
    }
    moments[index] = moment
  }

  pop(): Moment | undefined {
    const { moments } = this
    const first = moments[0]
    const last = moments.pop()
    if (first === undefined || last === undefined || moments.length === 0) return first
    let index = 0
    while (true) {
      let child = 2 * index + 1
      if (child >= moments.length) break
      if (child + 1 < moments.length && isBefore(moments[child + 1]!, moments[child]!)) child += 1
      if (!isBefore(moments[child]!, last)) break
      moments[index] = moments[child]!
      index = child
    }
    moments[index] = last
    return first
  }
}

/** A world of its own: its time, its chance, and what is to happen in it. */
export class VirtualTime {
  /** Milliseconds since the beginning. */
  now = 0
  private order = 0
  private readonly moments = new Heap()
  private readonly tasks: Array<() => void> = []
  private readonly scheduler = Scheduler.make((task) => this.tasks.push(task))
  private readonly runtime: Runtime.Runtime<never>

  constructor(seed: string) {
    const clock: Clock.Clock = {
      ...Clock.make(),
      unsafeCurrentTimeMillis: () => this.now,
      unsafeCurrentTimeNanos: () => BigInt(Math.round(this.now * 1e6)),
      currentTimeMillis: Effect.sync(() => this.now),
      currentTimeNanos: Effect.sync(() => BigInt(Math.round(this.now * 1e6))),
      sleep: (duration) =>
        Effect.async<void>((resume) =>
          this.at(this.now + Duration.toMillis(duration), () => resume(Effect.void)),
        ),
    }
    this.runtime = ManagedRuntime.make(
      Layer.mergeAll(Layer.setClock(clock), Layer.setRandom(Random.make(seed))),
    ).runSync(Effect.runtime<never>())
  }

  /** Does something at a moment. */
  at(at: number, happen: () => void) {
    this.moments.push({ at, order: this.order++, happen })
  }

  fork<A, E>(effect: Effect.Effect<A, E>) {
    Runtime.runFork(this.runtime)(effect, { scheduler: this.scheduler })
  }

  /** Lets time pass until there is nothing left to do, or until a moment. */
  run(until: number) {
    for (let next = this.moments.pop(); next !== undefined && next.at <= until; next = this.moments.pop()) {
      this.now = next.at
      next.happen()
      for (let task = this.tasks.pop(); task !== undefined; task = this.tasks.pop()) task()
    }
    this.now = until
  }
}
