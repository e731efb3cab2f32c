/** What a person gives to a script or a soak, as a word of the command or a variable. */

/** A number from `least` on, or `usual` where nothing is given. Throws where it is anything else, lest a check check nothing. */
export const numberGiven = (name: string, text: string | undefined, usual: number, least = 0): number => {
  const number = text === undefined ? usual : text.trim() === "" ? NaN : Number(text)
  if (Number.isFinite(number) && number >= least) return number
  throw new Error(`${name} is to be a number from ${least} on, and is ${JSON.stringify(text)}`)
}
