/** Runs the library and the sandbox beside the model: processes, calls, clocks, and the history of it all. */
import type { PlatformError } from "@effect/platform/Error"
import { SystemError } from "@effect/platform/Error"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as Supervisor from "effect/Supervisor"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"
import { AdobePass } from "../../src/AdobePass.js"
import { makeExclusive } from "../../src/cache/exclusive.js"
import { deviceKeys } from "../../src/cache/keys.js"
import type { Selection } from "../../src/cache/Remembered.js"
import { Store } from "../../src/cache/Store.js"
import * as Device from "../../src/domain/Device.js"
import { Integration } from "../../src/domain/Environment.js"
import { InitiateAuthorization } from "../../src/endpoint/index.js"
import type { Exchange, VirtualService } from "../support/virtualService.js"
import { CallOf, virtualService } from "../support/virtualService.js"
import type { Ask, Call, History, Setup } from "./history.js"
import { profileOf } from "./history.js"
import { codeTtl, minutes, Model, nameOf, profileTtl, tokenTtl } from "./model.js"

const broken = new SystemError({
  reason: "Unknown",
  module: "KeyValueStore",
  method: "get",
  description: "the store is broken",
})

class Tracked extends Supervisor.AbstractSupervisor<void> {
  readonly fibers = new Set<Fiber.RuntimeFiber<unknown, unknown>>()
  override get value() {
    return Effect.void
  }
  override onStart(
    _: Context.Context<unknown>,
    _effect: unknown,
    _parent: unknown,
    fiber: Fiber.RuntimeFiber<unknown, unknown>,
  ) {
    this.fibers.add(fiber)
  }
  override onEnd(_: Exit.Exit<unknown, unknown>, fiber: Fiber.RuntimeFiber<unknown, unknown>) {
    this.fibers.delete(fiber)
  }
}

/** A running process: a client of its own, over the store that all share. */
interface Process {
  readonly name: string
  readonly tracked: Tracked
  readonly scope: Scope.CloseableScope
  readonly context: Context.Context<AdobePass | InitiateAuthorization>
}

export const redirectUrl = "https://app.example/done"
const domainName = "example.com"

/** Two processes and two devices before one service. */
export class World implements History {
  readonly steps: Array<{ readonly words: string; readonly seen: number }> = []
  readonly calls: Array<Call> = []
  readonly told: Array<string> = []
  readonly left: Array<string> = []
  readonly store = new Map<string, string>()
  /** What the store does instead of what it is asked. */
  private storeFault: "fails" | "hangs" | undefined
  storeFailedAt: number | undefined
  private readonly stuck: Array<() => void> = []
  private readonly storeIsWell = Effect.async<void>((resume) => {
    this.stuck.push(() => resume(Effect.void))
  })
  readonly exchanges: ReadonlyArray<Exchange>
  /** How far the clocks of devices are off. */
  private deviceAhead = 0
  /** How far the service's clock was set back in all. */
  private serverBehind = 0
  /** By their places: a process that restarts is another one. */
  private readonly processes = new Map<string, Process>()
  private started = 0
  private readonly exclusive = makeExclusive()
  private readonly random: Random.Random

  private constructor(
    readonly setup: Setup,
    readonly model: Model,
    readonly service: VirtualService,
  ) {
    this.exchanges = service.exchanges
    this.random = Random.make(setup.seed)
  }

  static async make(setup: Setup) {
    const model = new Model()
    const options = { codeTtl, accessTokenTtl: tokenTtl, profileTtl, seed: setup.seed }
    const served = (exchange: Exchange) => model.hear(exchange)
    return new World(setup, model, await virtualService(options, setup.latency, { served }))
  }

  /** Takes note of a step. */
  note(words: string) {
    this.steps.push({ words, seen: this.exchanges.length })
  }

  get softwareStatement() {
    return this.service.sandbox.softwareStatement
  }

  get time() {
    return this.service.time
  }

  /** Runs an effect as part of a process. */
  private fork<A, E>(name: string, tracked: Tracked, effect: Effect.Effect<A, E>) {
    const logger = Logger.make(({ annotations, cause, message }) => {
      this.told.push(inspect([message, cause, annotations], { depth: 8 }))
    })
    const tracer = Tracer.make({
      span: (spanName, parent, context, links, startTime, kind) => {
        const attributes = new Map<string, unknown>()
        const tell = (...what: ReadonlyArray<unknown>) =>
          void this.told.push(inspect([spanName, ...what], { depth: 8 }))
        return {
          _tag: "Span",
          name: spanName,
          spanId: spanName,
          traceId: spanName,
          sampled: true,
          parent,
          context,
          links,
          kind,
          attributes,
          status: { _tag: "Started", startTime },
          attribute: (key, value) => void attributes.set(key, value),
          event: tell,
          addLinks: () => {},
          end: (_, exit) => tell(attributes, exit),
        }
      },
      context: (execution) => execution(),
    })
    const traced = this.setup.isTraced ? Effect.withTracer(effect, tracer) : effect
    return Effect.runFork(
      traced.pipe(
        Effect.withTracerEnabled(this.setup.isTraced),
        Effect.provide(Logger.replace(Logger.defaultLogger, logger)),
        Effect.supervised(tracked),
        Effect.withClock(this.time.clock(name, () => this.deviceAhead)),
        Effect.withRandom(this.random),
      ),
      { scheduler: this.time.scheduler },
    )
  }

  private readonly keyValueStore = (name: string) => {
    const slow = <A>(what: () => A): Effect.Effect<A, PlatformError> =>
      Effect.suspend(() => {
        const { storeFault } = this
        if (storeFault === "hangs") return Effect.zipRight(this.storeIsWell, slow(what))
        if (storeFault === "fails") return broken
        return this.setup.storeLatency === 0
          ? Effect.sync(what)
          : Effect.zipRight(this.time.sleep(name, this.setup.storeLatency), Effect.sync(what))
      })
    return Layer.succeed(
      KeyValueStore.KeyValueStore,
      KeyValueStore.makeStringOnly({
        get: (key) => slow(() => Option.fromNullable(this.store.get(key))),
        set: (key, value) => slow(() => void this.store.set(key, value)),
        remove: (key) => slow(() => void this.store.delete(key)),
        clear: slow(() => this.store.clear()),
        size: Effect.sync(() => this.store.size),
      }),
    )
  }

  private get options() {
    const { baseUrl, softwareStatement } = this.service.sandbox
    return { environment: { baseUrl }, serviceProvider: "REF30", softwareStatement }
  }

  private async processOf(place: string): Promise<Process> {
    const known = this.processes.get(place)
    if (known !== undefined) return known
    this.started += 1
    const name = `${place}${this.started}`
    const scope = Effect.runSync(Scope.make())
    const tracked = new Tracked()
    const layer = AdobePass.layer(this.options).pipe(
      Layer.provide(
        Layer.provide(Store.layerShared({ exclusive: this.exclusive }), this.keyValueStore(name)),
      ),
      Layer.provide(Layer.succeed(HttpClient.HttpClient, this.service.clientOf(name))),
    )
    const building = this.fork(name, tracked, Layer.buildWithScope(layer, scope))
    await this.time.settle()
    const context = await Effect.runPromise(building)
    const made = { name, tracked, scope, context }
    this.processes.set(place, made)
    return made
  }

  /** An app asks for something. */
  async ask(place: string, device: string, ask: Ask) {
    const process = await this.processOf(place)
    const call: Call = {
      id: this.calls.length,
      ask,
      process: process.name,
      device,
      startedAt: this.time.now,
      begun: this.service.tick(),
      selection: this.selectionOf(device),
      isEndless: false,
      isInterrupted: false,
    }
    this.calls.push(call)
    const options = { identifier: `secret of ${nameOf(device)}`, forwardedFor: device }
    const partnerStatus = ask._tag === "partnerSingleSignOn" ? this.partnerStatus : undefined
    const fiber = this.fork(
      process.name,
      process.tracked,
      Device.make({ ...options, partnerStatus }).pipe(
        Effect.flatMap((service) =>
          Effect.provideService(this.effectOf(process, call), Device.Device, service),
        ),
        Effect.provideService(CallOf, call.id),
      ),
    )
    call.fiber = fiber
    fiber.addObserver((exit) => {
      call.exit = exit
      call.endedAt = this.time.now
      call.over = this.service.tick()
      const left = this.selectionOf(device)
      call.left = left === undefined ? undefined : (JSON.parse(left) as Selection).mvpd.id
      const mvpd = "mvpd" in ask && ask.mvpd !== undefined ? ask.mvpd : profileOf(call)?.mvpd
      call.viewer = this.model.viewerOf(device, mvpd ?? "", this.service.now())
    })
    await this.time.settle()
    return call
  }

  /** What the partner's framework tells an app. */
  private get partnerStatus() {
    const { admin, sandbox } = this.service
    const status = Exit.getOrElse(
      admin(sandbox.admin.partnerFrameworkStatus({ mvpd: "Cablevision" })),
      () => "",
    )
    return JSON.parse(Buffer.from(status, "base64").toString()) as Device.Device.Options["partnerStatus"]
  }

  private effectOf({ context }: Process, call: Call): Effect.Effect<unknown, unknown, Device.Device> {
    const { ask } = call
    const pass = Context.get(context, AdobePass)
    const { admin } = this.service.sandbox
    const note = ({ code }: { readonly code: string }) => Effect.sync(() => void (call.code = code))
    switch (ask._tag) {
      case "authenticate": {
        const { mvpd, pollAfterPrompt } = ask
        // a viewer takes a moment to come back from the browser
        const onCode = (prompt: { readonly code: string }) =>
          Effect.zipRight(note(prompt), pollAfterPrompt ? Effect.sleep("20 seconds") : Effect.void)
        // without an MVPD a second screen supplies the rest
        const request = mvpd === undefined ? {} : { mvpd, domainName, redirectUrl }
        return pass.authenticate({ ...request, onCode, pollAfterPrompt })
      }
      case "partnerSingleSignOn":
        return pass.partnerSingleSignOn({
          domainName,
          redirectUrl,
          onCode: note,
          answer: ({ request }) =>
            this.time.during(
              "service",
              () => 0,
              admin.partnerAuthenticationResponse({ request: Redacted.value(request) }),
            ),
        })
      case "resume":
        return pass.resume({ code: ask.code, mvpd: ask.mvpd, domainName, redirectUrl })
      case "temporaryAccess":
        return pass.temporaryAccess({ mvpd: ask.mvpd })
      case "authorizeV1":
        return Context.get(context, InitiateAuthorization)({ resource: ask.resource })
      case "profiles":
        return pass.profiles()
      case "remembered":
        return pass.remembered
      case "configuration":
        return pass.configuration()
      case "profile":
        return pass.profile(ask.mvpd)
      case "preauthorize":
        return pass.preauthorize(ask)
      case "authorize":
        return pass.authorize(ask)
      case "logout":
        return pass.logout({ mvpd: ask.mvpd, redirectUrl })
    }
  }

  /** What the store says of a device's last login. */
  private selectionOf(device: string): string | undefined {
    const { baseUrl, serviceProvider, softwareStatement } = Effect.runSync(
      Effect.provide(Integration, Integration.layer(this.options)),
    )
    const keys = deviceKeys({ baseUrl, serviceProvider, softwareStatement } as Integration.Service)
    const { selection } = keys(Effect.runSync(Device.make({ identifier: `secret of ${nameOf(device)}` })))
    return this.store.get(selection)
  }

  /** The store fails for all processes, or answers no more, until it is well again. */
  storeIs(fault: "fails" | "hangs" | undefined) {
    this.storeFault = fault
    if (fault !== "hangs") for (const resume of this.stuck.splice(0)) resume()
    if (fault !== undefined) this.storeFailedAt ??= this.service.tick()
  }

  get running() {
    return this.calls.filter(({ exit }) => exit === undefined)
  }

  /** The codes that viewers see now. */
  get codes() {
    return this.running.flatMap(({ code, device }) => (code === undefined ? [] : [{ code, device }]))
  }

  /** A viewer types a code and signs in. */
  signIn(code: string, account: string) {
    const { admin, now, sandbox } = this.service
    const done = admin(sandbox.admin.completeLogin({ code, username: account }))
    if (Exit.isSuccess(done)) this.model.signIn(code, account, now())
  }

  async interrupt(call: Call) {
    call.isInterrupted = true
    call.fiber?.unsafeInterruptAsFork(call.fiber.id())
    await this.time.settle()
  }

  /** A process ends, and all that it was asked with it. */
  async end(place: string) {
    const process = this.processes.get(place)
    if (process === undefined) return
    const { name, scope, tracked } = process
    this.processes.delete(place)
    for (const call of this.running) if (call.process === name) await this.interrupt(call)
    const closing = this.fork(name, new Tracked(), Scope.close(scope, Exit.void))
    // what is under way with the store is let go, not cut; one that hangs is waited for 2 s
    await this.time.advance(this.storeFault === "hangs" ? 2000 : this.setup.storeLatency * 4)
    const left = {
      closing: closing.unsafePoll() === null ? 1 : 0,
      // a write is not cut off, however long the store takes
      fibers: this.storeFault === "hangs" ? 0 : tracked.fibers.size,
      timers: this.time.waiting(name),
      requests: this.exchanges.filter(({ end, sender }) => sender === name && end === undefined).length,
    }
    for (const [what, count] of Object.entries(left)) {
      if (count > 0) this.left.push(`${count} ${what} of process ${name}`)
    }
  }

  deviceClockJumps(millis: number) {
    this.deviceAhead += millis
  }

  serverClockJumps(millis: number) {
    const { admin, now, sandbox } = this.service
    admin(sandbox.admin.setNow(now() + millis))
    this.serverBehind += Math.max(0, -millis)
  }

  /** Lets everything come to its end: a code lives longer by as much as its clock was set back. */
  async finish() {
    await this.time.advance(minutes(60) + this.serverBehind, () => this.running.length === 0)
    for (const call of this.running) call.isEndless = true
    this.storeIs(undefined)
    await this.time.settle()
    for (const place of this.processes.keys()) await this.end(place)
  }

  /** What happened, in words: each step, and what went over the wire before the next. */
  get script() {
    const lines: Array<string> = []
    for (const [at, { seen, words }] of this.steps.entries()) {
      lines.push(`${String(at + 1).padStart(3)}. ${words}`)
      const sent = this.exchanges.slice(seen, this.steps[at + 1]?.seen)
      for (const [text, times] of runsOf(sent.map(wordsOf))) {
        lines.push(`       ${text}${times > 1 ? ` (${times} times)` : ""}`)
      }
    }
    return lines.join("\n")
  }
}

const wordsOf = ({ device, end, fault, path, sender, status }: Exchange) =>
  `${sender} for ${nameOf(device)}: ${path.split("?")[0]}: ${end === "answered" ? status : (end ?? "under way")}${fault === undefined ? "" : `, ${fault}`}`

/** Texts that follow each other and are the same, once, with their number. */
const runsOf = (texts: ReadonlyArray<string>) => {
  const runs: Array<[text: string, times: number]> = []
  for (const text of texts) {
    const last = runs.at(-1)
    if (last?.[0] === text) last[1] += 1
    else runs.push([text, 1])
  }
  return runs
}
