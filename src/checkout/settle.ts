import { after, type Instant, MINUTE, SECOND } from "../clock.ts";
import { type AttemptId, newId } from "../ids.ts";
import type { Order } from "../orders/order.ts";
import type { AttemptResult, PaymentAttempt } from "../payments/attempt.ts";
import type { AuthenticationMetadata } from "../payments/authentication.ts";
import { declineWords } from "../payments/decline.ts";
import type { ChargeOutcome } from "../payments/provider.ts";
import { type DeclineReason, unreachable } from "../problem.ts";
import type { Terms } from "./compute.ts";
import { orderFrom } from "./make-order.ts";
import type { CheckoutSession, Message } from "./session.ts";
import type { CheckoutStores } from "./stores.ts";
import type { CheckoutView } from "./view.ts";

/** An attempt as settlement left it, with its session. */
export interface Settled {
  readonly attempt: PaymentAttempt;
  readonly view: CheckoutView;
}

/** What settlement is told of an attempt: the provider's word, or that we gave it up after making sure it is dead. */
export type SettlementOutcome = ChargeOutcome | { readonly kind: "abandoned" };

/** How long an attempt nobody is sure of is left before it is looked at again, ms: soon at first, then seldom. */
function nextLook({ openedAt }: PaymentAttempt, now: Instant): Instant {
  const age = now - openedAt;
  return after(now, age < MINUTE ? 5 * SECOND : age < 10 * MINUTE ? 30 * SECOND : 5 * MINUTE);
}

/**
 * Job 2 of a completion, and the only place that ends an attempt: a compare-and-set on its state, in one job with
 * everything that follows from it. The request, a retry, a GET, the provider's event and recovery all come through
 * here; whoever comes second reads the result.
 *
 * An outcome that is not certain (`pending`, `unknown`, `needs_action` that cannot be shown to the agent) leaves the
 * attempt open. A success that turns up after release makes the order if everything can still be had, else leaves the
 * attempt `refund_due`.
 */
export async function settle(
  stores: CheckoutStores,
  id: AttemptId,
  outcome: SettlementOutcome,
  terms: Terms,
  now: Instant,
): Promise<Settled> {
  const attempt = await stores.attempts.find(id);
  const session = attempt && (await stores.sessions.find(attempt.sessionId));
  if (!attempt || !session) throw new Error(`attempt ${id} and its session are never deleted`);
  const settling: Settling = { stores, attempt, session, terms, now };
  if (attempt.state === "open") return settleOpen(settling, outcome);
  if (attempt.state === "failed" && outcome.kind === "paid") return settleLateSuccess(settling, outcome);
  const order = session.orderId && (await stores.orders.find(session.orderId));
  return { attempt, view: { session, order, shop: terms.shop } };
}

interface Settling {
  readonly stores: CheckoutStores;
  readonly attempt: PaymentAttempt;
  readonly session: CheckoutSession;
  readonly terms: Terms;
  readonly now: Instant;
}

async function settleOpen(settling: Settling, outcome: SettlementOutcome): Promise<Settled> {
  const { attempt } = settling;
  switch (outcome.kind) {
    case "paid":
      return succeedWith(settling, outcome);
    case "pending":
      return keepOpen(settling, outcome.reference);
    case "unknown":
      return keepOpen(settling, undefined);
    case "needs_action":
      return attempt.allowAuthentication
        ? release(settling, outcome, "authentication_required", [])
        : keepOpen(settling, outcome.reference);
    case "declined":
      return release(settling, outcome, "ready_for_payment", [declinedMessage(outcome.reason)]);
    case "abandoned":
      return release(settling, outcome, "ready_for_payment", [declinedMessage("declined")]);
    case "rejected":
    case "unavailable":
      return release(settling, outcome, "ready_for_payment", []);
    default:
      return unreachable(outcome);
  }
}

async function keepOpen(
  { stores, attempt, session, terms, now }: Settling,
  reference: string | undefined,
): Promise<Settled> {
  const waiting = {
    ...attempt,
    reference: reference ?? attempt.reference,
    nextLookAt: nextLook(attempt, now),
  };
  await stores.attempts.replace(waiting);
  return { attempt: waiting, view: { session, shop: terms.shop } };
}

type Paid = Extract<ChargeOutcome, { kind: "paid" }>;

async function succeedWith({ stores, attempt, session, terms, now }: Settling, paid: Paid): Promise<Settled> {
  await stores.catalog.sell(attempt.id);
  const order = orderFrom(session, attempt, await stores.orders.nextNumber(), now);
  await stores.orders.insert(order);
  await appendEvent(stores, order, now);
  const completed: CheckoutSession = {
    ...session,
    status: "completed",
    messages: [],
    orderId: order.id,
    updatedAt: now,
  };
  await stores.sessions.replace(completed);
  const succeeded = close(attempt, "succeeded", paid, now);
  await stores.attempts.replace(succeeded);
  return { attempt: succeeded, view: { session: completed, order, shop: terms.shop } };
}

async function appendEvent(stores: CheckoutStores, order: Order, now: Instant): Promise<void> {
  await stores.outbox.append({
    id: newId("EventId"),
    agentId: order.agentId,
    orderId: order.id,
    type: "order_create",
    createdAt: now,
    order,
  });
}

/** Ends an attempt without an order: everything it held is given back, and the buyer may try again. */
async function release(
  { stores, attempt, session, terms, now }: Settling,
  result: AttemptResult,
  status: "ready_for_payment" | "authentication_required",
  messages: readonly Message[],
): Promise<Settled> {
  await stores.catalog.release(attempt.id);
  await stores.discounts.giveBack(attempt.id);
  const open: CheckoutSession = {
    ...session,
    status,
    messages: [...session.messages, ...messages],
    authentication: status === "authentication_required" ? authenticationOf(terms) : undefined,
    updatedAt: now,
    expiresAt: after(now, terms.sessionLifetimeMs),
  };
  await stores.sessions.replace(open);
  const failed = close(attempt, "failed", result, now);
  await stores.attempts.replace(failed);
  return { attempt: failed, view: { session: open, shop: terms.shop } };
}

/** What the agent needs to run 3D Secure for us. Only reached when the shop's acquirer is configured. */
function authenticationOf({ shop }: Terms): AuthenticationMetadata | undefined {
  const { acquirer } = shop.payment;
  return acquirer && { acquirer, directoryServer: "visa" };
}

/** Money that turned up after the attempt was given up: goods if they can still be had, else the money back. */
async function settleLateSuccess(settling: Settling, paid: Paid): Promise<Settled> {
  const { stores, attempt, session, terms, now } = settling;
  if (session.status !== "completed" && session.status !== "in_progress") {
    const reserved = await reserveAll(settling);
    if (reserved) return succeedWith(settling, paid);
  }
  const due: PaymentAttempt = {
    ...close(attempt, "refund_due", paid, now),
    nextLookAt: now,
  };
  await stores.attempts.replace(due);
  const order = session.orderId && (await stores.orders.find(session.orderId));
  return { attempt: due, view: { session, order, shop: terms.shop } };
}

async function reserveAll({ stores, attempt, session, now }: Settling): Promise<boolean> {
  for (const line of session.lineItems) {
    if (!(await stores.catalog.reserve(attempt.id, line.variantId, line.quantity, now))) {
      await stores.catalog.release(attempt.id);
      return false;
    }
  }
  return true;
}

function close(
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
    nextLookAt: undefined,
    token: undefined,
  };
}

/** The message a session carries after a decline. */
export function declinedMessage(reason: DeclineReason): Message {
  return {
    type: "error",
    code: reason === "requires_3ds" ? "requires_3ds" : "payment_declined",
    place: { at: "payment_data" },
    content: declineWords[reason],
    contentType: "plain",
    severity: "high",
    resolution: "requires_buyer_input",
  };
}
