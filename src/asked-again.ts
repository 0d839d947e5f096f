/**
 * What was made for some keys, for those who ask again: bounded, and kept only from the second time on. What is asked for
 * once and kept lives long enough to cost the garbage collector more than making it did.
 */
export class AskedAgain<Key, Value> {
  readonly #most: number;
  readonly #kept = new Map<Key, Value>();
  readonly #askedOnce = new Set<Key>();

  /** @param most how many are kept; when there is one more, all are forgotten. */
  constructor(most: number) {
    this.#most = most;
  }

  /** What is kept for a key. */
  get(key: Key): Value | undefined {
    return this.#kept.get(key);
  }

  /** Offers what was made for a key that nothing, or something older, was kept for. */
  offer(key: Key, value: Value): void {
    if (this.#kept.has(key) || this.#askedOnce.delete(key)) {
      if (this.#kept.size >= this.#most) this.#kept.clear();
      this.#kept.set(key, value);
      return;
    }
    if (this.#askedOnce.size >= this.#most) this.#askedOnce.clear();
    this.#askedOnce.add(key);
  }
}
