/**
 * The text of a state's file. There may be tens of thousands of entries of which a second changes a few, so each is written
 * out once, and again when one of its fields changed.
 */
import * as Effect from "effect/Effect"
import * as Struct from "effect/Struct"
import type { Faults } from "../server/Faults.js"
import type * as State from "../world/state.js"
import { World } from "../world/World.js"
import { entries, few } from "./snapshot.js"

/** The fields that may change: those that are not read-only. */
type Changing<A> = {
  [Name in keyof A]-?: IsSame<Pick<A, Name>, Readonly<Pick<A, Name>>> extends true ? never : Name
}[keyof A]
type IsSame<A, B> =
  (<T>() => T extends A ? true : false) extends <T>() => T extends B ? true : false ? true : false

/** Writes entries out, and remembers how. */
const written = <A extends object>(
  changing: { readonly [Name in Changing<A>]: true },
  text: (entry: A, key: string) => unknown,
) => {
  const names = Struct.keys(changing)
  const known = new WeakMap<A, { readonly line: string; readonly fields: ReadonlyArray<unknown> }>()
  return (entry: A, key: string): string => {
    const fields = [key, ...names.map((name) => entry[name])]
    const before = known.get(entry)
    if (before !== undefined && fields.every((field, at) => field === before.fields[at])) return before.line
    const line = JSON.stringify(text(entry, key))
    known.set(entry, { line, fields })
    return line
  }
}

const lines = <A>(
  name: string,
  all: ReadonlyMap<string, A>,
  line: (entry: A, key: string) => string,
): string => {
  const texts = Array.from(all, ([key, entry]) => line(entry, key))
  return `"${name}":${texts.length === 0 ? "[]" : `[\n${texts.join(",\n")}\n]`}`
}

/** What there are few of, one line an entry. */
const field = (name: string, value: unknown): string => {
  const isList = Array.isArray(value) && value.length > 0
  const text = isList ? `[\n${value.map((one) => JSON.stringify(one)).join(",\n")}\n]` : JSON.stringify(value)
  return `${JSON.stringify(name)}:${text}`
}

/** Gives the state as it is: its format and time, and all the rest as text. */
export const makeText = () => {
  const profile = written<State.Profile>({ invalidated: true }, entries.profile)
  const session = written<State.Session>(
    { assertion: true, domainName: true, login: true, mvpd: true, redirectUrl: true },
    entries.session,
  )
  const accessToken = written<State.AccessToken>({ revoked: true }, entries.accessToken)
  const client = written<State.Client>({ revoked: true }, entries.client)
  return Effect.gen(function* () {
    const { state } = yield* World
    const { now, version, ...rest } = yield* few
    const body = [
      ...Object.entries(rest).map(([name, value]) => field(name, value)),
      lines("profiles", state.profiles, profile),
      lines("sessions", state.sessions, session),
      lines("accessTokens", state.tokens, accessToken),
      lines("clients", state.clients, client),
    ]
    return { now, version, body: `${body.join(",\n")}}\n` }
  }) satisfies Effect.Effect<unknown, never, World | Faults>
}
