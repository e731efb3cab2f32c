import { describe, expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as Tracer from "effect/Tracer"
import { forkFrom, remade } from "../../src/policy/contexts.js"
import { background, first, Lane } from "../../src/policy/Lane.js"
import { isTraced, whenTraced } from "../../src/policy/traced.js"

const ofFiber = <A>(look: (fiber: Fiber.RuntimeFiber<unknown, unknown>) => A) =>
  Effect.withFiberRuntime<A>((fiber) => Effect.succeed(look(fiber)))

describe("the lane of a call", () => {
  it.effect("is the viewer's, unless it is put behind or before others, and only there", () =>
    Effect.gen(function* () {
      const lanes = Effect.all([Lane, background(Lane), first(Lane), background(first(Lane)), Lane])
      expect(yield* lanes).toEqual(["viewer", "background", "token", "token", "viewer"])
    }),
  )
})

describe("a context that is made of another", () => {
  it("is made once for each, and has what was in there", () => {
    let made = 0
    const behind = remade((context) => {
      made += 1
      return Context.add(context, Lane, "background")
    })
    const one = Context.make(Tracer.Tracer, Tracer.make({} as never))
    expect(behind(one)).toBe(behind(one))
    expect(Context.get(behind(one), Lane)).toBe("background")
    expect(Context.get(behind(one), Tracer.Tracer)).toBe(Context.get(one, Tracer.Tracer))
    expect(made).toBe(1)
    behind(Context.empty())
    expect(made).toBe(2)
  })

  it.effect("is what a fiber starts with that is forked from another, with its references", () =>
    Effect.gen(function* () {
      const marked = FiberRef.unsafeMake("usual")
      const seen = Effect.zip(Lane, FiberRef.get(marked))
      const forked = ofFiber((fiber) => forkFrom(fiber, seen)).pipe(
        Effect.locally(marked, "mine"),
        background,
      )
      expect(yield* Fiber.join(yield* forked)).toEqual(["background", "mine"])
    }),
  )
})

describe("a span", () => {
  const tracer = Tracer.make({
    context: (run) => run(),
    span: (name) =>
      ({
        _tag: "Span",
        name,
        attributes: new Map(),
        end: () => {},
        attribute: () => {},
        event: () => {},
      }) as never,
  })
  const spanned = whenTraced(Effect.as(Effect.void, "plain"), (self) => Effect.as(self, "in a span"))

  it.effect("is made where a program set a tracer, and only there", () =>
    Effect.gen(function* () {
      expect(yield* spanned).toBe("plain")
      expect(yield* ofFiber(isTraced)).toBe(false)
      expect(yield* Effect.withTracer(spanned, tracer)).toBe("in a span")
      expect(yield* Effect.withTracer(ofFiber(isTraced), tracer)).toBe(true)
    }),
  )
})
