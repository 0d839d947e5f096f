import { type Clock, HOUR, MINUTE } from "../clock.ts";
import type { DatabaseState, Write } from "../storage.ts";
import { givingWay } from "./give-way.ts";
import type { RecurringJob } from "./job.ts";

/** So much that nothing is in may stay in the file, bytes: what is written next goes there. */
const LEFT_FOR_GROWTH = 64 * 1024 * 1024;

/** How many jobs one run takes on, so that it ends. The rest waits for the next. */
const MOST_STEPS = 10_000;

/**
 * Gives the disk back what was deleted, step by step: a shop that forgot a million checkouts has no file that stays as
 * large for ever, and no request waits for more than a step.
 */
export function giveSpaceBack(
  writeAtOnce: Write<object>,
  database: Pick<DatabaseState, "unusedBytes" | "giveBack">,
  clock: Pick<Clock, "now">,
  leftForGrowth = LEFT_FOR_GROWTH,
): RecurringJob {
  const write = givingWay(writeAtOnce);
  const isTooMuch = () => database.unusedBytes() > leftForGrowth;
  return {
    name: "give-space-back",
    interval: HOUR,
    jitter: 10 * MINUTE,
    due: async () => (isTooMuch() ? clock.now() : undefined),
    async run({ signal }) {
      for (let steps = 0; steps < MOST_STEPS && isTooMuch() && !signal.aborted; steps += 1) {
        const before = database.unusedBytes();
        await write(async () => database.giveBack());
        // The file cannot be made smaller in steps.
        if (database.unusedBytes() >= before) return;
      }
    },
  };
}
