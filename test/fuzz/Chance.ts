/** Chance that a seed repeats, and what a hostile caller would write. */

/** Texts that parsers stumble over. */
const bits = [
  "",
  " ",
  "\0",
  "\t",
  "\r\n",
  "%",
  "%00",
  "%ff",
  "%zz",
  "../",
  "..%2f",
  "//",
  "\\",
  "=",
  "&",
  ";",
  ",",
  ":",
  "'",
  '"',
  "{",
  "}",
  "[",
  "]",
  "<",
  ">",
  "</",
  "/>",
  "<!--",
  "<?xml",
  "<!DOCTYPE a [<!ENTITY b '&c;&c;'>]>",
  "<![CDATA[",
  "]]>",
  "&amp;",
  "&#x41;",
  "&#99999999999;",
  "&#xd800;",
  "<rss ",
  "<title",
  "<item>",
  "<media:rating>",
  "<saml:Assertion ",
  "</saml:Assertion>",
  "<ds:SignatureValue",
  "NotOnOrAfter=",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "true",
  "-1",
  "0",
  "1e999",
  "NaN",
  "9007199254740993",
  "fingerprint ",
  "Bearer ",
  "é",
  "ß",
  "\u{1f4fa}",
  "\u202e",
  "\ud800",
  "\ufeff",
  "REF30",
  "Cablevision",
  "subscriber",
  "newsline",
]

/** What objects have without having been given it. */
const inherited = Object.getOwnPropertyNames(Object.prototype)

/** As UTF-8 has it: half a character is none. */
export const wellFormedText = (text: string): string => text.replace(/\p{Cs}/gu, "\ufffd")

/** Chance from a seed. */
export class Chance {
  constructor(private state: number) {}

  /** From 0 up to 1, without 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  is(share: number): boolean {
    return this.next() < share
  }

  pick<A>(list: ReadonlyArray<A>): A {
    const one = list[this.below(list.length)]
    if (one === undefined && list.length === 0) throw new Error("nothing to pick from")
    // a list may hold undefined
    return one as A
  }

  /** Mostly short, seldom as long as told. */
  length(most: number): number {
    return this.is(0.9) ? this.below(20) : this.below(most)
  }

  text(most = 200): string {
    let text = ""
    for (let parts = 1 + this.below(5); parts > 0; parts -= 1) {
      const bit = this.pick(bits)
      text += this.is(0.2) ? bit.repeat(1 + this.below(Math.max(1, most / Math.max(1, bit.length)))) : bit
    }
    return text.slice(0, most)
  }

  bytes(most: number): Buffer {
    return Buffer.from(Array.from({ length: this.length(most) }, () => this.below(256)))
  }

  /** Mostly one of these names; else a text, or what every object of JavaScript has. */
  key(names: ReadonlyArray<string>): string {
    if (names.length > 0 && this.is(0.9)) return this.pick(names)
    return this.is(0.5) ? this.pick(inherited) : this.text(this.is(0.1) ? 5000 : 10)
  }

  /** A JSON value, with fields of these names where it is an object. */
  json(names: ReadonlyArray<string> = [], depth = 3): unknown {
    const kind = this.below(depth > 0 ? 9 : 6)
    if (kind < 2) return this.text(this.is(0.05) ? 200_000 : 60)
    if (kind === 2) return this.pick([0, -1, 1, 0.5, 1e21, -1e300, 2 ** 53, 1_800_000_000_000])
    if (kind === 3) return this.is(0.5)
    if (kind === 4) return null
    if (kind === 5)
      return this.pick(["REF30", "Cablevision", "subscriber", "1 hour", "CreateSession", "slow"])
    if (kind === 6) return Array.from({ length: this.below(4) }, () => this.json(names, depth - 1))
    return Object.fromEntries(
      Array.from({ length: this.below(6) }, () => [this.key(names), this.json(names, depth - 1)]),
    )
  }

  /** The text with something in it changed: cut out, put in, or repeated. */
  damage(text: string, most = 2000): string {
    let damaged = text
    for (let times = 1 + this.below(3); times > 0; times -= 1) {
      const at = this.below(damaged.length + 1)
      const end = at + this.length(60)
      const piece = damaged.slice(at, end)
      damaged =
        damaged.slice(0, at) +
        this.pick(["", this.text(100), piece.repeat(1 + this.below(200))]) +
        damaged.slice(end)
    }
    return damaged.slice(0, Math.max(most, text.length))
  }
}
