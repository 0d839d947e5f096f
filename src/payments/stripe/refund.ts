import type { Stripe } from "stripe";
import { asId, type RefundId } from "../../ids.ts";
import type { ListedRefund, PaymentProvider, RefundOutcome } from "../provider.ts";
import { fromStripe, type StripeAmount, toStripe } from "./amounts.ts";
import { isList, type StripeCalls } from "./calls.ts";
import { describeStripeError, isRefusal } from "./connection.ts";
import { fromUnix } from "./outcomes.ts";

/** Gives money back, under the refund's id as Stripe's idempotency key. */
export async function refund(
  { stripe, call, budgets }: StripeCalls,
  { id, attemptId, reference, amount, currency }: Parameters<PaymentProvider["refund"]>[0],
): Promise<RefundOutcome> {
  const parameters = {
    payment_intent: reference,
    amount: toStripe(amount, currency),
    metadata: { refund_id: id, attempt_id: attemptId },
  } satisfies Stripe.RefundCreateParams & { amount: StripeAmount };
  const answer = await call(
    (options) => stripe.refunds.create(parameters, { ...options, idempotencyKey: id }),
    budgets.other,
    (made) => made.object === "refund" && made.amount === parameters.amount && made.currency === currency,
  );
  if (answer.ok) return listed(answer.result).outcome;
  const { error, mayHaveWorked } = answer;
  const isCertain = isRefusal(error) && error.statusCode === 400 && error.rawType === "invalid_request_error";
  return isCertain && !mayHaveWorked
    ? { kind: "failed", detail: describeStripeError(error) }
    : { kind: "unknown", detail: describeStripeError(error) };
}

/** Every refund of a payment, the oldest first; `undefined` when they could not be listed. */
export async function refundsOf(
  { stripe, call, budgets }: StripeCalls,
  reference: string,
): Promise<readonly ListedRefund[] | undefined> {
  const all: ListedRefund[] = [];
  for (;;) {
    const last = all.at(-1)?.reference;
    const answer = await call(
      (options) =>
        stripe.refunds.list(
          { payment_intent: reference, limit: 100, ...(last !== undefined && { starting_after: last }) },
          options,
        ),
      budgets.other,
      isList,
    );
    if (!answer.ok) return undefined;
    all.push(...answer.result.data.map(listed));
    if (!answer.result.has_more || answer.result.data.length === 0) return all.reverse();
  }
}

function listed(refund: Stripe.Refund): ListedRefund {
  const { id, amount, currency, created, metadata, status, failure_reason } = refund;
  const { refund_id } = metadata ?? {};
  return {
    id: refund_id === undefined ? undefined : asId<RefundId>(refund_id),
    reference: id,
    amount: fromStripe(amount, currency),
    createdAt: fromUnix(created),
    outcome: outcomeOfRefund(id, status, failure_reason),
  };
}

function outcomeOfRefund(
  reference: string,
  status: string | null,
  failure: string | undefined,
): ListedRefund["outcome"] {
  switch (status) {
    case "succeeded":
      return { kind: "refunded", reference };
    case "failed":
    case "canceled":
      return { kind: "failed", reference, detail: failure ?? status };
    default:
      return { kind: "pending", reference };
  }
}
