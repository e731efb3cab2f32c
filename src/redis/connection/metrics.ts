/** What is counted of Redis and of what is done without it, and told to whoever cannot read metrics of Effect. */
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"

/** A part of the fleet that goes on alone while Redis is away. */
export type Part = "configuration" | "once" | "polls" | "store" | "throttle"

/** Something that happened between this process and its Redis. */
export type FleetReport =
  /** A call waited for Redis, longer than a healthy one takes: so many milliseconds in all until now. */
  | { readonly _tag: "Waited"; readonly milliseconds: number }
  /** Redis went away. */
  | { readonly _tag: "Outage" }
  /** This process began to write back what Redis may have lost. */
  | { readonly _tag: "WriteBack" }
  /** A part of the fleet went on alone, because Redis was away. */
  | { readonly _tag: "Fallback"; readonly part: Part }

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

/** Counts a report. */
export const count = (report: FleetReport): void => {
  switch (report._tag) {
    case "Waited":
      return waits.unsafeUpdate(report.milliseconds, [])
    case "Outage":
      return outages.unsafeUpdate(1, [])
    case "WriteBack":
      return writeBacks.unsafeUpdate(1, [])
    case "Fallback":
      return Metric.tagged(fallbacks, "part", report.part).unsafeUpdate(1, [])
  }
}
