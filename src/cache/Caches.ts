/** How much is kept in memory and for how long, and how well that pays. */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"

/** The caches in memory. A capacity of 0 turns one off. */
export class Caches extends Context.Reference<Caches>()("effect-adobe-pass/Caches", {
  defaultValue: (): {
    /** So many configurations, each for so long. */
    readonly configuration: { readonly capacity: number; readonly timeToLive: Duration.DurationInput }
    /** So many permits over all devices. */
    readonly permits: { readonly capacity: number }
  } => ({
    configuration: { capacity: 100, timeToLive: "2 minutes" },
    permits: { capacity: 10_000 },
  }),
}) {}

/** Cache hits, tagged with the `cache`. */
export const hits = Metric.counter("adobe_pass_cache_hits", { incremental: true })

/** Cache misses, tagged with the `cache`. */
export const misses = Metric.counter("adobe_pass_cache_misses", { incremental: true })

type Name = keyof Caches["Type"]

const counters = (cache: Name) => ({
  hits: Metric.tagged(hits, "cache", cache),
  misses: Metric.tagged(misses, "cache", cache),
})
const byCache = { configuration: counters("configuration"), permits: counters("permits") }

/** Counts look-ups. */
export const count = (cache: Name, found: number, missed: number): Effect.Effect<void> =>
  Effect.zipRight(
    found === 0 ? Effect.void : Metric.incrementBy(byCache[cache].hits, found),
    missed === 0 ? Effect.void : Metric.incrementBy(byCache[cache].misses, missed),
  )

const statisticsOf = (cache: Name) =>
  Effect.all({
    hits: Effect.map(Metric.value(byCache[cache].hits), ({ count }) => count),
    misses: Effect.map(Metric.value(byCache[cache].misses), ({ count }) => count),
  })

/** Hits and misses of each cache, counted over the whole process. */
export const statistics = Effect.all({
  configuration: statisticsOf("configuration"),
  permits: statisticsOf("permits"),
})

/** A map that holds only so many values: those used last. */
export class Bounded<Value> {
  private readonly values = new Map<string, Value>()

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.values.size
  }

  get(key: string): Value | undefined {
    const value = this.values.get(key)
    if (value !== undefined) this.set(key, value)
    return value
  }

  set(key: string, value: Value): void {
    this.values.delete(key)
    this.values.set(key, value)
    for (const oldest of this.values.keys()) {
      if (this.values.size <= this.capacity) return
      this.values.delete(oldest)
    }
  }

  delete(key: string): void {
    this.values.delete(key)
  }

  /** From the one used last long ago to the one used just now. */
  [Symbol.iterator](): Iterator<readonly [string, Value]> {
    return this.values.entries()
  }

  /** Deletes every entry whose key starts with `prefix`. */
  deleteAll(prefix: string): void {
    for (const key of this.values.keys()) if (key.startsWith(prefix)) this.values.delete(key)
  }

  clear(): void {
    this.values.clear()
  }
}
