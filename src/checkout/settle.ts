import { after, HOUR, type Instant, MINUTE, SECOND } from "../clock.ts";
import { type AttemptId, newId } from "../ids.ts";
import { handOverDigitalGoods } from "../orders/digital-goods.ts";
import type { Order } from "../orders/order.ts";
import { type OrderNotifications, recordOrderEvent } from "../orders/record-order-event.ts";
import type { OutboxEvent } from "../outbox/event.ts";
import {
  type AttemptResult,
  CAPTURE_WARNING,
  type Capture,
  isHosted,
  type PaymentAttempt,
  SENT_AGAIN_FOR,
} from "../payments/attempt.ts";
import { type AuthenticationMetadata, directoryServerOf } from "../payments/authentication.ts";
import type { ChargeOutcome } from "../payments/charge.ts";
import { declineWords } from "../payments/decline.ts";
import type { HostedPage } from "../payments/hosted.ts";
import { isLookDue, LONGEST_LOOK_AFTER } from "../payments/look.ts";
import { lateRefundId } from "../payments/refund.ts";
import { taxOfTakenMoney } from "../payments/tax-due.ts";
import { type DeclineReason, unreachable } from "../problem.ts";
import type { Terms } from "./compute.ts";
import { isSameSale, orderFrom, withSale } from "./make-order.ts";
import { releaseSale, reserveSale } from "./reservations.ts";
import type { CheckoutSession, Message } from "./session.ts";
import type { CheckoutStores } from "./stores.ts";
import { may, transition } from "./transitions.ts";
import { type CheckoutView, viewOf } from "./view.ts";

/** An attempt as settlement left it, with its session. */
export interface Settled {
  readonly attempt: PaymentAttempt;
  readonly view: CheckoutView;
  /** What this settlement itself did to the attempt. */
  readonly change: SettledChange;
}

export type SettledChange =
  | "succeeded"
  /** Everything it held was given back. */
  | "released"
  /** Money came too late and is being given back. */
  | "refund_due"
  /** Nobody knows yet. */
  | "kept_open"
  /** Somebody else had ended it before. */
  | "none";

/** What settlement is told of an attempt: the provider's word, or that we gave it up after making sure it is dead. */
export type SettlementOutcome =
  | ChargeOutcome
  | { readonly kind: "abandoned" }
  /** Its buyer may pay on this page. */
  | { readonly kind: "at_provider"; readonly page: HostedPage }
  /** Its page is closed, or was shown to nobody: nothing was paid there, and nothing can be. */
  | { readonly kind: "expired" };

/**
 * How long an attempt nobody is sure of is left before it is looked at again, ms: soon at first, then seldom. A buyer at
 * the provider's comes back or is told of by an event; a look is for when neither happens.
 */
function nextLook(attempt: PaymentAttempt, now: Instant): Instant {
  const age = now - attempt.openedAt;
  if (isHosted(attempt) && attempt.hosted.page)
    return after(now, age < 10 * MINUTE ? MINUTE : age < HOUR ? 3 * MINUTE : LONGEST_LOOK_AFTER);
  return after(now, age < MINUTE ? 5 * SECOND : age < 10 * MINUTE ? 30 * SECOND : 5 * MINUTE);
}

/** When an attempt that was given up is looked at once more, ms: should it have been charged after all, it goes back. */
const LAST_LOOK_AFTER = LONGEST_LOOK_AFTER;

/**
 * Job 2 of a completion, and the only place that ends an attempt: a compare-and-set on its state, in one job with
 * everything that follows from it. The request, a retry, a GET, the provider's event and recovery all come through
 * here; whoever comes second reads the result.
 *
 * An outcome that is not certain (`pending`, `unknown`, `needs_action` that cannot be shown to the agent) leaves the
 * attempt open. A success that turns up after release makes the order if the session still asks for the same and
 * everything can still be had, else the money goes back.
 */
export async function settle(
  stores: CheckoutStores,
  { id, sessionId }: Pick<PaymentAttempt, "id" | "sessionId">,
  told: SettlementOutcome,
  terms: Terms,
  now: Instant,
  notifications: OrderNotifications,
): Promise<Settled> {
  const outcome = withoutWhatWentBack(told);
  // Where rows are locked, every job takes the session before its attempt. Asked for together, they come in one answer.
  const [session, attempt] = await Promise.all([stores.sessions.find(sessionId), stores.attempts.find(id)]);
  if (!attempt || !session) throw new Error(`attempt ${id} and its session are never deleted`);
  const settling: Settling = { stores, attempt, session, terms, now, notifications };
  if (attempt.state === "open") return settleOpen(settling, outcome);
  if (attempt.state === "failed") {
    if (outcome.kind === "paid") return settleLateSuccess(settling, outcome);
    if (attempt.nextLookAt !== undefined && isLookDue(attempt.nextLookAt, now)) {
      const nextLookAt = isDead(outcome) ? undefined : after(now, LAST_LOOK_AFTER);
      await stores.attempts.replace({ ...attempt, nextLookAt });
    }
  }
  return { attempt, view: await viewOf(stores, session, terms), change: "none" };
}

/**
 * Money that went back already buys nothing: somebody saw a payment without an order at the provider's dashboard, and refunded
 * it before it was found from here.
 */
function withoutWhatWentBack(outcome: SettlementOutcome): SettlementOutcome {
  return outcome.kind === "paid" && outcome.wasGivenBack
    ? { kind: "declined", reason: "declined", reference: outcome.reference }
    : outcome;
}

/** Whether nothing can come of a charge any more. */
function isDead({ kind }: SettlementOutcome): boolean {
  return kind === "declined" || kind === "rejected" || kind === "abandoned" || kind === "expired";
}

interface Settling {
  readonly stores: CheckoutStores;
  readonly attempt: PaymentAttempt;
  readonly session: CheckoutSession;
  readonly terms: Terms;
  readonly now: Instant;
  readonly notifications: OrderNotifications;
}

async function settleOpen(settling: Settling, outcome: SettlementOutcome): Promise<Settled> {
  const { attempt } = settling;
  switch (outcome.kind) {
    case "paid":
      return succeedWith(settling, "complete", outcome);
    case "at_provider":
      return keepOpen(settling, { hosted: attempt.hosted && { ...attempt.hosted, page: outcome.page } });
    case "pending":
      return keepOpen(settling, { reference: outcome.reference });
    case "unknown":
      return keepOpen(settling, {});
    case "needs_action":
      return attempt.allowAuthentication
        ? release(settling, outcome, "demand_authentication", [])
        : keepOpen(settling, { reference: outcome.reference });
    case "declined":
      return release(settling, outcome, "release", [declinedMessage(outcome.reason)]);
    case "abandoned":
      return release(settling, outcome, "release", [declinedMessage("declined")]);
    case "expired":
      return release(settling, outcome, "release", [notPaid]);
    case "rejected":
    case "unavailable":
      return release(settling, outcome, "release", []);
    default:
      return unreachable(outcome);
  }
}

/** @param learnt what the provider has told of it. */
async function keepOpen(
  settling: Settling,
  learnt: Pick<PaymentAttempt, "reference" | "hosted">,
): Promise<Settled> {
  const { stores, terms, now } = settling;
  const attempt = agedBy(now, settling.attempt);
  const reference = learnt.reference ?? attempt.reference;
  // A charge that has a name is there, and one that is old is only looked for: neither is sent again.
  const isSentAgain =
    reference === undefined && attempt.maySendAgain !== false && now - attempt.openedAt < SENT_AGAIN_FOR;
  const waiting = {
    ...attempt,
    reference,
    credential: isSentAgain ? attempt.credential : undefined,
    hosted: learnt.hosted ?? attempt.hosted,
    nextLookAt: nextLook(attempt, now),
  };
  await stores.attempts.replace(waiting);
  const session = await withTheBank(settling, waiting);
  return { attempt: waiting, view: await viewOf(stores, session, terms), change: "kept_open" };
}

/** The session of an attempt that stays open. A buyer who is done at the provider's has nothing more to do. */
async function withTheBank(
  { stores, session, now }: Settling,
  attempt: PaymentAttempt,
): Promise<CheckoutSession> {
  if (attempt.reference === undefined || !may(session.status, "await_payment")) return session;
  const waiting = transition(session, "await_payment", { updatedAt: now });
  await stores.sessions.replace(waiting);
  return waiting;
}

/** Lets an attempt wait that could not be taken further, as one does whose outcome nobody knows. In a write job. */
export async function putOffAttempt(
  { attempts }: Pick<CheckoutStores, "attempts">,
  id: AttemptId,
  now: Instant,
): Promise<void> {
  const attempt = await attempts.find(id);
  if (attempt?.nextLookAt === undefined || !isLookDue(attempt.nextLookAt, now)) return;
  await attempts.replace({ ...attempt, nextLookAt: nextLook(attempt, now) });
}

/** An attempt from the future was opened before the clock was set back. It counts its age anew, and is not charged again. */
function agedBy(now: Instant, attempt: PaymentAttempt): PaymentAttempt {
  return attempt.openedAt > now ? { ...attempt, openedAt: now, maySendAgain: false } : attempt;
}

type Paid = Extract<ChargeOutcome, { kind: "paid" }>;

async function succeedWith(
  settling: Settling,
  event: "complete" | "complete_late",
  paid: Paid,
): Promise<Settled> {
  const { stores, attempt, session, terms, now } = settling;
  const sold = withSale(attempt, session);
  const { buyer } = sold.sale;
  // Whoever makes the next order waits from here on: the number is asked for last, and with the buyer, in one answer.
  const [buyerId, number] = await Promise.all([
    buyer && stores.buyers.remember(newId("BuyerId"), buyer, now),
    stores.orders.nextNumber(),
  ]);
  const made = orderFrom(sold, number, buyerId, now);
  const order = await handOverDigitalGoods(made, stores.catalog, terms.downloads, now);
  await stores.catalog.sell(attempt.id);
  await stores.orders.insert(order);
  await recordOrderEvent(stores, orderCreated(order, now), settling.notifications);
  const completed = transition(session, event, {
    messages: [],
    authentication: undefined,
    orderId: order.id,
    updatedAt: now,
  });
  await stores.sessions.replace(completed);
  const capture = paid.captured ? undefined : captureOf(order, attempt, paid);
  const succeeded: PaymentAttempt = {
    ...closed(attempt, "succeeded", paid, now),
    sale: undefined,
    capture,
    nextLookAt: capture && (capture.state === "capturing" ? now : captureLook(paid.captureBefore, now)),
    ...(capture ? {} : taxOfTakenMoney(attempt, now)),
  };
  await stores.attempts.replace(succeeded);
  return {
    attempt: succeeded,
    view: { session: completed, order, shop: terms.shop },
    change: "succeeded",
  };
}

/** Money that is only authorised is taken when goods are handed over. Downloads are, with the order itself. */
function captureOf(
  { lineItems }: Order,
  { amount }: PaymentAttempt,
  { captureBefore: before }: Paid,
): Extract<Capture, { state: "authorized" | "capturing" }> {
  const isHandedOver = lineItems.some(({ quantity }) => quantity.fulfilled > 0);
  return isHandedOver ? { state: "capturing", amount, before } : { state: "authorized", before };
}

/** How long a card's authorisation lasts at least, where the provider does not say, ms. */
const CAPTURE_TIME = 5 * 24 * HOUR;

function captureLook(before: Instant | undefined, now: Instant): Instant {
  return after(before ?? after(now, CAPTURE_TIME), -CAPTURE_WARNING);
}

function orderCreated(order: Order, now: Instant): OutboxEvent {
  return {
    id: newId("EventId"),
    agentId: order.agentId,
    orderId: order.id,
    type: "order_create",
    createdAt: now,
    order,
  };
}

/** Ends an attempt without an order: everything it held is given back, and the buyer may try again. */
async function release(
  settling: Settling,
  result: AttemptResult,
  event: "release" | "demand_authentication",
  messages: readonly Message[],
): Promise<Settled> {
  const { stores, attempt, session, terms, now } = settling;
  await releaseSale(stores, attempt.id);
  const open = transition(session, event, {
    messages: [...session.messages, ...messages],
    authentication: result.kind === "needs_action" ? authenticationOf(terms, result) : undefined,
    updatedAt: now,
    expiresAt: after(now, terms.sessionLifetimeMs),
  });
  await stores.sessions.replace(open);
  const failed: PaymentAttempt = {
    ...closed(withSale(attempt, session), "failed", result, now),
    nextLookAt: result.kind === "abandoned" ? after(now, LAST_LOOK_AFTER) : undefined,
  };
  await stores.attempts.replace(failed);
  return { attempt: failed, view: { session: open, shop: terms.shop }, change: "released" };
}

/** What the agent needs to run 3D Secure for us. Only reached when the shop's acquirer is configured. */
function authenticationOf(
  { shop }: Terms,
  { instrument }: Extract<ChargeOutcome, { kind: "needs_action" }>,
): AuthenticationMetadata | undefined {
  const { acquirer } = shop.payment;
  return acquirer && { acquirer, directoryServer: directoryServerOf(instrument?.brand) };
}

/**
 * Money that turned up after the attempt was given up. It makes the order only while the session stands as it was paid:
 * not if the buyer has left since, pays another way just now, or asks for something else.
 */
async function settleLateSuccess(settling: Settling, paid: Paid): Promise<Settled> {
  const { stores, attempt, session, terms, now } = settling;
  const { sale } = withSale(attempt, session);
  const isStillWanted = may(session.status, "complete_late") && isSameSale(session, sale);
  if (isStillWanted && (await reserveSale(stores, attempt.id, sale, now)))
    return succeedWith(settling, "complete_late", paid);
  const due: PaymentAttempt = { ...closed(attempt, "refund_due", paid, now), nextLookAt: undefined };
  await stores.attempts.replace(due);
  await stores.refunds.insert({
    id: lateRefundId(attempt.id),
    attemptId: attempt.id,
    origin: "late_payment",
    state: "pending",
    amount: attempt.amount,
    currency: attempt.currency,
    lines: [],
    restock: false,
    goodsDone: true,
    openedAt: now,
    nextLookAt: now,
  });
  return { attempt: due, view: await viewOf(stores, session, terms), change: "refund_due" };
}

function closed(
  attempt: PaymentAttempt,
  state: "succeeded" | "failed" | "refund_due",
  result: AttemptResult,
  now: Instant,
): PaymentAttempt {
  const reference = "reference" in result ? result.reference : undefined;
  return {
    ...attempt,
    state,
    result,
    reference: reference ?? attempt.reference,
    settledAt: now,
    credential: undefined,
    authentication: undefined,
  };
}

/** What a session says after its buyer was at the provider's and did not pay. */
const notPaid: Message = {
  type: "info",
  content: "The payment page was closed without a payment. Nothing was charged; the buyer may pay again.",
  contentType: "plain",
};

/** The message a session carries after a decline. */
function declinedMessage(reason: DeclineReason): Message {
  return {
    type: "error",
    // Older versions hear of it as `requires_3ds`.
    code: reason === "requires_3ds" ? "intervention_required" : "payment_declined",
    place: { at: "payment_data" },
    content: declineWords[reason],
    contentType: "plain",
    severity: "high",
    resolution: "requires_buyer_input",
  };
}
