/** How fast something grows, and how sure that is. */

/** A line through points, by least squares. */
export interface Slope {
  /** Of y, for one of x. */
  readonly slope: number
  /** The true slope is within this of `slope`, with a confidence of 95 % from 60 points on, whose neighbours correlate by 0.8 at most. */
  readonly margin: number
}

const mean = (list: ReadonlyArray<number>) => list.reduce((sum, one) => sum + one, 0) / list.length

/** Neighbours in time are alike: what they tell anew is that much less. */
const effective = (residuals: ReadonlyArray<number>) => {
  const count = residuals.length
  const square = residuals.reduce((sum, one) => sum + one * one, 0)
  if (square === 0) return count
  const next = residuals.slice(1).reduce((sum, one, at) => sum + one * (residuals[at] ?? 0), 0) / square
  // a line that was fitted makes its residuals look less alike than they are, the more so the fewer there are
  const alike = Math.min(0.99, Math.max(0, (count * next + 2) / Math.max(1, count - 4)))
  return Math.max(3, (count * (1 - alike)) / (1 + alike))
}

/** How many standard errors hold 95 % of Student's distribution, to a few percent from two degrees of freedom on. */
const student = (free: number) => {
  const z = 1.96
  return (
    z +
    (z ** 3 + z) / (4 * free) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * free ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * free ** 3)
  )
}

/** The slope of points, its margin widened by how alike neighbours are. Fewer than three say nothing. */
export const slopeOf = (points: ReadonlyArray<readonly [x: number, y: number]>): Slope => {
  if (points.length < 3) return { slope: 0, margin: Infinity }
  const [x, y] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))]
  const spread = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0)
  const slope = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spread
  const residuals = points.map(([at, value]) => value - y - slope * (at - x))
  const free = effective(residuals) - 2
  const variance = residuals.reduce((sum, one) => sum + one * one, 0) / free
  return { slope, margin: student(free) * Math.sqrt(variance / spread) }
}
