import { checkAmount } from "./amounts.ts";
import type { Books, Charge, Dispute, Refund } from "./books.ts";
import { type Account, type Endpoint, page } from "./endpoint.ts";
import type { FormParameters } from "./form-body.ts";
import { chargeObject, disputeObject, refundObject } from "./objects.ts";
import { text, texts } from "./parameters.ts";
import { findIntent } from "./payment-intents.ts";
import { invalidRequest, noSuch, StripeProblem } from "./problem.ts";

export const refundEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/refunds",
    parameters: {
      amount: "integer",
      charge: "text",
      expand: ["text"],
      metadata: "open",
      payment_intent: "text",
      reason: "text",
    },
    answer: create,
  },
  {
    method: "GET",
    path: "/v1/refunds/:id",
    parameters: { expand: ["text"] },
    answer: ({ books }, id) => refundObject(findRefund(books, id)),
  },
  {
    method: "GET",
    path: "/v1/refunds",
    parameters: {
      charge: "text",
      created: { gt: "integer", gte: "integer", lt: "integer", lte: "integer" },
      limit: "integer",
      payment_intent: "text",
      starting_after: "text",
    },
    answer({ books }, _, parameters) {
      const intent = text(parameters, "payment_intent");
      const found = [...books.refunds.values()]
        .filter(({ charge }) => intent === undefined || charge.intent.id === intent)
        .reverse()
        .map(refundObject);
      return page("/v1/refunds", found, parameters);
    },
  },
  {
    method: "GET",
    path: "/v1/charges/:id",
    parameters: { expand: ["text"] },
    answer: ({ books }, id) => chargeObject(findCharge(books, id)),
  },
  {
    method: "GET",
    path: "/v1/disputes/:id",
    parameters: { expand: ["text"] },
    answer({ books }, id) {
      const dispute = books.disputes.get(id);
      if (!dispute) throw noSuch("dispute", id);
      return disputeObject(dispute);
    },
  },
];

function create(account: Account, _: string, parameters: FormParameters): object {
  const charge = chargeToRefund(account.books, parameters);
  const left = charge.amountCaptured - charge.amountRefunded;
  const amount = Number(text(parameters, "amount") ?? left);
  if (!charge.captured) {
    throw invalidRequest(
      `Charge ${charge.id} has not been captured; cancel its payment intent instead.`,
      "charge",
    );
  }
  if (left === 0) {
    throw new StripeProblem(400, {
      type: "invalid_request_error",
      code: "charge_already_refunded",
      message: `Charge ${charge.id} has already been refunded.`,
    });
  }
  if (amount > left) {
    throw invalidRequest(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
      "amount",
    );
  }
  checkAmount(amount, charge.intent.currency);
  const metadata = texts(parameters, "metadata");
  return refundObject(refundCharge(account, charge, amount, metadata, text(parameters, "reason")));
}

/** Gives money back, as a request does, or somebody at the dashboard. */
export function refundCharge(
  { books, events, refundsTakeTime }: Account,
  charge: Charge,
  amount: number,
  metadata: Readonly<Record<string, string>> = {},
  reason?: string,
): Refund {
  const refund: Refund = {
    id: books.id("re"),
    charge,
    amount,
    reason,
    metadata,
    created: books.now(),
    status: refundsTakeTime ? "pending" : "succeeded",
  };
  books.refunds.set(refund.id, refund);
  charge.amountRefunded += amount;
  events.tell("refund.created", refundObject(refund));
  events.tell("charge.refunded", chargeObject(charge));
  return refund;
}

/** Ends a pending refund, or takes a finished one back: a bank may refuse it days later. */
export function endRefund({ books, events }: Account, id: string, status: "succeeded" | "failed"): void {
  const refund = findRefund(books, id);
  if (status === "failed" && refund.status !== "failed") refund.charge.amountRefunded -= refund.amount;
  refund.status = status;
  events.tell(status === "failed" ? "refund.failed" : "refund.updated", refundObject(refund));
}

/** Opens a dispute over a charge, as a buyer's bank does. */
export function disputeCharge({ books, events }: Account, charge: Charge, amount: number): Dispute {
  const dispute: Dispute = {
    id: books.id("du"),
    charge,
    amount,
    reason: "fraudulent",
    created: books.now(),
    dueBy: books.now() + 9 * 24 * 3600,
    status: "needs_response",
  };
  books.disputes.set(dispute.id, dispute);
  events.tell("charge.dispute.created", disputeObject(dispute));
  return dispute;
}

/** Decides a dispute. */
export function closeDispute(
  { events }: Account,
  dispute: Dispute,
  status: "won" | "lost" | "warning_closed" | "prevented",
): void {
  dispute.status = status;
  events.tell("charge.dispute.closed", disputeObject(dispute));
}

function chargeToRefund(books: Books, parameters: FormParameters): Charge {
  const intentId = text(parameters, "payment_intent");
  const chargeId = text(parameters, "charge");
  if (chargeId !== undefined) return findCharge(books, chargeId);
  if (intentId === undefined)
    throw invalidRequest(
      "One of the following params should be provided for this request: payment_intent or charge.",
    );
  const { charge } = findIntent(books, intentId);
  if (!charge?.paid) {
    throw invalidRequest(`This PaymentIntent (${intentId}) does not have a successful charge to refund.`);
  }
  return charge;
}

function findCharge(books: Books, id: string): Charge {
  const charge = books.charges.get(id);
  if (!charge) throw noSuch("charge", id, "charge");
  return charge;
}

function findRefund(books: Books, id: string): Refund {
  const refund = books.refunds.get(id);
  if (!refund) throw noSuch("refund", id);
  return refund;
}
