/** How fast something grows, and how sure that is. */

/** A line through points, by least squares. */
export interface Slope {
  /** Of y, for one of x. */
  readonly slope: number
  /** The true slope is within this of `slope`, with a confidence of 95 %. */
  readonly margin: number
}

const mean = (list: ReadonlyArray<number>) => list.reduce((sum, one) => sum + one, 0) / list.length

/** Neighbours in time are alike: what they tell anew is that much less. */
const effective = (residuals: ReadonlyArray<number>) => {
  const square = residuals.reduce((sum, one) => sum + one * one, 0)
  if (square === 0) return residuals.length
  const next = residuals.slice(1).reduce((sum, one, at) => sum + one * (residuals[at] ?? 0), 0) / square
  const alike = Math.min(0.99, Math.max(0, next))
  return Math.max(3, (residuals.length * (1 - alike)) / (1 + alike))
}

/** The slope of points, its margin widened by how alike neighbours are. Fewer than three say nothing. */
export const slopeOf = (points: ReadonlyArray<readonly [x: number, y: number]>): Slope => {
  if (points.length < 3) return { slope: 0, margin: Infinity }
  const [x, y] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))]
  const spread = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0)
  const slope = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spread
  const residuals = points.map(([at, value]) => value - y - slope * (at - x))
  const free = effective(residuals) - 2
  const variance = residuals.reduce((sum, one) => sum + one * one, 0) / Math.max(1, free)
  return { slope, margin: 1.96 * Math.sqrt(variance / spread) }
}
