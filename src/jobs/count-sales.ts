import { after, type Clock, instant, MINUTE, SECOND, systemClock } from "../clock.ts";
import { sessionIdAt } from "../ids.ts";
import type { SalesReads, SalesStore } from "../orders/sales.ts";
import type { Write } from "../storage.ts";
import type { RecurringJob } from "./job.ts";

/** Orders, and sessions, read for one transaction: some milliseconds in the thread that reads. */
const AT_ONCE = 1_000;
/** A session's id is made before its transaction: those younger than this may not all be there yet, ms. */
const MAY_BE_UNDER_WAY = MINUTE;

/** What counting sales works with. */
export interface CountSalesParts {
  readonly write: Write<{ readonly sales: SalesStore }>;
  readonly reads: { readonly sales: Pick<SalesStore, "isBehind"> };
  readonly salesReads: Pick<SalesReads, "uncounted">;
  readonly timeZone: string;
  readonly clock: Clock;
}

/**
 * Adds what was sold since the last run to the sums by day that charts are drawn from. They are read in the thread that
 * reads; all that is written is a row for each day, agent, protocol and way.
 */
export function countSales({ write, reads, salesReads, timeZone, clock }: CountSalesParts): RecurringJob {
  let notBefore = instant(0);
  return {
    name: "count-sales",
    interval: MINUTE,
    jitter: 5 * SECOND,
    due: async () => ((await reads.sales.isBehind()) ? notBefore : undefined),
    async run({ signal }) {
      notBefore = after(clock.now(), MINUTE);
      for (let isMore = true; isMore && !signal.aborted; ) {
        // Ids are made by the machine's own clock, whatever the shop's says.
        const sessionsBefore = sessionIdAt(systemClock.now() - MAY_BE_UNDER_WAY);
        const found = await salesReads.uncounted({ timeZone, sessionsBefore, limit: AT_ONCE });
        if (found.days.length === 0) return;
        isMore = (await write(({ sales }) => sales.add(found))) && found.isMore;
      }
    },
  };
}
