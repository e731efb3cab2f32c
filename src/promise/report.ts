/** What a client tells beside its answers: its log lines, and a word on each call. */
import * as Array from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { toStringUnknown } from "effect/Inspectable"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import type * as LogLevel from "effect/LogLevel"
import * as Tracer from "effect/Tracer"

/** A line of the log. */
export interface LogEntry {
  /** How much it matters. */
  readonly level: LogLevel.Literal
  /** What happened. */
  readonly message: string
  /** Milliseconds since 1970, by the device's clock. */
  readonly time: number
  /** What it is about, by name. */
  readonly annotations: Readonly<Record<string, unknown>>
  /** What was thrown, where something was. */
  readonly error?: unknown
}

/**
 * A call of one of Adobe's endpoints, with its retries; nothing in it is a secret. `authorize`, `preauthorize` and the polls
 * of a login call again by themselves: each time is a call of its own.
 */
export interface CallReport {
  /** Its name, such as `CreateSession`. */
  readonly endpoint: string
  /** When it began: milliseconds since 1970, by the device's clock. */
  readonly time: number
  /** How long it took, with waiting for its turn, for a token and for retries. */
  readonly milliseconds: number
  /** How many requests were sent: none where it failed before, more than one where it was sent again. */
  readonly requests: number
  /** The HTTP status of the last answer; absent where none came. */
  readonly status?: number
  /** The `_tag` of the error, or `Aborted` where its caller left; absent where it succeeded. */
  readonly error?: string
  /** Adobe's error code. */
  readonly code?: string
  /** What Adobe's support asks for. */
  readonly trace?: string
}

/** Tells a listener, without heeding what becomes of that: it may throw, now or later. */
export const tell = <A>(listener: (value: A) => unknown, value: A): void => {
  new Promise((resolve) => resolve(listener(value))).catch(() => undefined)
}

/** Hands log lines over, in place of writing them to the console. */
export const logsTo = (logger: (entry: LogEntry) => unknown): Layer.Layer<never> =>
  Logger.replace(
    Logger.defaultLogger,
    Logger.make(({ annotations, cause, date, logLevel, message }) =>
      tell(logger, {
        level: logLevel._tag,
        message: Array.ensure(message)
          .map((one) => toStringUnknown(one, 0))
          .join(": "),
        time: date.getTime(),
        annotations: Object.fromEntries(annotations),
        ...(!Cause.isEmpty(cause) && { error: Cause.squash(cause) }),
      }),
    ),
  )

const millis = (nanos: bigint) => Number(nanos / 1_000_000n)

/** What the span of a call tells once it has ended. */
const reportOf = ({ attributes, status: state }: Tracer.Span): CallReport | undefined => {
  const endpoint = attributes.get("endpoint")
  if (typeof endpoint !== "string" || state._tag !== "Ended") return undefined
  const status = attributes.get("status")
  const text = (name: string) => {
    const value = attributes.get(name)
    return typeof value === "string" ? value : undefined
  }
  const error = text("error") ?? (Exit.isFailure(state.exit) ? "Aborted" : undefined)
  const code = text("code")
  const trace = text("trace")
  return {
    endpoint,
    time: millis(state.startTime),
    milliseconds: millis(state.endTime - state.startTime),
    requests: Number(attributes.get("requests") ?? 0),
    ...(typeof status === "number" && { status }),
    ...(error !== undefined && { error }),
    ...(code !== undefined && { code }),
    ...(trace !== undefined && { trace }),
  }
}

/** Hands a report over at the end of each call. */
export const callsTo = (onCall: (report: CallReport) => unknown): Layer.Layer<never> =>
  Layer.unwrapEffect(
    Effect.map(Effect.tracer, (tracer) =>
      Layer.setTracer(
        Tracer.make({
          context: (run, fiber) => tracer.context(run, fiber),
          span: (...args) => {
            const span = tracer.span(...args)
            const end = span.end.bind(span)
            span.end = (endTime, exit) => {
              end(endTime, exit)
              const report = reportOf(span)
              if (report !== undefined) tell(onCall, report)
            }
            return span
          },
        }),
      ),
    ),
  )
