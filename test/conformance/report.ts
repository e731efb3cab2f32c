/** The verdict on everything that was recorded, for people to read. */
import type { Conformance, Exchange, Violation } from "./openapi.js"

/** An exchange with what the sandbox was told to do to it. */
export interface Recorded extends Exchange {
  /** The kind of fault that struck it. */
  readonly fault?: string
  /** The switches of the sandbox's variant. */
  readonly variant: Readonly<Record<string, string | boolean>>
  /** The file of the test. */
  readonly test: string
}

/** A way in which the sandbox is meant to differ from the documents. Every field narrows down where. */
export interface Deviation {
  readonly name: string
  /** Why the sandbox is right to. */
  readonly reason: string
  readonly rule?: Violation["rule"]
  readonly operation?: RegExp
  readonly at?: RegExp
  readonly message?: string
  readonly status?: number
  /** The request's own path, MVPD and all. */
  readonly path?: RegExp
  /** Headers as the request had them; one that it had not is empty. */
  readonly requestHeaders?: Readonly<Record<string, RegExp>>
  readonly requestBody?: RegExp
  /** Headers as the answer had them. */
  readonly responseHeaders?: Readonly<Record<string, RegExp>>
  /** Only exchanges of these test files. */
  readonly test?: RegExp
  /** Only exchanges that one of these faults struck. */
  readonly fault?: ReadonlyArray<string>
  /** Only while the variant's switches stand so. */
  readonly variant?: Readonly<Record<string, string | boolean>>
  /** What the exchange is held to instead: as it is, but for this. Without it, the rest is not looked at. */
  readonly as?: (exchange: Exchange) => Partial<Exchange>
}

const has = (given: Readonly<Record<string, string>>, wanted: Readonly<Record<string, RegExp>> = {}) =>
  Object.entries(wanted).every(([name, value]) => value.test(given[name] ?? ""))

const covers = (deviation: Deviation, exchange: Recorded, violation: Violation): boolean =>
  (deviation.rule ?? violation.rule) === violation.rule &&
  (deviation.operation?.test(violation.operation) ?? true) &&
  (deviation.at?.test(violation.at) ?? true) &&
  (deviation.message ?? violation.message) === violation.message &&
  (deviation.status ?? exchange.status) === exchange.status &&
  (deviation.path?.test(exchange.path) ?? true) &&
  has(exchange.requestHeaders, deviation.requestHeaders) &&
  (deviation.requestBody?.test(exchange.requestBody) ?? true) &&
  has(exchange.responseHeaders, deviation.responseHeaders) &&
  (deviation.test?.test(exchange.test) ?? true) &&
  (deviation.fault?.includes(exchange.fault ?? "") ?? true) &&
  Object.entries(deviation.variant ?? {}).every(([name, value]) => exchange.variant[name] === value)

const count = <K>(counts: Map<K, number>, key: K) => counts.set(key, (counts.get(key) ?? 0) + 1)
const excerpt = (text: string) => (text.length > 300 ? `${text.slice(0, 300)}…` : text)

const table = (counts: ReadonlyMap<string, number>): ReadonlyArray<string> =>
  [...counts].map(([name, times]) => `  ${String(times).padStart(7)}  ${name}`)

/** Of a run that was not whole, what did not occur says nothing. */
export const judge = (
  official: Conformance,
  deviations: ReadonlyArray<Deviation>,
  exchanges: Iterable<Recorded>,
  isWhole: boolean,
): { readonly failed: boolean; readonly text: string } => {
  const occurred = new Map(deviations.map(({ name }) => [name, 0]))
  const succeeded = new Map(official.operations.map((name) => [name, 0]))
  const unlisted = new Map<string, { times: number; example: Recorded }>()
  const tests = new Set<string>()
  let all = 0
  let flawless = 0

  /** Counts what is wrong with an exchange, each thing once. What an `as` was to mend must then be gone. */
  const settle = (exchange: Recorded, original: Recorded, told: Set<string>, mended?: string): void => {
    for (const violation of official.violations(exchange)) {
      const { at, message, operation, rule } = violation
      const what = `${operation}: ${rule} ${at} ${message}`
      if (told.has(what) && what !== mended) continue
      told.add(what)
      const deviation =
        what === mended ? undefined : deviations.find((each) => covers(each, exchange, violation))
      if (deviation === undefined) {
        const key = what.replaceAll(/\/\d+/g, "/*")
        const known = unlisted.get(key)
        unlisted.set(key, { times: (known?.times ?? 0) + 1, example: known?.example ?? original })
        continue
      }
      count(occurred, deviation.name)
      if (deviation.as !== undefined) settle({ ...exchange, ...deviation.as(exchange) }, original, told, what)
    }
  }

  for (const exchange of exchanges) {
    all += 1
    tests.add(exchange.test)
    const operation = official.operation(exchange)
    if (operation !== undefined && exchange.status >= 200 && exchange.status < 400)
      count(succeeded, operation)
    const told = new Set<string>()
    settle(exchange, exchange, told)
    if (told.size === 0) flawless += 1
  }

  const never = isWhole ? [...occurred].filter(([, times]) => times === 0).map(([name]) => name) : []
  const unseen = isWhole ? [...succeeded].filter(([, times]) => times === 0).map(([name]) => name) : []
  const text = [
    `\nConformance with the OpenAPI documents: ${all} exchanges of ${tests.size} test files, ${flawless} without any deviation`,
    "\nOperations, by how often they succeeded",
    ...table(succeeded),
    "\nDeliberate deviations, by how often they occurred",
    ...table(occurred),
    ...(unlisted.size === 0 ? [] : ["\nNot as the documents have it, and not listed as deliberate"]),
    ...[...unlisted].map(
      ([key, { example, times }]) =>
        `  ${times} times ${key}
      ${example.method} ${excerpt(example.path)} ${excerpt(example.requestBody)}
      ${example.status} ${example.responseHeaders["content-type"] ?? ""} ${excerpt(example.responseBody)}
      ${example.fault === undefined ? "" : `(fault: ${example.fault}) `}${example.test}`,
    ),
    ...(never.length === 0 ? [] : ["\nListed as deliberate, but did not occur"]),
    ...never.map((name) => `  ${name}`),
    ...(unseen.length === 0 ? [] : ["\nOperations that never succeeded"]),
    ...unseen.map((name) => `  ${name}`),
  ].join("\n")
  return { failed: all === 0 || unlisted.size + never.length + unseen.length > 0, text }
}
