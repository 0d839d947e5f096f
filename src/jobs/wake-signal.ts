/** Tells one listener that something has happened. A ring that nobody hears yet is kept; many of them count as one. */
export class WakeSignal {
  #hasRung = false;
  #hear: (() => void) | undefined;

  wake(): void {
    this.#hasRung = true;
    this.#hear?.();
  }

  /** Whether it has rung since somebody last heard it. Hearing it makes it quiet. */
  reset(): boolean {
    const hadRung = this.#hasRung;
    this.#hasRung = false;
    return hadRung;
  }

  /** Settles at the next ring, at once when one was kept, and after `milliseconds` in any case. */
  async waitFor(milliseconds: number): Promise<void> {
    if (!this.#hasRung) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, milliseconds);
      this.#hear = resolve;
      await promise;
      clearTimeout(timer);
      this.#hear = undefined;
    }
    this.reset();
  }
}
