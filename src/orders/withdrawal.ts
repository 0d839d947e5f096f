import { type Clock, DAY, type Instant } from "../clock.ts";
import { type LineItemId, newId, type OrderId } from "../ids.ts";
import type { Write } from "../storage.ts";
import type { Adjustment, Order, OrderLineItem } from "./order.ts";
import { type ChangeStores, recordChange } from "./record-change.ts";
import type { OrderNotifications } from "./record-order-event.ts";
import { changed, type OrderChange, refused } from "./refusal.ts";
import type { OrderStore } from "./stores.ts";

/** The member states of the EU, whose buyers may withdraw (Directive 2011/83/EU, article 9). */
const memberStates: ReadonlySet<string> = new Set(
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" "),
);

/** Fourteen days from the day after the last goods arrived, and that day itself. */
const PERIOD = 15 * DAY;

/** What a withdrawal is called among an order's adjustments. */
const REASON = "withdrawal";

/** Whether an adjustment is a buyer's withdrawal from the contract. */
export function isWithdrawal({ type, reason }: Adjustment): boolean {
  return type === "return" && reason === REASON;
}

/** The lines a buyer may still withdraw from, with what is left of them: none for goods that are excluded. */
export function withdrawableLines(order: Order, now: Instant): readonly OrderLineItem[] {
  const country = order.fulfillmentDetails?.address?.country;
  if (country === undefined || !memberStates.has(country) || order.status === "canceled") return [];
  if (order.adjustments.some(isWithdrawal) || now >= endOf(order)) return [];
  return order.lineItems.filter(
    ({ isWithdrawalExcluded, quantity }) => !isWithdrawalExcluded && quantity.current > 0,
  );
}

/** When the time to withdraw is over: not before everything has arrived. */
function endOf({ fulfillments }: Order): number {
  const arrivals = fulfillments
    .filter(({ status }) => status !== "canceled")
    .map(({ events, status }) =>
      status === "delivered" ? events.findLast(({ type }) => type === "delivered")?.occurredAt : undefined,
    );
  const last = Math.max(0, ...arrivals.map((at) => at ?? Number.POSITIVE_INFINITY));
  return arrivals.length === 0 ? Number.POSITIVE_INFINITY : last + PERIOD;
}

/** Notes a withdrawal from these lines as a return that is open; whoever sends mails acknowledges it with its time. */
export function withdraw(order: Order, lineItemIds: ReadonlySet<LineItemId>, now: Instant): OrderChange {
  const lines = withdrawableLines(order, now).filter((line) => lineItemIds.has(line.id));
  if (lines.length === 0) return refused({ kind: "nothing_left" });
  const adjustment: Adjustment = {
    id: newId("AdjustmentId"),
    type: "return",
    status: "pending",
    occurredAt: now,
    lineItems: lines.map((line) => ({ id: line.id, quantity: line.quantity.current })),
    description: "The buyer has withdrawn from the contract.",
    reason: REASON,
  };
  return changed({ ...order, adjustments: [...order.adjustments, adjustment] });
}

/** What came of a withdrawal: noted now, or there is nothing to withdraw from. */
export type WithdrawalAnswer =
  | { readonly kind: "noted"; readonly order: Order }
  | { readonly kind: "nothing"; readonly order: Order }
  | { readonly kind: "unknown" };

/** Takes buyers' withdrawals from their contracts. */
export interface Withdrawals {
  /** Notes a withdrawal from these lines as a return that is open; whoever sends mails acknowledges it with its time. */
  withdraw(id: OrderId, lineItemIds: ReadonlySet<LineItemId>): Promise<WithdrawalAnswer>;
}

/** Builds the {@link Withdrawals} of one server (Directive 2011/83/EU, article 11a, by Directive (EU) 2023/2673). */
export function createWithdrawals<
  Stores extends ChangeStores & { readonly orders: Pick<OrderStore, "find"> },
>({
  write,
  notifications,
  clock,
}: {
  readonly write: Write<Stores>;
  readonly notifications: OrderNotifications;
  readonly clock: Clock;
}): Withdrawals {
  return {
    withdraw: (id, lineItemIds) =>
      write(async (stores): Promise<WithdrawalAnswer> => {
        const order = await stores.orders.find(id);
        if (!order) return { kind: "unknown" };
        const now = clock.now();
        const withdrawn = withdraw(order, lineItemIds, now);
        if (!withdrawn.ok) return { kind: "nothing", order };
        const lineItems = withdrawn.value.adjustments.at(-1)?.lineItems;
        const action = { actor: "buyer", action: "order.withdraw", details: { lineItems } } as const;
        return {
          kind: "noted",
          order: await recordChange(stores, order, withdrawn.value, action, now, notifications),
        };
      }),
  };
}
