import type { PurchaseWay } from "../src/buyers/purchase-context.ts";
import { wayOf } from "../src/buyers/purchase-context.ts";
import type { CheckoutSession } from "../src/checkout/session.ts";
import type { Instant } from "../src/clock.ts";
import { type AgentId, asId } from "../src/ids.ts";
import { minor, ZERO } from "../src/money.ts";
import type { Order } from "../src/orders/order.ts";
import type { CountedUpTo, SalesOfDay, SalesReads } from "../src/orders/sales.ts";
import { dayOf } from "../src/shop-days.ts";

/** Sums up orders and sessions that are not counted yet, both from `from` on and no more than `limit` of each. */
export function sumUpSales(
  from: CountedUpTo,
  orders: readonly Order[],
  sessions: readonly CheckoutSession[],
  { timeZone, limit }: { readonly timeZone: string; readonly limit: number },
): Awaited<ReturnType<SalesReads["uncounted"]>> {
  const sums = new Map<string, SalesOfDay>();
  for (const session of sessions) addTo(sums, session, timeZone, { checkouts: 1 });
  for (const order of orders)
    addTo(sums, order, timeZone, {
      orders: 1,
      sales: order.totals.find(({ type }) => type === "total")?.amount ?? ZERO,
    });
  return {
    days: [...sums.values()],
    from,
    upTo: {
      order: orders.at(-1)?.number ?? from.order,
      session: sessions.at(-1)?.id ?? from.session,
    },
    isMore: orders.length === limit || sessions.length === limit,
  };
}

/** What orders and sessions have in common. */
type Counted = Parameters<typeof wayOf>[0] & {
  readonly createdAt: Instant;
  readonly agentId: AgentId;
  readonly protocol: { readonly name: string };
};

function addTo(
  sums: Map<string, SalesOfDay>,
  of: Counted,
  timeZone: string,
  { checkouts = 0, orders = 0, sales = ZERO }: Partial<SalesOfDay>,
): void {
  const [day, way, protocol] = [dayOf(of.createdAt, timeZone), wayOf(of), of.protocol.name];
  const key = [day, of.agentId, protocol, way].join(" ");
  const sum = sums.get(key) ?? {
    day,
    agentId: of.agentId,
    protocol,
    way,
    checkouts: 0,
    orders: 0,
    sales: ZERO,
  };
  sums.set(key, {
    ...sum,
    checkouts: sum.checkouts + checkouts,
    orders: sum.orders + orders,
    sales: minor(sum.sales + sales),
  });
}

/** A day as its row holds it. */
export interface StoredDay {
  readonly day: string;
  readonly agent_id: string;
  readonly protocol: string;
  readonly way: string;
  readonly checkouts: number;
  readonly orders: number;
  readonly sales: number;
}

/** A day as it was stored. */
export function readDay({ agent_id, way, sales, ...counted }: StoredDay): SalesOfDay {
  return {
    ...counted,
    agentId: asId<AgentId>(agent_id),
    // Nothing but `add` writes the column.
    way: way as PurchaseWay,
    sales: minor(sales),
  };
}
