import { SECOND } from "../clock.ts";
import type { Log } from "../log.ts";

/** What {@link watchStorage} looks at. */
export interface StorageWatch {
  /** Words about a file of the database that is no longer in its place; absent while all are. */
  readonly misplaced: () => string | undefined;
  /** Why the last change was refused; absent once one was kept. */
  readonly refusal: () => Error | undefined;
  /** Tries a change that changes nothing. Its outcome is seen in `refusal`. */
  readonly probe: () => Promise<void>;
  readonly log: Log;
  /** Between two looks, ms. */
  readonly everyMs?: number | undefined;
}

/**
 * Looks every second whether the database takes changes, and says in the log when it stops and when it goes on. After a
 * refusal it tries by itself: where requests are kept away from a shop that is not ready, none would show that it is
 * well again. While all is well it writes nothing.
 *
 * @returns the way to stop; it settles when a try under way is over.
 */
export function watchStorage({
  misplaced,
  refusal,
  probe,
  log,
  everyMs = SECOND,
}: StorageWatch): () => Promise<void> {
  let isRefusing = false;
  let underWay = Promise.resolve();
  let timer = setTimeout(next, everyMs);
  let stopped = false;

  function next(): void {
    underWay = look().finally(() => {
      if (!stopped) timer = setTimeout(next, everyMs);
    });
  }

  async function look(): Promise<void> {
    if (misplaced() === undefined && refusal() !== undefined) await probe();
    const where = misplaced();
    const reason = where === undefined ? refusal() : new Error(where);
    if (reason !== undefined && !isRefusing) {
      log.error(
        where === undefined
          ? "changes are refused: the database cannot write"
          : "changes are refused: the database file is not in its place. Put it back, or restart the shop on the new one",
        { error: reason },
      );
    }
    if (reason === undefined && isRefusing) log.info("changes are written again");
    isRefusing = reason !== undefined;
  }

  return async () => {
    stopped = true;
    clearTimeout(timer);
    await underWay;
  };
}
