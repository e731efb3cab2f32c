/** How long answers took, in buckets of two percent: exact enough for percentiles, small however long it goes on. */

const step = Math.log(1.02)

/** The latencies of one endpoint; milliseconds. */
export class Latencies {
  count = 0
  failures = 0
  longest = 0
  private readonly buckets = new Map<number, number>()

  add(millis: number, isFailure: boolean): void {
    const bucket = Math.round(Math.log(Math.max(millis, 0.01)) / step)
    this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + 1)
    this.count += 1
    this.longest = Math.max(this.longest, millis)
    if (isFailure) this.failures += 1
  }

  /** So many of a hundred took no longer. */
  percentile(percent: number): number {
    const rank = Math.ceil((percent / 100) * this.count)
    let seen = 0
    for (const [bucket, count] of [...this.buckets].toSorted(([one], [other]) => one - other)) {
      seen += count
      if (seen >= rank) return Math.min(Math.exp(bucket * step), this.longest)
    }
    return 0
  }
}

/** One endpoint's latencies, for a table, a picture, a script. */
export interface Summary {
  readonly endpoint: string
  readonly count: number
  readonly failures: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

const rounded = (millis: number) => Math.round(millis * 10) / 10

export const summaryOf = (endpoint: string, latencies: Latencies): Summary => ({
  endpoint,
  count: latencies.count,
  failures: latencies.failures,
  p50: rounded(latencies.percentile(50)),
  p90: rounded(latencies.percentile(90)),
  p99: rounded(latencies.percentile(99)),
  max: rounded(latencies.longest),
})
