/** Colours, for terminals: they are always written, and taken out again where the output is not a terminal. */
const colour = (on: number, off: number) => (text: string) => `\u001B[${on}m${text}\u001B[${off}m`

export const bold = colour(1, 22)
export const dim = colour(2, 22)
export const red = colour(31, 39)
export const green = colour(32, 39)
export const yellow = colour(33, 39)
export const cyan = colour(36, 39)
