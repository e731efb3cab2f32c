/** Attacks a sandbox in rounds, each of which its seed repeats: all at once, then the admin, and a look whether it is well. */
import { admin, attacks } from "./attacks.js"
import type { Case, Sent } from "./attacks.js"
import { Chance, wellFormedText } from "./Chance.js"
import type { Memory } from "./Target.js"
import { Target } from "./Target.js"

/** What was done, and what is wrong. */
export interface Report {
  readonly rounds: number
  readonly cases: Readonly<Record<string, number>>
  /** After each round, once what is garbage is collected. */
  readonly memory: ReadonlyArray<Memory>
  /** Each with the seed of its round. */
  readonly flaws: ReadonlyArray<string>
}

export interface Options {
  readonly seed: number
  /** For how many milliseconds rounds are begun, and how many there are at most. */
  readonly millis?: number
  readonly rounds?: number
  readonly onRound?: (report: Report) => void
}

/** In one round; the log holds more. */
const size = { together: 4, each: 12, admin: 20 }

/** Holding more after a round than this is too much: what a reset leaves is a few megabytes. In bytes. */
export const mostHeap = 150 * 1024 * 1024

interface Logged {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly requestBody: string
}

/** What the log lacks of what was sent. */
const missing = (logged: ReadonlyArray<Logged>, sent: ReadonlyArray<Sent>): ReadonlyArray<string> =>
  sent.flatMap(({ body, method, status, target }) => {
    const found = logged.filter((one) => one.path === target && one.method === method)
    if (found.some((one) => one.status === status && isSame(one.requestBody, body))) return []
    const seen = found.map((one) => [one.status, one.requestBody.slice(0, 200)])
    return [
      `the log lacks ${method} ${target} ${status} ${body.slice(0, 200)}; it has ${JSON.stringify(seen)}`,
    ]
  })

/** As far as the log keeps it, and as UTF-8 has it. */
const isSame = (logged: string, body: string) => {
  const text = wellFormedText(body)
  return logged === text || (text.length > 60_000 && text.startsWith(logged.slice(0, 60_000)))
}

export const fuzz = async ({
  millis = Infinity,
  onRound,
  rounds = Infinity,
  seed,
}: Options): Promise<Report> => {
  let target = await Target.start()
  const flaws: Array<string> = []
  const memory: Array<Memory> = []
  const cases: Record<string, number> = {}
  const report = (): Report => ({ rounds: memory.length, cases, memory, flaws })
  const until = performance.now() + millis

  for (let round = 0; round < rounds && performance.now() < until; round += 1) {
    const roundSeed = (seed + round) | 0
    const fail = (what: string) => flaws.push(`--seed ${roundSeed}: ${what}`)
    const known = await target.prepare()
    const attempt = async (
      name: string,
      attack: (one: Case) => Promise<ReadonlyArray<Sent>>,
      number: number,
    ) => {
      cases[name] = (cases[name] ?? 0) + 1
      const chance = new Chance(Math.imul(roundSeed, 1009) + number)
      const marker = `${roundSeed}-${number}`
      return attack({ chance, known, marker, target }).catch((error: unknown) => {
        fail(`${name} ${number}: ${error instanceof Error ? error.message : String(error)}`)
        return []
      })
    }
    const sent = await Promise.all(
      Array.from({ length: size.together }, async (_, lane) => {
        const all: Array<Sent> = []
        for (let at = 0; at < size.each; at += 1) {
          const number = lane * size.each + at
          const [name, attack] = new Chance(roundSeed ^ Math.imul(number, 7919)).pick(attacks)
          all.push(...(await attempt(name, attack, number)))
        }
        return all
      }),
    )
    const flaw = await target.flaw()
    if (flaw !== undefined) fail(flaw)
    else {
      const logged = (await (
        await target.fetch("/sandbox/requests?secrets=true")
      ).json()) as ReadonlyArray<Logged>
      for (const lack of missing(logged, sent.flat().slice(-150))) fail(lack)
      for (let number = 0; number < size.admin; number += 1) await attempt("admin", admin, 1000 + number)
    }
    const after = flaw ?? (await target.flaw())
    if (after !== undefined) {
      if (after !== flaw) fail(`after the admin's calls: ${after}`)
      await target[Symbol.asyncDispose]()
      target = await Target.start()
      memory.push({ _tag: "Memory", heap: 0, resident: 0, sockets: 0, timers: 0 })
      onRound?.(report())
      continue
    }
    await target.fetch("/sandbox/reset", { method: "POST" })
    await target.fetch("/sandbox/requests", { method: "DELETE" })
    const held = await target.memory()
    memory.push(held)
    if (held.heap > mostHeap) fail(`it holds ${Math.round(held.heap / 1024 / 1024)} MiB after a reset`)
    onRound?.(report())
  }
  await target[Symbol.asyncDispose]()
  return report()
}
