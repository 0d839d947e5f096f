/** Where text goes that may not be taken at once: what Bun's `FileSink` offers. */
export interface Sink {
  write(text: string): unknown;
  /** Gives a promise while the other end takes nothing. Throws, or rejects, when it never will. */
  flush(): unknown;
}

/** How many characters may wait for somebody to take them. */
const MOST_WAITING = 1024 * 1024;

/** How long an unalarming line may wait for others to be written with, ms. */
const GATHERED_FOR = 100;

/** So many characters are written without waiting for more. */
const ENOUGH_TO_WRITE = 4096;

/**
 * Lines on their way to somebody who may be slow, gone, or a disk that is full. Nobody who writes one ever waits: at most
 * {@link MOST_WAITING} characters are held, and lines beyond are dropped and counted. The count is a line of its own,
 * written before the next one that gets through.
 *
 * A write to the system costs more than all the rest of a line, so some lines are written at a time.
 */
export class LogLines {
  readonly #sink: Sink;
  #waiting: string[] = [];
  #length = 0;
  #dropped = 0;
  /** Whether a line may have been written in part, so that the next must begin on a line of its own. */
  #isTorn = false;
  #isUnderWay = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Takes a line, with its end. */
  write(line: string): void {
    if (this.#length + line.length > MOST_WAITING) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(line);
    this.#length += line.length;
    if (this.#length >= ENOUGH_TO_WRITE) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), GATHERED_FOR).unref();
  }

  /** Writes what waits, as far as it is taken at once; the rest follows when it is. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isUnderWay || this.#waiting.length === 0) return;
    const lines = this.#waiting;
    const dropped = this.#dropped;
    const text = [this.#isTorn ? "\n" : "", dropped > 0 ? droppedLine(dropped) : "", ...lines].join("");
    this.#waiting = [];
    this.#length = 0;
    this.#dropped = 0;
    const lost = () => {
      this.#isTorn = true;
      this.#dropped += dropped + lines.length;
    };
    const taken = () => {
      this.#isTorn = false;
    };
    try {
      this.#sink.write(text);
      const flushed = this.#sink.flush();
      if (!(flushed instanceof Promise)) {
        taken();
        return;
      }
      this.#isUnderWay = true;
      void flushed.then(taken, lost).finally(() => {
        this.#isUnderWay = false;
        this.flush();
      });
    } catch {
      lost();
    }
  }
}

/** In the shape of all other lines. */
function droppedLine(count: number): string {
  const line = { level: "warn", time: new Date().toISOString(), count, msg: "log lines were dropped" };
  return `${JSON.stringify(line)}\n`;
}

/** Lines to stderr. What waits when the process exits is written as far as it is taken; a kill -9 loses it. */
export function linesToStderr(): LogLines {
  const lines = new LogLines(Bun.stderr.writer());
  process.once("exit", () => lines.flush());
  return lines;
}
