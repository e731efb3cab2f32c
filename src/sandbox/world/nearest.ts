/** What was meant by a word that was mistyped. */

/** How many letters must be changed, added, taken out or swapped with the next to make one word of another. */
const distance = (one: string, other: string): number => {
  const rows: Array<Array<number>> = [Array.from({ length: other.length + 1 }, (_, at) => at)]
  const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row]
    rows.push(line)
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      line.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (isSame ? 0 : 1),
          isSwapped ? at(row - 2, column - 2) + 1 : Infinity,
        ),
      )
    }
  }
  return at(one.length, other.length)
}

/** The word that was most likely meant by one that was mistyped; undefined where none is near. */
export const nearest = (typed: string, words: ReadonlyArray<string>): string | undefined => {
  const most = Math.min(2, typed.length / 3)
  const [first] = words
    // a text of any length costs no more than a word
    .filter((word) => Math.abs(word.length - typed.length) <= most)
    .map((word) => ({ word, off: distance(typed.toLowerCase(), word.toLowerCase()) }))
    .toSorted((one, other) => one.off - other.off)
  return first !== undefined && first.off <= most ? first.word : undefined
}

/** Asks whether that was meant; nothing where no word is near. */
export const didYouMean = (typed: string, words: ReadonlyArray<string>, before = ""): string => {
  const word = nearest(typed, words)
  return word === undefined ? "" : `Did you mean ${before}${word}? `
}

/** The same behind what is wrong with the word; nothing where it is not even a text. */
export const meant = (typed: unknown, words: ReadonlyArray<string>): string => {
  const word = typeof typed === "string" ? nearest(typed, words) : undefined
  return word === undefined ? "" : `; did you mean ${JSON.stringify(word)}?`
}
