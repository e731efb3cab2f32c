/** What is counted of Redis and of what is done without it. */
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"

/** Each time that Redis went away. */
export const outages = Metric.counter("adobe_pass_fleet_outages", { incremental: true })

/** Each time that this process wrote back what Redis may have lost. */
export const writeBacks = Metric.counter("adobe_pass_fleet_write_backs", { incremental: true })

/** How long calls waited for Redis, in milliseconds, where that was longer than a healthy Redis takes. */
export const waits = Metric.histogram(
  "adobe_pass_fleet_wait_ms",
  MetricBoundaries.fromIterable([10, 25, 50, 100, 250]),
)

/** What this process did alone because Redis was away, tagged with the `part` of the fleet. */
export const fallbacks = Metric.counter("adobe_pass_fleet_fallbacks", { incremental: true })
