import { paceAfter } from "./pace.ts";
import { waitedForProcessor } from "./processor-wait.ts";

/** How long an import may keep the process to itself, ms. */
const LONGEST_TURN = 4;

/** Characters read between two looks at the clock: parsing them takes a millisecond or two. */
const PIECE = 16_384;

/**
 * Lets others in between: the rest of a server that imports, and whoever else wants the machine, such as the server
 * beside a command. See {@link paceAfter}.
 */
export class Turns {
  readonly #signal: AbortSignal | undefined;
  #began = performance.now();
  #waited = waitedForProcessor();

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** Waits, when this turn has taken its time, for as long as others are due. @throws when the signal is aborted. */
  async take(): Promise<void> {
    this.#signal?.throwIfAborted();
    const ended = performance.now();
    if (ended - this.#began < LONGEST_TURN) return;
    await new Promise((resolve) => setImmediate(resolve));
    const waited = waitedForProcessor();
    const waitedMs = performance.now() - ended + waited - this.#waited;
    const { pauseMs } = paceAfter({ waitedMs, tookMs: ended - this.#began });
    if (pauseMs > 0) await Bun.sleep(pauseMs);
    this.#began = performance.now();
    this.#waited = waited;
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
