import type { Instant } from "../clock.ts";
import type { OrderId } from "../ids.ts";
import { type Minor, minor, sum, ZERO } from "../money.ts";
import {
  type BegunRefund,
  beginRefund,
  type RefundRequest,
  unitsAboutToGo,
} from "../payments/begin-refund.ts";
import { leftOf } from "../payments/refund.ts";
import type { GoodsOut } from "./cancel.ts";
import type { LineItemReference, Order } from "./order.ts";
import type { OrderRefunds } from "./order-refunds.ts";
import type {
  GoodsOutForeseen,
  InOrderTransaction,
  MoneyBack,
  OrderServiceResult,
} from "./order-service-result.ts";
import type { OrderServiceDependencies, OrderServiceStores, OutReads } from "./order-service-stores.ts";
import { type AuditAction, recordChange } from "./record-change.ts";
import { refusalOfRefund } from "./refund-refusal.ts";
import { changed, type OrderChange, type OrderRefusal, refused } from "./refusal.ts";
import { priceOfUnits, unitsOf } from "./units.ts";

/** Goods that go out of an order, by being canceled or by coming back. */
export interface TakingOut {
  readonly auditAction: AuditAction;
  readonly money: MoneyBack;
  readonly restock: boolean;
  readonly reason?: string | undefined;
  readonly change: (
    order: Order,
    now: Instant,
    claimed: readonly LineItemReference[],
  ) => OrderChange<GoodsOut>;
  readonly inSameTransaction: InOrderTransaction | undefined;
}

/** Goods that are to go out, and how much goes back with them. */
interface PlannedOut {
  /** Before they do. */
  readonly order: Order;
  readonly out: Extract<OrderChange<GoodsOut>, { readonly ok: true }>;
  readonly amount: Minor;
}

/** A change that is committed, with the refund that is still to be asked for. */
interface Written {
  readonly order: Order;
  readonly begun: BegunRefund | undefined;
}

/** Takes goods out of an order, and gives back what was paid for them. */
export interface GoodsOutOfOrder {
  takeOut(id: OrderId, given: TakingOut): Promise<OrderChange<OrderServiceResult>>;
  /** What that would do as the order stands. Changes nothing. */
  foresee(id: OrderId, given: Pick<TakingOut, "change" | "money">): Promise<OrderChange<GoodsOutForeseen>>;
}

/** Builds the {@link GoodsOutOfOrder} of one process. */
export function createGoodsOut<Stores extends OrderServiceStores>(
  { write, reads, provider, notifications, clock }: OrderServiceDependencies<Stores>,
  refunds: OrderRefunds,
): GoodsOutOfOrder {
  async function writeOut(
    stores: OrderServiceStores,
    id: OrderId,
    given: TakingOut,
  ): Promise<OrderChange<Written>> {
    const now = clock.now();
    const planned = await planOut(stores, id, given, now);
    if (!planned.ok) return planned;
    const { order, out, amount } = planned.value;
    const { units } = out.value;
    const begun = await beginRefundOf(stores, id, amount, given, provider, now);
    if (begun && "kind" in begun) return refused(begun);
    if (given.restock) await putOnSale(stores, order, units, now);
    const details = { lineItems: units, amount, restock: given.restock };
    const after = await recordChange(
      stores,
      order,
      out.value.order,
      { ...given.auditAction, details },
      now,
      notifications,
    );
    await given.inSameTransaction?.(stores, { order: after, refund: begun?.refund });
    return changed({ order: after, begun });
  }

  return {
    /** Written down in one job, so that no crash parts goods and money. */
    async takeOut(id, given) {
      const written = await write((stores) => writeOut(stores, id, given));
      return written.ok ? changed(await refunds.finish(written.value.order, written.value.begun)) : written;
    },
    async foresee(id, given) {
      const planned = await planOut(reads, id, given, clock.now());
      if (!planned.ok) return planned;
      const { out, amount } = planned.value;
      const left = await refunds.refundable(id);
      return changed({ units: out.value.units, amount: minor(Math.min(amount, left)) });
    },
  };
}

/** Works out what goes, and how much goes back with it. */
async function planOut(
  stores: OutReads,
  id: OrderId,
  { change, money }: Pick<TakingOut, "change" | "money">,
  now: Instant,
): Promise<OrderChange<PlannedOut>> {
  const order = await stores.orders.find(id);
  const attempt = order && (await stores.attempts.find(order.attemptId));
  if (!order || !attempt) return refused({ kind: "unknown_order" });
  const earlier = await stores.refunds.ofAttempt(attempt.id);
  const claimed = unitsAboutToGo(earlier);
  const out = change(order, now, claimed);
  if (!out.ok) return out;
  const amount = amountBack(money, order, out.value, claimed, leftOf(attempt.amount, earlier));
  return changed({ order, out, amount });
}

/** Writes the refund down; gives nothing where there is nothing to give back. */
async function beginRefundOf(
  stores: OrderServiceStores,
  orderId: OrderId,
  amount: Minor,
  { money, reason }: TakingOut,
  provider: string,
  now: Instant,
): Promise<BegunRefund | OrderRefusal | undefined> {
  if (amount === 0 && (money === "price" || money === "none")) return undefined;
  const request: RefundRequest = { orderId, of: { kind: "amount", amount }, restock: false, reason };
  const begun = await beginRefund(stores, request, provider, now);
  if (!("kind" in begun)) return begun;
  const nothingToGive = begun.kind === "nothing_left" || begun.kind === "never_paid";
  return nothingToGive && money === "price" ? undefined : refusalOfRefund(begun);
}

async function putOnSale(
  { catalog }: Pick<OrderServiceStores, "catalog">,
  order: Order,
  units: readonly LineItemReference[],
  now: Instant,
): Promise<void> {
  for (const { id, variantId } of order.lineItems) {
    const quantity = unitsOf(units, id);
    if (quantity > 0) await catalog.restock(order.attemptId, variantId, quantity, now);
  }
}

/**
 * How much goes back with goods that go out. With the last of an order that was never handed over goes all that is
 * left, delivery included; by itself never more than that.
 */
function amountBack(
  money: MoneyBack,
  before: Order,
  { order, units }: GoodsOut,
  claimed: readonly LineItemReference[],
  left: Minor,
): Minor {
  if (money === "none") return ZERO;
  if (money !== "price") return money;
  if (order.status === "canceled") return left;
  const prices = before.lineItems.map((line) => {
    const { ordered, current } = line.quantity;
    return priceOfUnits(line, ordered - current + unitsOf(claimed, line.id), unitsOf(units, line.id));
  });
  return minor(Math.min(sum(prices), left));
}
