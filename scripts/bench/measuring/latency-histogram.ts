/** Each bucket is this much wider than the one before, so a reading is at most 1 % above the true value. */
const GROWTH = 1.01;
const scale = 1 / Math.log(GROWTH);
/** 1.01^2400 microseconds are six hours: no request lasts longer. */
const BUCKETS = 2400;

/**
 * Counts durations in buckets of equal relative width: constant memory however long a run lasts, and a cost a request
 * that the fastest server does not notice.
 */
export class LatencyHistogram {
  readonly #buckets = new Uint32Array(BUCKETS);
  #count = 0;

  /** How many durations were recorded. */
  get count(): number {
    return this.#count;
  }

  /** Records one duration in microseconds. Anything below one microsecond counts as one. */
  record(microseconds: number): void {
    const bucket = microseconds <= 1 ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(microseconds) * scale));
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count += 1;
  }

  /**
   * The duration in microseconds that `fraction` of all recorded ones do not exceed (0.99 for the 99th percentile), by
   * nearest rank, rounded up by at most 1 %. `NaN` when nothing was recorded.
   */
  percentile(fraction: number): number {
    if (this.#count === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil(fraction * this.#count));
    let seen = 0;
    for (const [bucket, count] of this.#buckets.entries()) {
      seen += count;
      if (seen >= rank) return GROWTH ** bucket;
    }
    return Number.NaN;
  }
}
