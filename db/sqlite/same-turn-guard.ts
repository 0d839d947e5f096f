/**
 * Holds jobs to the turn of the event loop they run in. A job that only uses its stores settles before the loop turns,
 * since SQLite answers at once. One that does not is waiting for the network, a timer or another write, and everybody
 * who wants to write is waiting for it.
 *
 * One timer serves all jobs of a batch: whichever job runs when the loop turns is the one that waits.
 */
export class SameTurnGuard {
  #turn: NodeJS.Immediate | undefined;
  #expel: (reason: Error) => void = () => {};

  start(): void {
    this.#turn = setImmediate(() => {
      this.#expel(
        new Error(
          "A write job waited for something other than its stores (the network, a timer, another write) and was " +
            "undone. Do that before or after the write.",
        ),
      );
      this.start();
    });
  }

  stop(): void {
    clearImmediate(this.#turn);
  }

  /** What became of the job, or an error as soon as the loop turns without an answer. */
  settled<Result>(job: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#expel = reject;
      job.then(resolve, reject);
    });
  }
}

/** Settles in the next turn of the event loop, when all that arrived in this one has been heard. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
