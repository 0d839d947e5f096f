import type { Stripe } from "stripe";
import type { TaxBookingOutcome, TaxBooks } from "../tax-booking.ts";
import { toStripe } from "./amounts.ts";
import type { StripeCalls } from "./calls.ts";
import { describeStripeError, isRefusal, type StripeAnswer } from "./connection.ts";

/**
 * Stripe's tax transactions, made from its calculations (Stripe: "Create a tax transaction from a calculation"). A
 * calculation can be booked for ninety days. A `reference` can be used once, and is the idempotency key as well: after
 * the day for which Stripe keeps keys, a second request is refused by its reference.
 */
export function stripeTaxBooks({ stripe, call, budgets }: StripeCalls): TaxBooks {
  return {
    async book({ attemptId, calculation }) {
      const answer = await call(
        (options) =>
          stripe.tax.transactions.createFromCalculation(
            { calculation, reference: attemptId },
            { ...options, idempotencyKey: `tax_${attemptId}` },
          ),
        budgets.other,
        isTransaction,
      );
      return outcomeOf(answer);
    },
    async reverse({ refundId, transaction, amount, currency, isAll }) {
      const parameters = {
        ...(isAll
          ? { mode: "full" as const }
          : // Of all that was paid, tax included, in the negative.
            { mode: "partial" as const, flat_amount: -toStripe(amount, currency) }),
        original_transaction: transaction,
        reference: refundId,
      } satisfies Stripe.Tax.TransactionCreateReversalParams;
      const answer = await call(
        (options) =>
          stripe.tax.transactions.createReversal(parameters, {
            ...options,
            idempotencyKey: `tax_${refundId}`,
          }),
        budgets.other,
        isTransaction,
      );
      return outcomeOf(answer);
    },
  };
}

function isTransaction({ object, id }: { readonly object?: unknown; readonly id?: unknown }): boolean {
  return object === "tax.transaction" && typeof id === "string";
}

/** As with refunds, only Stripe's word on a request that was sent once is a refusal. */
function outcomeOf(answer: StripeAnswer<Stripe.Tax.Transaction>): TaxBookingOutcome {
  if (answer.ok) return { kind: "booked", transaction: answer.result.id };
  const { error, mayHaveWorked } = answer;
  const isCertain = isRefusal(error) && error.statusCode === 400 && error.rawType === "invalid_request_error";
  return isCertain && !mayHaveWorked
    ? { kind: "refused", detail: describeStripeError(error) }
    : { kind: "unknown", detail: describeStripeError(error) };
}
