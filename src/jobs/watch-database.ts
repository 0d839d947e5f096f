import { SECOND } from "../clock.ts";

/**
 * Looks every second whether another process has changed the database (a command that made a key, an import), and
 * calls `changed` when one has. Not a recurring job: it must see every change from this very process, and costs one
 * PRAGMA.
 *
 * @param version a number that moves when, and only when, another process has written.
 * @param changed must not throw; the next look waits for it.
 * @returns the way to stop; it settles when a call of `changed` under way is over.
 */
export function watchDatabase(
  version: () => number,
  changed: () => Promise<void>,
  everyMs: number = SECOND,
): () => Promise<void> {
  let seen = version();
  let underWay = Promise.resolve();
  let timer = setTimeout(look, everyMs);
  let stopped = false;

  function look(): void {
    const now = version();
    const isNew = now !== seen;
    seen = now;
    underWay = isNew ? changed() : Promise.resolve();
    void underWay.finally(() => {
      if (!stopped) timer = setTimeout(look, everyMs);
    });
  }

  return async () => {
    stopped = true;
    clearTimeout(timer);
    await underWay;
  };
}
