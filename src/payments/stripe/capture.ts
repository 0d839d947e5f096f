import type { Stripe } from "stripe";
import type { CaptureOutcome, PaymentProvider } from "../provider.ts";
import { type StripeAmount, toStripe } from "./amounts.ts";
import type { StripeCalls } from "./calls.ts";
import { describeStripeError, isRefusal } from "./connection.ts";
import { isIntent, takenLess } from "./outcomes.ts";

/** Takes money that was only authorised. */
export async function capture(
  { stripe, call, budgets }: StripeCalls,
  charge: Parameters<PaymentProvider["capture"]>[0],
): Promise<CaptureOutcome> {
  const parameters = {
    amount_to_capture: toStripe(charge.amount, charge.currency),
  } satisfies Stripe.PaymentIntentCaptureParams & { amount_to_capture: StripeAmount };
  const answer = await call(
    (options) =>
      stripe.paymentIntents.capture(charge.reference, parameters, {
        ...options,
        idempotencyKey: `${charge.id}:capture`,
      }),
    budgets.other,
    isIntent,
  );
  if (answer.ok && answer.result.status === "succeeded")
    return { kind: "captured", taken: takenLess(answer.result, charge) };
  const now = await call(
    (options) => stripe.paymentIntents.retrieve(charge.reference, {}, options),
    budgets.other,
    isIntent,
  );
  if (now.ok && now.result.status === "succeeded")
    return { kind: "captured", taken: takenLess(now.result, charge) };
  if (now.ok && now.result.status === "canceled") return { kind: "lapsed" };
  if (answer.ok) return { kind: "unknown", detail: answer.result.status };
  const { error } = answer;
  // What could not be looked at may have been captured before, and be refused for that.
  const isSeen = now.ok || isRefusal(now.error);
  const isRefused = isSeen && isRefusal(error) && error.statusCode !== 429;
  return { kind: "unknown", detail: describeStripeError(error), isRefused };
}
