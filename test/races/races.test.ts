/* oxlint-disable vitest/expect-expect -- `holds` expects */
/** Where two things meet: every order of their steps, and what holds in each. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import { describe, expect, it } from "vitest"
import type { Explored, Race, Scenario } from "./explore.js"
import { explore } from "./explore.js"
import { app, mvpd, service, sharedStore } from "./service.js"

/** Only whole searches say something; each tells how many orders there were. */
const holds = (scenario: Scenario, orders: number) => {
  const found: Explored = explore(scenario)
  expect(found.flaw).toBeUndefined()
  expect(found.runs).toBeGreaterThanOrEqual(orders)
}

const succeeded = (fibers: ReadonlyArray<Fiber.RuntimeFiber<unknown, unknown>>) =>
  fibers.every((fiber) => {
    const exit = fiber.unsafePoll()
    return exit !== null && Exit.isSuccess(exit)
  })

const credentials = (values: ReadonlyMap<string, string>) =>
  [...values.values()].flatMap((value) => /"client_id":"([^"]+)"/.exec(value)?.[1] ?? [])

describe("store and refresh", () => {
  it("callers of one device share one registration and one token request", () => {
    holds((race) => {
      const self = service()
      const use = app(self, race)
      const fibers = [1, 2].map(() => race.run(use((pass) => pass.profiles())))
      return () => {
        if (!succeeded(fibers)) return "a call fails"
        if (self.registered !== 1) return `it registers ${self.registered} times`
        return self.tokens === 1 ? undefined : `it asks for ${self.tokens} tokens`
      }
    }, 6)
  })

  it("two processes, or two tabs, register once and end with the client of the store", () => {
    holds((race) => {
      const self = service()
      const shared = sharedStore()
      const fibers = ["first", "second"].map((who) =>
        race.run(app(self, race, shared, who, true)((pass) => pass.profiles())),
      )
      return () => {
        if (!succeeded(fibers)) return "a call fails"
        if (self.registered !== 1) return `they register ${self.registered} times`
        if (self.mostUnderWay > 1) return "two token requests are under way at once"
        return credentials(shared.values).join() === "client-1" ? undefined : "the store has another client"
      }
    }, 390)
  })

  it("a refusal of a token, told to two callers at any time, costs one token", () => {
    holds((race) => {
      const self = service()
      const use = app(self, race)
      race.alone(use((pass) => pass.profiles()))
      self.refused.add("token-1")
      const fibers = [1, 2].map(() => race.run(use((pass) => pass.profiles())))
      return () => {
        if (!succeeded(fibers)) return "a call fails"
        if (self.registered !== 1) return "it registers anew"
        return self.tokens === 2 ? undefined : `it asks for ${self.tokens} tokens in all`
      }
    }, 274)
  })
})

describe("abort and answer", () => {
  it("a caller that gives up at any step stops nobody else, and no registration is lost", () => {
    holds((race) => {
      const self = service()
      const shared = sharedStore()
      const use = app(self, race, shared)
      const first = race.run(use((pass) => pass.profiles()))
      const second = race.run(use((pass) => pass.profiles()))
      race.event("the first gives up", () => first.unsafeInterruptAsFork(FiberId.none))
      return () => {
        if (!succeeded([second])) return "the other caller fails"
        if (self.registered !== 1) return `it registers ${self.registered} times`
        return credentials(shared.values).join() === "client-1" ? undefined : "the registration is not kept"
      }
    }, 25)
  })

  it("an app that ends at any step leaves no registration behind that the next start does not find", () => {
    holds((race) => {
      const self = service()
      const shared = sharedStore()
      const use = app(self, race, shared, "first")
      race.run(use((pass) => pass.profiles()))
      race.event("the app ends", () => void race.run(use.close))
      return () => {
        // one whose answer never came is known to nobody
        const lost = self.registered - self.told
        race.alone(app(self, race, shared, "next")((pass) => pass.profiles()))
        return self.registered === 1 + lost ? undefined : "the next start registers again"
      }
    }, 5)
  })
})

/** Whether the catalogue shows the resource, asked after all is over. */
const isShown = (race: Race, use: ReturnType<typeof app>) => {
  const exit = race.alone(use((pass) => pass.preauthorize({ mvpd, resources: ["news"] })))
  return Exit.isSuccess(exit) && exit.value[0]?._tag === "Permit"
}

describe("logout and permits", () => {
  it("a permit that comes while the viewer signs out is not shown afterwards", () => {
    holds((race) => {
      const self = service()
      const use = app(self, race)
      race.alone(use((pass) => pass.profiles()))
      const out = race.run(use((pass) => pass.logout({ mvpd, redirectUrl: "acme://bye" })))
      race.run(Effect.either(use((pass) => pass.preauthorize({ mvpd, resources: ["news"] }))))
      race.run(use((pass) => pass.profile(mvpd)))
      return () => {
        if (!succeeded([out])) return "the logout fails"
        return isShown(race, use) ? "a permit outlives the logout" : undefined
      }
    }, 90)
  })

  it("nor in another tab, once the store says that the viewer has gone", () => {
    holds((race) => {
      const self = service()
      const shared = sharedStore()
      const [here, there] = ["here", "there"].map((who) => app(self, race, shared, who))
      if (here === undefined || there === undefined) return () => "no tab"
      race.alone(
        here((pass) => pass.authenticate({ mvpd, domainName: "a.example", redirectUrl: "acme://in" })),
      )
      race.alone(there((pass) => pass.profile(mvpd)))
      const out = race.run(here((pass) => pass.logout({ mvpd, redirectUrl: "acme://bye" })))
      race.run(Effect.either(there((pass) => pass.preauthorize({ mvpd, resources: ["news"] }))))
      return () => {
        if (!succeeded([out])) return "the logout fails"
        return isShown(race, there) ? "the other tab shows a permit" : undefined
      }
    }, 14)
  })

  it("a profile that is looked for meanwhile is not remembered after the logout", () => {
    holds((race) => {
      const self = service()
      const use = app(self, race)
      race.alone(use((pass) => pass.profiles()))
      const out = race.run(use((pass) => pass.logout({ mvpd, redirectUrl: "acme://bye" })))
      race.run(use((pass) => pass.profile(mvpd)))
      return () => {
        if (!succeeded([out])) return "the logout fails"
        const exit = race.alone(use((pass) => pass.remembered))
        return Exit.isSuccess(exit) && exit.value._tag === "Some"
          ? "a viewer who left is remembered"
          : undefined
      }
    }, 6)
  })
})
