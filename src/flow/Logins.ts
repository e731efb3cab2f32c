/** The logins that are under way: one on each device at a time, for a newer one ends the older. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Device } from "../domain/Device.js"
import { AuthenticationSuperseded } from "../error/AdobePassError.js"
import * as Alarms from "../policy/Alarms.js"
import { monotonicIn } from "../policy/monotonic.js"

/** The logins of a device, in the order in which they began. */
type Siblings = Set<{ readonly supersede: () => void }>

/** Ends a login from outside. */
type End<E> = Effect.Effect<never, E | AuthenticationSuperseded>

/**
 * A login from its first request on, when it has no code yet.
 *
 * It is one fiber, and waits for one thing at a time: that is what makes ten thousand of them cost little. What it waits for is
 * cut short when a callback fails or when a newer login of the device has a code.
 */
export class Login<E = never> implements Alarms.Alarm {
  at = 0
  order = 0
  private code = ""
  private end: End<E> | undefined
  /** Ends what is waited for, or goes on with what comes after it. */
  private wake: ((end?: End<E>) => void) | undefined
  private callbacks: Set<Fiber.RuntimeFiber<unknown>> | undefined

  constructor(
    private readonly alarms: Alarms.Alarms,
    private readonly siblings: Siblings,
  ) {}

  ring(): void {
    this.wake?.()
  }

  private endWith(end: End<E>): void {
    this.end ??= end
    this.wake?.(this.end)
  }

  /** Ends it, since a newer login has a code. */
  supersede(): void {
    this.endWith(Effect.suspend(() => superseded(this.code)))
  }

  /** The login has a code: the older ones of the device end. Fails where a newer one has had a code before. */
  begin(code: string): Effect.Effect<void, E | AuthenticationSuperseded> {
    return Effect.suspend(() => {
      this.code = code
      if (this.end !== undefined) return this.end
      for (const login of this.siblings) {
        if (login === this) break
        login.supersede()
      }
      return Effect.void
    })
  }

  /** Calls back into the app while the login goes on; it ends when the callback fails. */
  alongside<R>(callback: Effect.Effect<unknown, E, R>): Effect.Effect<void, never, R> {
    return callback.pipe(
      Effect.catchAllCause((cause) => Effect.sync(() => this.endWith(Effect.failCause(cause)))),
      Effect.fork,
      Effect.map((fiber) => {
        const callbacks = (this.callbacks ??= new Set())
        callbacks.add(fiber)
        fiber.addObserver(() => callbacks.delete(fiber))
      }),
    )
  }

  /** Waits for so many milliseconds. */
  sleep(millis: number): Effect.Effect<void, E | AuthenticationSuperseded> {
    return this.wait(millis, Effect.void)
  }

  /** Waits for an effect, and no longer than so many milliseconds: then for what comes in its place. */
  within<A, E2, R, E3>(
    millis: number,
    effect: Effect.Effect<A, E2, R>,
    instead: Effect.Effect<never, E3>,
  ): Effect.Effect<A, E | E2 | E3 | AuthenticationSuperseded, R> {
    return Effect.acquireUseRelease(
      Effect.fork(Effect.interruptible(effect)),
      (fiber) => this.wait<A, E2 | E3>(millis, instead, fiber),
      Fiber.interrupt,
    )
  }

  private wait<A, E2>(
    millis: number,
    then: Effect.Effect<A, E2>,
    fiber?: Fiber.RuntimeFiber<A, E2>,
  ): Effect.Effect<A, E | E2 | AuthenticationSuperseded> {
    return Effect.withFiberRuntime((caller) =>
      Effect.async((resume) => {
        if (this.end !== undefined) return resume(this.end)
        this.wake = (end) => {
          this.rest()
          resume(end ?? then)
        }
        this.alarms.set(this, monotonicIn(caller) + millis, caller)
        fiber?.addObserver((exit) => {
          this.rest()
          resume(exit)
        })
      }),
    )
  }

  /** It waits for nothing. */
  private rest(): void {
    this.wake = undefined
    this.alarms.clear(this)
  }

  /** Lets go of what it waited for and of the callbacks that go on. */
  get close(): Effect.Effect<unknown> {
    return Effect.suspend(() => {
      this.rest()
      return this.callbacks === undefined ? Effect.void : Fiber.interruptAll(this.callbacks)
    })
  }
}

const superseded = (code: string) =>
  new AuthenticationSuperseded({ code, message: `a newer login replaced the one with the code ${code}` })

/** Knows the logins of each device. */
export class Logins extends Context.Tag("effect-adobe-pass/Logins")<
  Logins,
  {
    /** Begins a login: it is newer than those that began before it, whichever gets its code first. */
    readonly begin: <A, E, R, F = never>(
      use: (login: Login<F>) => Effect.Effect<A, E, R>,
    ) => Effect.Effect<A, E, R | Device>
  }
>() {
  static readonly layer = Layer.sync(Logins, () => {
    const logins = new Map<string, Siblings>()
    const alarms = Alarms.make()

    const enter = <F>(key: string) => {
      const siblings: Siblings = logins.get(key) ?? new Set()
      const login = new Login<F>(alarms, siblings)
      logins.set(key, siblings.add(login))
      return login
    }

    const leave = <F>(key: string, login: Login<F>) => {
      const siblings = logins.get(key)
      siblings?.delete(login)
      if (siblings?.size === 0) logins.delete(key)
      return login.close
    }

    return {
      begin: <A, E, R, F>(use: (login: Login<F>) => Effect.Effect<A, E, R>) =>
        Effect.flatMap(Device, ({ identifier }) => {
          const key = Redacted.value(identifier)
          return Effect.acquireUseRelease(
            Effect.sync(() => enter<F>(key)),
            use,
            (login) => Effect.suspend(() => leave(key, login)),
          )
        }),
    }
  })
}
