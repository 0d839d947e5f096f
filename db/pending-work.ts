import type { PendingWorkReads } from "../src/monitoring/pending-work.ts";
import type { OrderList } from "../src/orders/order-list.ts";
import { unresolvedPayments } from "../src/payments/unresolved.ts";
import type { Stores } from "../src/stores.ts";

/** More unresolved payments of a kind, or disputes, than a person reads of. */
const MOST_LOOKED_AT = 100;

/** All that waits for somebody. Every answer comes from an index that holds what waits and nothing else. */
export function pendingWorkOver(
  stores: Pick<Stores, "attempts" | "refunds" | "disputes" | "outbox" | "mails" | "catalog" | "alerts">,
  orderList: Pick<OrderList, "countOpen">,
): PendingWorkReads {
  const { disputes, outbox, mails, catalog, alerts } = stores;
  return {
    async pending({ now, lowStock }) {
      const unresolved = await unresolvedPayments(stores, now, MOST_LOOKED_AT);
      const soldOut = await catalog.countLowStock(0);
      return {
        orders: await orderList.countOpen(),
        overduePayments: unresolved.filter(({ isOverdue }) => isOverdue),
        disputes: await disputes.toAnswer(MOST_LOOKED_AT),
        deadEvents: await outbox.countGivenUp(),
        deadMails: (await mails.backlog()).dead,
        soldOut,
        lowStock: (await catalog.countLowStock(lowStock)) - soldOut,
        alerts: await alerts.all(),
        hasProducts: (await catalog.titles(undefined, 1)).length > 0,
      };
    },
  };
}
