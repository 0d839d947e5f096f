import { Stripe } from "stripe";
import type { Charge } from "../charge.ts";
import type { StripeCalls } from "./calls.ts";
import { describeStripeError } from "./connection.ts";
import { type FailedOutcome, outcomeOfError } from "./outcomes.ts";

/** What came of making a payment method: one that can be charged, or what that means for the charge. */
export type MethodOutcome = { readonly kind: "made"; readonly method: string } | FailedOutcome;

/**
 * Makes a payment method of what Google Pay made for Stripe as its gateway. Moves no money. The key is the attempt's: tried
 * again, be it by another process, it is the same method, although Stripe takes such a token only once.
 *
 * @param payload as the agent handed it over.
 */
export async function makePaymentMethod(
  { stripe, call, budgets }: StripeCalls,
  { attemptId }: Pick<Charge, "attemptId">,
  payload: string,
): Promise<MethodOutcome> {
  const token = gatewayToken(payload);
  if (token === undefined)
    return { kind: "rejected", why: "invalid_token", detail: "Google Pay's token holds none of Stripe's" };
  const answer = await call(
    (options) =>
      stripe.paymentMethods.create(
        { type: "card", card: { token } },
        { ...options, idempotencyKey: `${attemptId}-method` },
      ),
    budgets.inspection,
    (made: { readonly object?: unknown }) => made.object === "payment_method",
  );
  if (answer.ok) return { kind: "made", method: answer.result.id };
  const outcome = outcomeOfTokenError(answer.error);
  // An earlier try may have made it, and then the token is used up: only under the same key can it still be had.
  return answer.mayHaveWorked && outcome.kind !== "declined"
    ? { kind: "unknown", detail: `tried again: ${describeStripeError(answer.error)}` }
    : outcome;
}

/**
 * The token of Stripe's within what Google Pay gives: with Stripe as the gateway that is a token object as JSON
 * (docs.stripe.com/google-pay), of which nothing else is used.
 */
function gatewayToken(payload: string): string | undefined {
  const id = tokenIdIn(payload);
  return typeof id === "string" && /^tok_\w+$/.test(id) ? id : undefined;
}

function tokenIdIn(payload: string): unknown {
  if (payload.startsWith("tok_")) return payload;
  try {
    const object: { readonly id?: unknown } = Object(JSON.parse(payload));
    return object.id;
  } catch {
    return undefined;
  }
}

function outcomeOfTokenError(error: unknown): FailedOutcome {
  const code = error instanceof Stripe.errors.StripeError ? error.code : undefined;
  switch (code) {
    case "token_already_used":
      return { kind: "declined", reason: "token_used" };
    case "resource_missing":
      return { kind: "rejected", why: "invalid_token", detail: "Stripe knows no such token" };
    default:
      return outcomeOfError(error);
  }
}
