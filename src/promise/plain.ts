/** From the values of Effect to those of plain JavaScript. */
import type { YieldableError } from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"

/** An error with plain fields; it still is one. */
export type PlainError<E extends Error> = Error & {
  // by renaming, so that each field keeps its sentence
  readonly [Key in keyof E as Exclude<Key, keyof YieldableError>]: Plain<E[Key]>
}

/** Moments and durations as milliseconds, secrets as their text, all else as it is. */
export type Plain<T> = T extends DateTime.Utc | Duration.Duration
  ? number
  : T extends Redacted.Redacted<infer A>
    ? A
    : T extends string | number | boolean | undefined | null
      ? T
      : T extends ReadonlyArray<infer A>
        ? ReadonlyArray<Plain<A>>
        : T extends Error
          ? PlainError<T>
          : T extends object
            ? { readonly [Key in keyof T]: Plain<T[Key]> }
            : T

const convert = (value: unknown): unknown => {
  // most values are texts and numbers
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(convert)
  if (DateTime.isDateTime(value)) return value.epochMillis
  if (Duration.isDuration(value)) return Duration.toMillis(value)
  if (Redacted.isRedacted(value)) return Redacted.value(value)
  if (value instanceof Error) return plainError(value, value.stack)
  const copy: Record<string, unknown> = { ...value }
  for (const key in copy) copy[key] = convert(copy[key])
  return copy
}

/** A value without anything of Effect in it. */
// the type is computed the way `convert` computes the value, which TypeScript cannot follow
export const plain = <T>(value: T): Plain<T> => convert(value) as Plain<T>

/** A copy of an error, of the same class, with plain fields and the given stack; its cause is left as it is. */
export const plainError = <E extends Error>(error: E, stack: string | undefined): Plain<E> => {
  const copy = Object.create(Object.getPrototypeOf(error), Object.getOwnPropertyDescriptors(error))
  for (const key of Object.keys(error)) {
    if (key !== "cause") copy[key] = convert(Reflect.get(error, key))
  }
  return Object.defineProperties(copy, {
    stack: { value: stack, configurable: true, writable: true },
    toJSON: {
      value: () => ({
        ...copy,
        message: copy.message,
        ...(copy.cause instanceof Error && { cause: { ...copy.cause, message: copy.cause.message } }),
      }),
      configurable: true,
      writable: true,
    },
  })
}

/** The message of the error, the stack of the caller. */
export const stackOf = (error: Error, caller: Error): string =>
  `${error.name}: ${error.message}\n${caller.stack?.split("\n").slice(1).join("\n") ?? ""}`
