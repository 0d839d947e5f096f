import { type Clock, SECOND } from "../clock.ts";
import type { OrderIndexStore } from "../orders/stores.ts";
import type { Write } from "../storage.ts";
import type { RecurringJob } from "./job.ts";

/** Orders in one transaction, which takes a few milliseconds: no request waits for longer. */
const AT_ONCE = 25;

/**
 * Puts orders where search finds them, shortly after they changed and not with the change itself: a buyer's payment
 * does not wait for it. Until then search looks through them one by one.
 */
export function indexOrders(
  write: Write<{ readonly orderIndex: OrderIndexStore }>,
  { orderIndex }: { readonly orderIndex: Pick<OrderIndexStore, "isBehind"> },
  clock: Clock,
): RecurringJob {
  return {
    name: "index-orders",
    interval: 2 * SECOND,
    jitter: SECOND,
    due: async () => ((await orderIndex.isBehind()) ? clock.now() : undefined),
    async run({ signal }) {
      for (let done = AT_ONCE; done === AT_ONCE && !signal.aborted; ) {
        done = await write((stores) => stores.orderIndex.catchUp(AT_ONCE));
        await new Promise((resume) => setImmediate(resume));
      }
    },
  };
}
