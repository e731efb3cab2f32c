/** An authentication code for a person across the room: in large letters, and as a QR code of its link. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/** Five rows of three, the bits of a row from left to right. */
const glyphs: Readonly<Record<string, string>> = {
  A: "25755",
  B: "65656",
  C: "34443",
  D: "65556",
  E: "74647",
  F: "74644",
  G: "34553",
  H: "55755",
  I: "72227",
  J: "11152",
  K: "55655",
  L: "44447",
  M: "57755",
  N: "65555",
  O: "25552",
  P: "65644",
  Q: "25573",
  R: "65655",
  S: "34216",
  T: "72222",
  U: "55557",
  V: "55552",
  W: "55775",
  X: "55255",
  Y: "55222",
  Z: "71247",
  0: "75557",
  1: "26227",
  2: "71747",
  3: "71717",
  4: "55711",
  5: "74717",
  6: "74757",
  7: "71122",
  8: "75757",
  9: "75717",
}

const bits = (row: string) => [4, 2, 1].map((bit) => ((Number(row) & bit) === 0 ? "  " : "██")).join("")

/** The code in letters of five rows; as it is where a letter has none, or it takes more than so many columns. */
export const largeLetters = (code: string, columns: number): ReadonlyArray<string> => {
  const letters = [...code].map((letter) => glyphs[letter])
  if (letters.length * 8 > columns || letters.includes(undefined)) return [code]
  return [0, 1, 2, 3, 4].map((row) => letters.map((glyph) => bits(glyph?.[row] ?? "0")).join("  "))
}

/** The link as a QR code; none where it is too large for the terminal. */
export const qrCode = (link: string, columns: number): Effect.Effect<ReadonlyArray<string>> =>
  Effect.tryPromise(() => import("uqr")).pipe(
    Effect.map(({ renderUnicodeCompact }) => renderUnicodeCompact(link, { border: 1 }).split("\n")),
    Effect.map((lines) => ((lines[0]?.length ?? 0) <= columns ? lines : [])),
    Effect.option,
    Effect.map(Option.getOrElse((): ReadonlyArray<string> => [])),
  )
