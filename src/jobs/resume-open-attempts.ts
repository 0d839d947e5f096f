import type { Settlement } from "../checkout/settlement.ts";
import type { CheckoutStores } from "../checkout/stores.ts";
import type { Log } from "../log.ts";
import type { AttemptStore } from "../payments/attempt.ts";

/** How many are taken up at once; the recurring job has the others by and by. */
const AT_ONCE = 100;

/**
 * Takes up, once at start-up, the payments that a process before this one left open, whenever they were to be looked
 * at next, but those that another process is at work on. Gives a promise that settles when that is done and never rejects; what
 * fails here is left to the recurring job. To be called before the first request is let in.
 */
export async function resumeOpenAttempts<Stores extends CheckoutStores>(
  settlement: Pick<Settlement<Stores>, "takeUp">,
  attempts: Pick<AttemptStore, "unresolved">,
  log: Log,
): Promise<void> {
  const left = (await attempts.unresolved(AT_ONCE)).filter(({ state }) => state === "open");
  if (left.length > 0) log.warn("payments were left open and are taken up", { count: left.length });
  await Promise.all(
    left.map((attempt) =>
      settlement
        .takeUp(attempt)
        .catch((error) =>
          log.error("a payment left open could not be taken up", { attemptId: attempt.id, error }),
        ),
    ),
  );
}
