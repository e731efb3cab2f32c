/**
 * One way of writing for all that a text may be written in. Escapes of URLs, forms, JSON and HTML are resolved, however
 * often they were applied; capitals, blanks and line ends do not count, nor whether base64 is that for URLs. Texts are
 * compared in this way of writing, and for nothing else is it good.
 */

/** A character, and where the text that was given has what it stands for. */
interface Unit {
  readonly char: string
  readonly start: number
  readonly end: number
}

/** A text in that way of writing. */
export interface Canonical {
  readonly text: string
  /** Its characters, in order. */
  readonly units: ReadonlyArray<Unit>
}

const escapes =
  /(?:%[\da-f]{2})+|\\+u(?:[\da-f]{4}|\{[\da-f]{1,6}\})|\\+x[\da-f]{2}|\\+["'/rnt]|\\\\|&#\d{1,7};|&#x[\da-f]{1,6};|&(?:amp|lt|gt|quot|apos);/gi

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }

const ofCode = (code: number) => (code <= 0x10ffff ? String.fromCodePoint(code) : "")

const ofBytes = (hex: ReadonlyArray<string>) =>
  new TextDecoder().decode(Uint8Array.from(hex, (byte) => Number.parseInt(byte, 16)))

/** What an escape stands for. */
const unescape = (escape: string): string => {
  const hex = /^(?:\\+[ux]|&#x)\{?([\da-f]+)/i.exec(escape)?.[1]
  if (hex !== undefined) return ofCode(Number.parseInt(hex, 16))
  if (escape.startsWith("%")) return ofBytes(escape.split("%").slice(1))
  if (escape.startsWith("&#")) return ofCode(Number.parseInt(escape.slice(2), 10))
  if (escape.startsWith("&")) return entities[escape.slice(1, -1).toLowerCase()] ?? ""
  return escape.slice(-1).replace(/[rnt]/, "")
}

const textOf = (units: ReadonlyArray<Unit>) => units.map(({ char }) => char).join("")

/** The same without a layer of escapes; itself where there is none. */
const unescaped = (units: ReadonlyArray<Unit>): ReadonlyArray<Unit> => {
  const plain: Array<Unit> = []
  let at = 0
  for (const { 0: escape, index } of textOf(units).matchAll(escapes)) {
    for (const unit of units.slice(at, index)) plain.push(unit)
    at = index + escape.length
    const start = units[index]?.start ?? 0
    const end = units[at - 1]?.end ?? 0
    for (const char of unescape(escape).split("")) plain.push({ char, start, end })
  }
  return at === 0 ? units : plain.concat(units.slice(at))
}

/** Escapes are not nested deeper. */
const deepest = 5

const alike: Readonly<Record<string, string>> = { " ": "-", "+": "-", _: "/", "\r": "", "\n": "", "\t": "" }

const inLowerCase = (char: string) => alike[char] ?? char.toLowerCase().slice(0, 1)

/** Writes a text in that way. */
export const toCanonical = (given: string): string => {
  let text = given
  for (let depth = 0; depth < deepest; depth += 1) text = text.replace(escapes, unescape)
  return text.replace(/[^a-z\d]/g, inLowerCase)
}

/** Writes a text in that way, and keeps where each character comes from. */
export const canonical = (given: string): Canonical => {
  let units: ReadonlyArray<Unit> = given.split("").map((char, start) => ({ char, start, end: start + 1 }))
  for (let depth = 0; depth < deepest; depth += 1) {
    const plain = unescaped(units)
    if (plain === units) break
    units = plain
  }
  units = units.flatMap((unit) => {
    const char = inLowerCase(unit.char)
    return char === "" ? [] : [{ ...unit, char }]
  })
  return { text: textOf(units), units }
}
