/** Without an answer for a key, the store is not asked for it again for this long, in nanoseconds. */
const retryStoreAfter = 60_000_000_000n

/** After so many keys in a row without an answer, it is not asked for any. */
const silentKeys = 3

/** The keys that a store is not asked for, because it did not answer. */
export class SilentKeys {
  /** Until when, in nanoseconds, by key; those that were added last come last. */
  private readonly until = new Map<string, bigint>()
  private allUntil = 0n
  private readonly inARow = new Set<string>()

  get isEmpty(): boolean {
    return this.until.size === 0
  }

  has(key: string, now: bigint): boolean {
    for (const [oldest, end] of this.until) {
      if (end > now) break
      this.until.delete(oldest)
    }
    return this.until.has(key) || now < this.allUntil
  }

  /** The store did not answer for `key`. */
  add(key: string, now: bigint): void {
    this.until.delete(key)
    this.until.set(key, now + retryStoreAfter)
    this.inARow.add(key)
    if (this.inARow.size >= silentKeys) this.allUntil = now + retryStoreAfter
  }

  /** The store answered, for whatever key. */
  noteAnswer(): void {
    this.inARow.clear()
  }
}
