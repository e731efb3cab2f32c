/**
 * The service without a port and without waiting: a sandbox in this process behind a client that records, on a clock of its
 * own. The same program does the same, step by step, every time.
 */
import type * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as Option from "effect/Option"
import * as Scheduler from "effect/Scheduler"
import * as Scope from "effect/Scope"
import * as Supervisor from "effect/Supervisor"
import type { SandboxOptions, SandboxService } from "../../src/sandbox/index.js"
import * as Sandbox from "../../src/sandbox/index.js"
import { clockOf } from "./simulate.js"

interface Timer {
  readonly at: number
  readonly owner: string
  readonly ring: () => void
}

/** When it all begins, for every clock. */
export const beginning = Date.UTC(2030, 0, 1)

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Time that passes only when it is told to, and never before all that can be done by then is done. */
export class VirtualTime {
  /** Milliseconds since the beginning. */
  now = 0
  private timers: Array<Timer> = []
  private readonly tasks: Array<() => void> = []
  /** What waits for its turn with the service, which looks at one request at a time. */
  private readonly arrivals: Array<() => void> = []
  /** How many things are under way that end by themselves, such as a signature. */
  private readonly working = new Set<object>()
  readonly scheduler = Scheduler.make((task) => void this.tasks.push(task))

  /** Sleeps for an owner. */
  readonly sleep = (owner: string, duration: Duration.DurationInput) =>
    Effect.async<void>((resume) => {
      const timer = {
        at: this.now + Duration.toMillis(duration),
        owner,
        ring: () => resume(Effect.void),
      }
      const later = this.timers.findIndex(({ at }) => at > timer.at)
      this.timers.splice(later === -1 ? this.timers.length : later, 0, timer)
      return Effect.sync(() => {
        this.timers = this.timers.filter((one) => one !== timer)
      })
    })

  /** A clock that is ahead of the virtual time by an offset; its monotonic side is not. */
  clock(owner: string, ahead: () => number = () => 0) {
    const clock = clockOf(
      () => beginning + this.now + ahead(),
      (duration) => this.sleep(owner, duration),
    )
    const nanos = () => BigInt(Math.round(this.now * 1000)) * 1000n
    return { ...clock, unsafeCurrentTimeNanos: nanos, currentTimeNanos: Effect.sync(nanos) }
  }

  /** How many timers of an owner wait. */
  waiting(owner: string) {
    return this.timers.filter((timer) => timer.owner === owner).length
  }

  /** Waits for its turn among those who arrive at one moment. */
  readonly arrive = Effect.async<void>((resume) => {
    const arrival = () => resume(Effect.void)
    this.arrivals.push(arrival)
    return Effect.sync(() => {
      const at = this.arrivals.indexOf(arrival)
      if (at !== -1) this.arrivals.splice(at, 1)
    })
  })

  /** Time stands still while an effect works; it does while the effect sleeps by the clock that it is given. */
  during<A, E, R>(
    owner: string,
    ahead: () => number,
    effect: Effect.Effect<A, E, R>,
  ): Effect.Effect<A, E, R> {
    const clock = this.clock(owner, ahead)
    const self = {}
    let isOver = false
    const begin = Effect.sync(() => void (isOver || this.working.add(self)))
    const end = Effect.sync(() => void this.working.delete(self))
    const sleep = (duration: Duration.DurationInput) =>
      Effect.acquireUseRelease(
        end,
        () => clock.sleep(Duration.decode(duration)),
        () => begin,
      )
    return Effect.acquireUseRelease(
      begin,
      () =>
        Effect.withClock(effect, { ...clock, sleep }).pipe(
          // the service's fibers are not its client's
          Effect.locally(FiberRef.currentSupervisor, Supervisor.none),
        ),
      () =>
        Effect.suspend(() => {
          isOver = true
          return end
        }),
    )
  }

  /** Does all that can be done without time. */
  async settle() {
    for (let quiet = 0; quiet < 2;) {
      const isIdle = this.tasks.length === 0
      for (let task = this.tasks.shift(); task !== undefined; task = this.tasks.shift()) task()
      await turn()
      if (!isIdle || this.tasks.length > 0 || this.working.size > 0) quiet = 0
      else if (this.arrivals.length > 0) {
        quiet = 0
        this.arrivals.shift()?.()
      } else quiet += 1
    }
  }

  /** Lets time pass from timer to timer, as long as there is one and it is not over. */
  async passUntil(isOver: () => boolean, end = Infinity) {
    await this.settle()
    while (!isOver()) {
      const [next] = this.timers
      if (next === undefined || next.at > end) break
      this.timers.shift()
      this.now = next.at
      next.ring()
      await this.settle()
    }
  }

  /** Lets so much time pass, or less if it is over before. */
  async advance(by: Duration.DurationInput, isOver: () => boolean = () => false) {
    const end = this.now + Duration.toMillis(by)
    await this.passUntil(isOver, end)
    if (!isOver()) this.now = end
  }
}

/** Has an effect end, as a part of a program: as much time passes as it takes. */
export const endOf = async <A, E>(
  time: VirtualTime,
  effect: Effect.Effect<A, E>,
): Promise<Exit.Exit<A, E>> => {
  const fiber: Fiber.RuntimeFiber<A, E> = Effect.runFork(effect, { scheduler: time.scheduler })
  const isOver = () => fiber.unsafePoll() !== null
  for (let idle = 0; idle < 1000 && !isOver(); idle += 1) {
    await time.passUntil(isOver)
    // what neither time nor the service holds up, such as a module that is loaded
    if (!isOver()) await new Promise((resolve) => setTimeout(resolve, 1))
  }
  return fiber.unsafePoll() ?? Exit.die("it never ended")
}

/** A request and what became of it. */
export interface Exchange {
  readonly id: number
  /** Whose client sent it, and for which of its calls. */
  readonly sender: string
  readonly call: number | undefined
  /** The address of the device, by which it is told apart. */
  readonly device: string
  endpoint: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Virtual milliseconds; `arrivedAt` is the service's time. */
  readonly sentAt: number
  /** Which thing to happen it was, of all that happened. */
  readonly begun: number
  over?: number
  arrivedAt?: number
  /** The fault that struck it. */
  fault?: string
  /** What the service answered, whether or not that came through. */
  status?: number
  said?: string
  retryAfter?: number
  /** When the client had the answer, or gave up. */
  endedAt?: number
  end?: "answered" | "broken" | "aborted"
}

/** The call of an app that a request is sent for. */
export class CallOf extends Context.Reference<CallOf>()("test/CallOf", {
  defaultValue: (): number | undefined => undefined,
}) {}

/** A sandbox in this process, and clients of it. */
export interface VirtualService {
  readonly time: VirtualTime
  readonly sandbox: SandboxService
  /** Every request so far. */
  readonly exchanges: ReadonlyArray<Exchange>
  /** What sends the requests of a program of this name. */
  readonly clientOf: (sender: string) => HttpClient.HttpClient
  /** Runs what the sandbox's admin does, at once. */
  readonly admin: <A, E>(effect: Effect.Effect<A, E>) => Exit.Exit<A, E>
  /** Numbers what happens, one by one. */
  readonly tick: () => number
  /** The service's time. */
  readonly now: () => number
  readonly close: () => void
}

/** What is told of each exchange. */
export interface Listeners {
  /** The service has done what it was asked, or what a fault let it do. */
  readonly served?: (exchange: Exchange) => void
  /** The client has the answer, or will never have it. */
  readonly ended?: (exchange: Exchange) => void
}

const textOf = (body: HttpBody.HttpBody) =>
  body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : ""

const isHangUp = (defect: unknown) => defect instanceof TypeError && defect.message === "fetch failed"

/** Starts a service; each request takes `latency` milliseconds there, and back. */
export const virtualService = async (
  options: SandboxOptions,
  latency: number,
  { ended, served }: Listeners = {},
): Promise<VirtualService> => {
  const time = new VirtualTime()
  const scope = Effect.runSync(Scope.make())
  const serverClock = time.clock("service")
  const admin = <A, E>(effect: Effect.Effect<A, E>) =>
    Effect.runSyncExit(Effect.withClock(effect, serverClock))
  const sandbox = await Effect.runPromise(
    Effect.withClock(
      Scope.extend(Sandbox.make({ listen: false, logCapacity: 1, ...options }), scope),
      serverClock,
    ),
  )
  const now = () => Exit.getOrElse(admin(sandbox.admin.now), () => 0)
  const exchanges: Array<Exchange> = []
  let ticks = 0
  const tick = () => (ticks += 1)

  /** Has the service answer; what it did is in its log, whatever becomes of the answer. */
  const serve = (exchange: Exchange, request: Request) =>
    time.during(
      "service",
      () => 0,
      Effect.onExit(sandbox.fetch(request), (exit) =>
        Exit.isFailure(exit) && Cause.isInterrupted(exit.cause)
          ? Effect.void
          : Effect.map(Effect.orDie(sandbox.admin.requests({ secrets: true })), ([last]) => {
              exchange.endpoint = last!.endpoint
              exchange.status = last!.status
              exchange.said = last!.responseBody
              const { "retry-after": retryAfter } = last!.responseHeaders
              if (retryAfter !== undefined) exchange.retryAfter = Number(retryAfter) * 1000
              if (last!.fault !== undefined) exchange.fault = last!.fault
              served?.(exchange)
            }),
      ),
    )

  const clientOf = (sender: string) =>
    HttpClient.make((request, url) =>
      Effect.gen(function* () {
        const body = textOf(request.body)
        const exchange: Exchange = {
          id: exchanges.length,
          sender,
          call: yield* CallOf,
          device: request.headers["x-forwarded-for"] ?? "",
          endpoint: "",
          path: `${url.pathname}${url.search}`,
          headers: { ...request.headers },
          body,
          sentAt: time.now,
          begun: tick(),
        }
        exchanges.push(exchange)
        const over = (end: Exchange["end"]) =>
          Effect.sync(() => {
            if (exchange.end !== undefined || end === undefined) return
            exchange.end = end
            exchange.endedAt = time.now
            exchange.over = tick()
            ended?.(exchange)
          })
        const overWith = <A, E>(exit: Exit.Exit<A, E>) =>
          over(Exit.isSuccess(exit) ? "answered" : Cause.isInterrupted(exit.cause) ? "aborted" : "broken")

        return yield* Effect.gen(function* () {
          yield* time.sleep("network", latency)
          yield* time.arrive
          exchange.arrivedAt = now()
          const asked = new Request(url, {
            method: request.method,
            headers: request.headers,
            ...(body !== "" && { body }),
          })
          const answer = yield* serve(exchange, asked).pipe(
            // the sandbox dies of this where a fault ends the connection; of anything else, by a mistake of its own
            Effect.catchSomeDefect((cause) =>
              isHangUp(cause)
                ? Option.some(new HttpClientError.RequestError({ request, reason: "Transport", cause }))
                : Option.none(),
            ),
          )
          yield* time.sleep("network", latency)
          const response = HttpClientResponse.fromWeb(request, answer)
          // the exchange ends with its body
          return Object.create(response, {
            text: { get: () => Effect.onExit(response.text, overWith) },
          }) as HttpClientResponse.HttpClientResponse
        }).pipe(Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : overWith(exit))))
      }),
    )

  return {
    time,
    sandbox,
    exchanges,
    clientOf,
    admin,
    tick,
    now,
    close: () => Effect.runSync(Scope.close(scope, Exit.void)),
  }
}
