/** The face for Effect 4, with Effect 4's own tests: run by `.ci/effect4` in a project of its own. */
import { assert, expect, layer } from "@effect/vitest"
import { AdobePass } from "adobe-pass/effect"
import { startSandbox } from "adobe-pass/sandbox"
import { Config, ConfigProvider, Context, Effect, Exit, Fiber, Layer, Redacted, Stream } from "effect"

class Sandbox extends Context.Service<Sandbox, Awaited<ReturnType<typeof startSandbox>>>()("Sandbox") {
  static readonly layer = Layer.effect(
    Sandbox,
    Effect.acquireRelease(
      Effect.promise(() => startSandbox()),
      (sandbox) => Effect.promise(() => sandbox.close()),
    ),
  )
}

const device = { identifier: "a-device", info: { model: "Living Room", osName: "tvOS" } } as const

const Client = Layer.unwrap(
  Effect.map(Sandbox, ({ baseUrl, softwareStatement }) =>
    AdobePass.layer({
      environment: { baseUrl },
      serviceProvider: "REF30",
      softwareStatement: Redacted.make(softwareStatement),
      device,
    }),
  ),
)

const login = { mvpd: "Cablevision", domainName: "adobe.com", redirectUrl: "https://adobe.com/" }

const signIn = Effect.gen(function* () {
  const pass = yield* AdobePass
  const { admin } = yield* Sandbox
  return yield* pass.authenticate({
    ...login,
    onCode: ({ code }) => admin.completeLogin({ code, username: "basic" }),
  })
})

layer(Layer.provideMerge(Client, Sandbox.layer), { excludeTestServices: true })((it) => {
  it.effect("signs a viewer in, plays, and fails with a denial by its tag", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      expect((yield* signIn).mvpd).toBe("Cablevision")
      const { token } = yield* pass.authorize({ mvpd: "Cablevision", resource: "newsline" })
      expect(typeof token.serializedToken).toBe("string")
      const denied = yield* pass
        .authorize({ mvpd: "Cablevision", resource: "cinema1" })
        .pipe(Effect.catchTag("AuthorizationDenied", ({ reason }) => Effect.succeed(reason)))
      expect(denied).toBe("mvpd")
    }),
  )

  it.effect("streams what a viewer sees: a login, the catalogue, the session", () =>
    Effect.gen(function* () {
      const pass = yield* Effect.flatMap(AdobePass, (one) =>
        one.forDevice({ ...device, identifier: "looked-at" }),
      )
      const { admin } = yield* Sandbox
      const session = yield* Effect.forkChild(
        pass.session.pipe(
          Stream.map(({ state }) => state),
          Stream.takeUntil((state) => state === "signedIn"),
          Stream.runCollect,
        ),
      )
      const states = yield* pass.login(login).pipe(
        Stream.tap((shown) =>
          shown.state === "prompt" && shown.qr === undefined
            ? Effect.promise(() => admin.completeLogin({ code: shown.code, username: "basic" }))
            : Effect.void,
        ),
        Stream.map(({ state }) => state),
        Stream.runCollect,
      )
      expect([states[0], states.at(-1)]).toEqual(["starting", "signedIn"])
      expect((yield* Fiber.join(session)).at(-1)).toBe("signedIn")
      const catalogue = yield* Stream.runCollect(pass.catalogue(["newsline", "cinema1"]))
      expect(catalogue.at(-1)).toMatchObject({ state: "complete", locks: { newsline: { shown: "open" } } })
    }),
  )

  it.effect("streams the steps of a login", () =>
    Effect.gen(function* () {
      const pass = yield* Effect.flatMap(AdobePass, (one) =>
        one.forDevice({ ...device, identifier: "streaming" }),
      )
      const { admin } = yield* Sandbox
      const steps = yield* pass.authentication(login).pipe(
        Stream.tap((step) =>
          step._tag === "Prompt"
            ? Effect.promise(() => admin.completeLogin({ code: step.code, username: "basic" }))
            : Effect.void,
        ),
        Stream.map(({ _tag }) => _tag),
        Stream.runCollect,
      )
      expect(steps).toEqual(["Prompt", "Profile"])
    }),
  )

  it.effect("ends a login that is interrupted", () =>
    Effect.gen(function* () {
      const pass = yield* Effect.flatMap(AdobePass, (one) =>
        one.forDevice({ ...device, identifier: "leaving" }),
      )
      const prompted = Promise.withResolvers<void>()
      const waiting = yield* Effect.forkChild(
        pass.authenticate({ ...login, onCode: () => prompted.resolve() }),
      )
      yield* Effect.promise(() => prompted.promise)
      yield* Fiber.interrupt(waiting)
      expect(Exit.hasInterrupts(yield* Fiber.await(waiting))).toBe(true)
    }),
  )

  it.effect("calls endpoints, and speaks for another device", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      expect((yield* pass.endpoints.retrieveConfiguration()).id).toBe("REF30")
      const other = yield* pass.forDevice({ ...device, identifier: "another" })
      expect(yield* other.profiles()).toEqual([])
      const wrong = yield* Effect.flip(pass.forDevice({ ...device, identifier: "" }))
      expect(wrong.parameter).toBe("device.identifier")
    }),
  )

  it.effect("keeps durations as milliseconds", () =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Sandbox
      yield* Effect.promise(() => admin.addFault({ kind: "throttled", retryAfter: 60, times: 99 }))
      const throttled = yield* Effect.flip(pass.configuration({ serviceProvider: "REF40" }))
      yield* Effect.promise(() => admin.clearFaults())
      assert(throttled._tag === "Throttled")
      expect(throttled.retryAfter).toBe(60_000)
    }),
  )

  it.effect("reads options from the configuration, and refuses wrong ones by name", () =>
    Effect.gen(function* () {
      const { baseUrl, softwareStatement } = yield* Sandbox
      const options = {
        environment: Config.map(Config.String("BASE_URL"), (baseUrl) => ({ baseUrl })),
        serviceProvider: Config.String("SERVICE_PROVIDER"),
        softwareStatement: Config.Redacted("SOFTWARE_STATEMENT"),
        device: Config.succeed(device),
      }
      const configuration = Effect.flatMap(AdobePass, (pass) => pass.configuration())
      const from = (env: Record<string, string>) =>
        configuration.pipe(
          Effect.provide(AdobePass.layerConfig(options)),
          Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))),
        )
      const given = { BASE_URL: baseUrl, SERVICE_PROVIDER: "REF30", SOFTWARE_STATEMENT: softwareStatement }
      expect((yield* from(given)).id).toBe("REF30")
      const refused = yield* Effect.flip(from({ ...given, BASE_URL: "nowhere" }))
      assert(refused._tag === "InvalidRequest")
      expect(refused.parameter).toContain("environment")
    }),
  )

  it.effect("closes the client with its scope", () =>
    Effect.gen(function* () {
      const pass = yield* Effect.scoped(
        Effect.flatMap(Layer.build(Layer.fresh(Client)), (context) =>
          Effect.succeed(Context.get(context, AdobePass)),
        ),
      )
      const exit = yield* Effect.exit(pass.configuration())
      expect(Exit.isFailure(exit)).toBe(true)
      expect((yield* Effect.flip(pass.configuration()))._tag).toBe("ClientClosed")
    }),
  )
})
