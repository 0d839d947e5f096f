import { after, type Instant, MINUTE } from "../clock.ts";
import { type LineItemId, newId, type OrderId, type RefundId } from "../ids.ts";
import { type Minor, sum } from "../money.ts";
import type { LineItemReference, Order, OrderLineItem } from "../orders/order.ts";
import type { OrderStore } from "../orders/stores.ts";
import { priceOfUnits, unitsOf } from "../orders/units.ts";
import type { AttemptStore, PaymentAttempt } from "./attempt.ts";
import { leftOf, type Refund, type RefundStore } from "./refund.ts";

/** What of an order is to go back. */
export interface RefundRequest {
  readonly orderId: OrderId;
  /** Of whoever asks again when unsure: asked for under the same id, a refund is the same refund. */
  readonly id?: RefundId | undefined;
  /**
   * `rest`: all that is left. `lines`: these units, for what the buyer paid for them with tax, or for `amount` where it
   * is given. They then count as canceled or returned, and go back to stock with `restock`.
   */
  readonly of:
    | { readonly kind: "rest" }
    | { readonly kind: "amount"; readonly amount: Minor }
    | {
        readonly kind: "lines";
        readonly lines: readonly LineItemReference[];
        readonly amount?: Minor | undefined;
      };
  /** With `rest`: every unit that is left goes back to stock. */
  readonly restock: boolean;
  /** For the buyer and the agent. */
  readonly reason?: string | undefined;
}

/** Why nothing is refunded. Nothing was changed. */
export type RefundRefusal =
  | { readonly kind: "no_such_order" }
  | { readonly kind: "nothing_left" }
  | { readonly kind: "more_than_left"; readonly left: Minor }
  | { readonly kind: "not_an_amount" }
  | { readonly kind: "no_such_line"; readonly line: LineItemId }
  | { readonly kind: "more_units_than_left"; readonly line: OrderLineItem; readonly left: number }
  /** The payment is being captured just now. */
  | { readonly kind: "capture_under_way" }
  /** The authorisation ended before the money was taken. */
  | { readonly kind: "never_paid" }
  | { readonly kind: "other_provider"; readonly provider: string };

/** A refund that is written down, and the payment it is of. */
export interface BegunRefund {
  readonly refund: Refund;
  readonly attempt: PaymentAttempt;
  /** False when it was written down before, under the same id. */
  readonly isNew: boolean;
}

/** How long the request that began a refund is left alone with it, ms. */
const FIRST_LOOK_AFTER = MINUTE;

/** What {@link beginRefund} reads and writes. */
export interface BeginRefundStores {
  readonly orders: Pick<OrderStore, "find">;
  readonly attempts: Pick<AttemptStore, "find">;
  readonly refunds: RefundStore;
}

/**
 * Job 1 of a refund: checks that so much is left and writes it down as pending, so that from now on it is gone, whoever
 * asks next. In a write job; gives no money back.
 *
 * @param provider the name of the one that is configured.
 */
export async function beginRefund(
  stores: BeginRefundStores,
  request: RefundRequest,
  provider: string,
  now: Instant,
): Promise<BegunRefund | RefundRefusal> {
  const order = await stores.orders.find(request.orderId);
  const attempt = order && (await stores.attempts.find(order.attemptId));
  if (!order || !attempt) return { kind: "no_such_order" };
  const known = request.id && (await stores.refunds.find(request.id));
  if (known?.attemptId === attempt.id) return { refund: known, attempt, isNew: false };
  if (known) return { kind: "no_such_order" };
  if (attempt.amount > 0 && attempt.provider !== provider)
    return { kind: "other_provider", provider: attempt.provider };
  if (attempt.capture?.state === "capturing") return { kind: "capture_under_way" };
  if (attempt.capture?.state === "lapsed") return { kind: "never_paid" };

  const earlier = await stores.refunds.ofAttempt(attempt.id);
  const left = leftOf(attempt.amount, earlier);
  if (left <= 0) return { kind: "nothing_left" };
  const wanted = wantedOf(order, request, earlier, left);
  if ("kind" in wanted) return wanted;
  if (!Number.isSafeInteger(wanted.amount) || wanted.amount <= 0) return { kind: "not_an_amount" };
  if (wanted.amount > left) return { kind: "more_than_left", left };

  const refund: Refund = {
    id: request.id ?? newId("RefundId"),
    attemptId: attempt.id,
    orderId: order.id,
    origin: "merchant",
    state: "pending",
    amount: wanted.amount,
    currency: attempt.currency,
    lines: wanted.lines,
    restock: request.restock,
    goodsDone: false,
    reason: request.reason,
    openedAt: now,
    nextLookAt: after(now, FIRST_LOOK_AFTER),
  };
  await stores.refunds.insert(refund);
  return { refund, attempt, isNew: true };
}

interface Wanted {
  readonly amount: Minor;
  readonly lines: readonly LineItemReference[];
}

function wantedOf(
  order: Order,
  { of, restock }: RefundRequest,
  earlier: readonly Refund[],
  left: Minor,
): Wanted | RefundRefusal {
  switch (of.kind) {
    case "amount":
      return { amount: of.amount, lines: [] };
    case "rest": {
      const units = order.lineItems.map((line) => ({ id: line.id, quantity: unitsLeft(line, earlier) }));
      return { amount: left, lines: restock ? units.filter(({ quantity }) => quantity > 0) : [] };
    }
    case "lines":
      return linesWanted(order, of, earlier);
  }
}

/** What units of lines come to as a refund, were it asked for now: what the buyer paid for them, with tax. */
export function priceOfRefundedLines(
  order: Order,
  lines: readonly LineItemReference[],
  earlier: readonly Refund[],
): Minor | RefundRefusal {
  const wanted = linesWanted(order, { kind: "lines", lines }, earlier);
  return "kind" in wanted ? wanted : wanted.amount;
}

function linesWanted(
  order: Order,
  { lines, amount }: Extract<RefundRequest["of"], { kind: "lines" }>,
  earlier: readonly Refund[],
): Wanted | RefundRefusal {
  const prices: Minor[] = [];
  for (const [id, same] of Map.groupBy(lines, (line) => line.id)) {
    const line = order.lineItems.find((each) => each.id === id);
    if (!line) return { kind: "no_such_line", line: id };
    const quantity = same.reduce((all, each) => all + each.quantity, 0);
    const left = unitsLeft(line, earlier);
    if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > left)
      return { kind: "more_units_than_left", line, left };
    prices.push(priceOfUnits(line, line.quantity.ordered - left, quantity));
  }
  return { amount: amount ?? sum(prices), lines };
}

/** Units of a line that were neither canceled nor returned, nor are about to be by a refund under way. */
function unitsLeft(line: OrderLineItem, refunds: readonly Refund[]): number {
  return line.quantity.current - unitsOf(unitsAboutToGo(refunds), line.id);
}

/** Units that leave their order as soon as the provider has taken on the refund that was asked for. */
export function unitsAboutToGo(refunds: readonly Refund[]): readonly LineItemReference[] {
  return refunds
    .filter(({ state, goodsDone }) => state === "pending" && !goodsDone)
    .flatMap(({ lines }) => lines);
}
