/** What Prometheus asks for: the metrics of Effect as text, and a count of the calls of Adobe's endpoints by their spans. */
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as MetricState from "effect/MetricState"
import * as Tracer from "effect/Tracer"

type Labels = ReadonlyArray<readonly [label: string, value: string | number]>

const series = (name: string, labels: Labels, value: number | bigint) =>
  `${name}{${labels.map(([label, text]) => `${label}=${JSON.stringify(String(text))}`).join(",")}} ${value}`

const linesOf = (name: string, labels: Labels, state: MetricState.MetricState.Untyped): Array<string> => {
  if (MetricState.isCounterState(state)) return [series(name, labels, state.count)]
  if (MetricState.isGaugeState(state)) return [series(name, labels, state.value)]
  if (MetricState.isHistogramState(state)) {
    return [
      ...state.buckets.map(([most, count]) =>
        series(`${name}_bucket`, [...labels, ["le", most === Infinity ? "+Inf" : most]], count),
      ),
      series(`${name}_sum`, labels, state.sum),
      series(`${name}_count`, labels, state.count),
    ]
  }
  return []
}

/** All metrics of this process. */
export const text: Effect.Effect<string> = Effect.map(Metric.snapshot, (metrics) =>
  metrics
    .flatMap(({ metricKey: { name, tags }, metricState }) =>
      linesOf(
        name,
        Array.map(tags, ({ key, value }) => [key, value] as const),
        metricState,
      ),
    )
    .map((line) => `${line}\n`)
    .join(""),
)

const total = (name: string) => Metric.counter(name, { incremental: true })
const calls = total("adobe_pass_calls_total")
const requests = total("adobe_pass_requests_total")
const milliseconds = total("adobe_pass_call_milliseconds_total")

const count = (metric: Metric.Metric.Counter<number>, by: number, tags: Record<string, string>) =>
  Object.entries(tags)
    .reduce((tagged, [key, value]) => Metric.tagged(tagged, key, value), metric)
    .unsafeUpdate(by, [])

/** Counts a call of Adobe's when its span ends. */
const note = ({ attributes, status }: Tracer.Span): void => {
  const endpoint = attributes.get("endpoint")
  if (typeof endpoint !== "string" || status._tag !== "Ended") return
  const ended = Exit.isSuccess(status.exit) ? "none" : "Aborted"
  count(calls, 1, { endpoint, error: String(attributes.get("error") ?? ended) })
  count(requests, Number(attributes.get("requests") ?? 0), { endpoint })
  count(milliseconds, Number((status.endTime - status.startTime) / 1_000_000n), { endpoint })
}

/** Counts calls, requests and milliseconds of each of Adobe's endpoints. Provide it to all that calls. */
export const callsCounted: Layer.Layer<never> = Layer.unwrapEffect(
  Effect.map(Effect.tracer, (tracer) =>
    Layer.setTracer(
      Tracer.make({
        context: (run, fiber) => tracer.context(run, fiber),
        span: (...args) => {
          const span = tracer.span(...args)
          const end = span.end.bind(span)
          span.end = (endTime, exit) => {
            end(endTime, exit)
            note(span)
          }
          return span
        },
      }),
    ),
  ),
)
