import { SECOND } from "../clock.ts";

/** What {@link watchDatabase} looks at, and whom it tells. */
export interface DatabaseWatch {
  /** A number that moves when, and only when, another process has written. */
  readonly version: () => number;
  /** Told of a change; the next look waits for it. When it throws, it is told again. */
  readonly changed: () => Promise<void>;
  /** Hears why a look came to nothing. */
  readonly failed: (error: unknown) => void;
  /** Between two looks, ms. */
  readonly everyMs?: number | undefined;
}

/**
 * Looks every second whether another process has changed the database (a command that made a key, an import), and
 * calls `changed` when one has. Not a recurring job: it must see every change from this very process, and costs one
 * PRAGMA. A look that fails stops neither the next one nor the process: nobody waits for it who could catch its error.
 *
 * @returns the way to stop; it settles when a call of `changed` under way is over.
 */
export function watchDatabase({
  version,
  changed,
  failed,
  everyMs = SECOND,
}: DatabaseWatch): () => Promise<void> {
  let seen = version();
  let underWay = Promise.resolve();
  let timer = setTimeout(next, everyMs);
  let stopped = false;

  function next(): void {
    underWay = look().finally(() => {
      if (!stopped) timer = setTimeout(next, everyMs);
    });
  }

  async function look(): Promise<void> {
    try {
      const now = version();
      if (now === seen) return;
      await changed();
      seen = now;
    } catch (error) {
      failed(error);
    }
  }

  return async () => {
    stopped = true;
    clearTimeout(timer);
    await underWay;
  };
}
