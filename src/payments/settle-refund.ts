import { after, HOUR, type Instant, MINUTE, SECOND } from "../clock.ts";
import type { AttemptId, RefundId, VariantId } from "../ids.ts";
import { sum } from "../money.ts";
import { withAdjustment, withAmountRefunded, withoutRefundedUnits } from "../orders/adjust.ts";
import type { Adjustment, Order } from "../orders/order.ts";
import { type AuditAction, type ChangeStores, recordChange } from "../orders/record-change.ts";
import type { OrderNotifications } from "../orders/record-order-event.ts";
import type { OrderStore } from "../orders/stores.ts";
import { unreachable } from "../problem.ts";
import type { AttemptStore, PaymentAttempt } from "./attempt.ts";
import { isLookDue, LONGEST_LOOK_AFTER } from "./look.ts";
import type { RefundOutcome } from "./provider.ts";
import { adjustmentIdOf, leftOf, type Refund, type RefundStore } from "./refund.ts";
import { withTaxReversal } from "./tax-due.ts";

/** What settling a refund reads and writes. */
export interface RefundStores extends ChangeStores {
  readonly refunds: RefundStore;
  readonly attempts: Pick<AttemptStore, "find" | "replace">;
  readonly orders: Pick<OrderStore, "find" | "replace">;
  readonly catalog: Restocker;
}

/** Puts units that were sold for a payment back on sale. */
export interface Restocker {
  restock(attempt: AttemptId, variant: VariantId, quantity: number, now: Instant): Promise<void>;
}

/** A refund as settlement left it. */
export interface SettledRefund {
  readonly refund: Refund;
  readonly order?: Order | undefined;
  /** Whether it failed just now. */
  readonly hasFailed: boolean;
}

/**
 * Job 2 of a refund, and the only place that ends one: a compare-and-set on its state, in one job with what it means
 * for order, stock and agent. The request, recovery and the provider's events all come through here. Told the same
 * twice, it changes nothing and tells nobody again.
 */
export async function settleRefund(
  stores: RefundStores,
  id: RefundId,
  outcome: RefundOutcome,
  now: Instant,
  notifications: OrderNotifications,
): Promise<SettledRefund> {
  const before = await stores.refunds.find(id);
  if (!before) throw new Error(`refund ${id} is never deleted`);
  const refund = next(before, outcome, now);
  const settled = await carryOut(stores, refund, now, notifications);
  return { ...settled, hasFailed: settled.refund.state === "failed" && before.state !== "failed" };
}

/** Writes down a refund somebody made at the provider's, and what it means for the order. */
export async function recordHeardRefund(
  stores: RefundStores,
  refund: Refund,
  now: Instant,
  notifications: OrderNotifications,
): Promise<SettledRefund> {
  await stores.refunds.insert(refund);
  return { ...(await carryOut(stores, refund, now, notifications)), hasFailed: false };
}

/** Lets a refund wait that could not be taken further. In a write job. */
export async function putOffRefund(
  { refunds }: Pick<RefundStores, "refunds">,
  id: RefundId,
  now: Instant,
): Promise<void> {
  const refund = await refunds.find(id);
  if (refund?.nextLookAt === undefined || !isLookDue(refund.nextLookAt, now)) return;
  await refunds.replace({ ...refund, nextLookAt: nextLook(refund, now) });
}

/** Takes a refund's success back that did not come about after all: it is asked for again, as one that is pending. */
export async function reopenRefund(
  stores: RefundStores,
  refund: Refund,
  now: Instant,
  notifications: OrderNotifications,
): Promise<void> {
  const { reference: _, settledAt: __, ...asked } = refund;
  await carryOut(stores, { ...asked, state: "pending", nextLookAt: now }, now, notifications);
}

/** A refund after an outcome. Failing is final; so is success, unless the bank sends the money back later. */
function next(refund: Refund, outcome: RefundOutcome, now: Instant): Refund {
  if (refund.state === "failed") return refund;
  switch (outcome.kind) {
    case "refunded":
      return refund.state === "succeeded"
        ? refund
        : { ...refund, ...settledAs("succeeded", now), reference: outcome.reference };
    case "failed":
      return {
        ...refund,
        ...settledAs("failed", now),
        reference: outcome.reference ?? refund.reference,
        failure: outcome.detail,
      };
    case "pending":
      return refund.state === "succeeded"
        ? refund
        : { ...refund, reference: outcome.reference, nextLookAt: nextLook(refund, now) };
    case "unknown":
      return refund.state === "succeeded" ? refund : { ...refund, nextLookAt: nextLook(refund, now) };
    default:
      return unreachable(outcome);
  }
}

function settledAs(state: "succeeded" | "failed", now: Instant): Partial<Refund> & Pick<Refund, "state"> {
  return { state, settledAt: now, nextLookAt: undefined };
}

function nextLook({ openedAt }: Refund, now: Instant): Instant {
  const age = now - openedAt;
  return after(now, age < 2 * MINUTE ? 10 * SECOND : age < HOUR ? 5 * MINUTE : LONGEST_LOOK_AFTER);
}

async function carryOut(
  stores: RefundStores,
  refund: Refund,
  now: Instant,
  notifications: OrderNotifications,
): Promise<Omit<SettledRefund, "hasFailed">> {
  const attempt = await stores.attempts.find(refund.attemptId);
  if (!attempt) throw new Error(`the payment of ${refund.id} is never deleted`);
  const accepted = refund.state === "succeeded" || refund.reference !== undefined;
  const doGoods = accepted && !refund.goodsDone && refund.state !== "failed";
  if (doGoods && refund.restock) await restock(stores, refund, attempt, now);
  const kept = withTaxReversal(doGoods ? { ...refund, goodsDone: true } : refund, attempt, now);
  await stores.refunds.replace(kept);
  await tellAttempt(stores, attempt, now);
  const order = kept.orderId && (await stores.orders.find(kept.orderId));
  if (!order) return { refund: kept };
  const changed = await tellOrder(stores, order, kept, doGoods, now, notifications);
  return { refund: kept, order: changed };
}

/**
 * What refunds mean for their payment. One that came too late is done with as soon as all of it went back, whoever gave
 * it, and no longer when a bank sends some of that back; an authorisation is, too.
 */
async function tellAttempt(
  { attempts, refunds }: RefundStores,
  attempt: PaymentAttempt,
  now: Instant,
): Promise<void> {
  const { state, capture } = attempt;
  const isLate = state === "refund_due" || state === "refunded";
  if (!isLate && capture?.state !== "authorized") return;
  const gone = (await refunds.ofAttempt(attempt.id)).filter((refund) => refund.state === "succeeded");
  const isGone = leftOf(attempt.amount, gone) <= 0;
  if (isLate) {
    const next = isGone ? "refunded" : "refund_due";
    if (next !== state) await attempts.replace({ ...attempt, state: next });
  } else if (isGone) {
    await attempts.replace({ ...attempt, capture: { state: "canceled", at: now }, nextLookAt: undefined });
  }
}

async function restock(
  { orders, catalog }: RefundStores,
  refund: Refund,
  attempt: PaymentAttempt,
  now: Instant,
): Promise<void> {
  const order = refund.orderId && (await orders.find(refund.orderId));
  for (const { id, quantity } of refund.lines) {
    const line = order?.lineItems.find((each) => each.id === id);
    if (line) await catalog.restock(attempt.id, line.variantId, quantity, now);
  }
}

/**
 * Shows the refund on its order; the agent hears of it only when something of it is new. One that was refused at once
 * concerns the merchant alone.
 */
async function tellOrder(
  stores: RefundStores,
  order: Order,
  refund: Refund,
  goodsGone: boolean,
  now: Instant,
  notifications: OrderNotifications,
): Promise<Order> {
  const isShown = order.adjustments.some(({ id }) => id === adjustmentIdOf(refund.id));
  if (refund.state === "failed" && !isShown) return order;
  const all = await stores.refunds.ofAttempt(refund.attemptId);
  const refunded = sum(all.filter(({ state }) => state === "succeeded").map(({ amount }) => amount));
  const adjusted = withAmountRefunded(withAdjustment(order, adjustmentOf(refund)), refunded);
  const changed = goodsGone ? withoutRefundedUnits(adjusted, refund.lines, now) : adjusted;
  if (Bun.deepEquals(changed, order)) return order;
  const { id: refundId, state, amount } = refund;
  const auditAction: AuditAction = {
    actor: "payment_provider",
    action: "order.refund_settled",
    details: { refundId, state, amount },
  };
  return recordChange(stores, order, changed, auditAction, now, notifications);
}

function adjustmentOf(refund: Refund): Adjustment {
  return {
    id: adjustmentIdOf(refund.id),
    type: "refund",
    status: refund.state === "succeeded" ? "completed" : refund.state,
    occurredAt: refund.openedAt,
    lineItems: refund.lines.length === 0 ? undefined : refund.lines,
    amount: refund.amount,
    description: refund.reason,
  };
}
