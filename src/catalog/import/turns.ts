/** How long an import may keep the process to itself, ms. */
const LONGEST_TURN = 4;

/** Characters read between two looks at the clock: parsing them takes a millisecond or two. */
const PIECE = 16_384;

/** Lets the rest of the process in between: a server that imports goes on answering. */
export class Turns {
  readonly #signal: AbortSignal | undefined;
  #began = performance.now();

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** Waits for the event loop to turn once, when this turn has taken its time. @throws when the signal is aborted. */
  async take(): Promise<void> {
    this.#signal?.throwIfAborted();
    if (performance.now() - this.#began < LONGEST_TURN) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#began = performance.now();
  }
}

/** The same text in pieces that can each be dealt with in one turn. */
export async function* inTurns(text: AsyncIterable<string>, turns: Turns): AsyncGenerator<string> {
  for await (const chunk of text) {
    for (let at = 0; at < chunk.length; at += PIECE) {
      yield chunk.slice(at, at + PIECE);
      await turns.take();
    }
  }
}
