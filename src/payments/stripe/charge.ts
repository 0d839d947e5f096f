import type { Stripe } from "stripe";
import { unreachable } from "../../problem.ts";
import type { Charge, ChargeOutcome } from "../charge.ts";
import type { Inspection } from "../provider.ts";
import type { StripeCalls } from "./calls.ts";
import { chargeParameters } from "./charge-parameters.ts";
import { describeStripeError } from "./connection.ts";
import { deactivationReason, inspectToken, readToken } from "./granted-token.ts";
import { lookUp } from "./look-up.ts";
import { isIntent, outcomeOfError, outcomeOfIntent, type TokenFailure, tokenFailure } from "./outcomes.ts";

/** Looks at a token before it is charged. */
export async function inspect(calls: StripeCalls, charge: Charge): Promise<Inspection> {
  const token = await tokenOf(calls, charge);
  if (token === undefined) return { kind: "unreadable" };
  return token === "unknown" ? { kind: "unknown_token" } : inspectToken(token, charge, calls.clock.now());
}

function tokenOf(calls: StripeCalls, { credential }: Charge) {
  return readToken(calls, credential.token, calls.settings.previewVersion, calls.budgets.inspection);
}

/** Charges a token, under the attempt's id as Stripe's idempotency key. */
export async function charge(calls: StripeCalls, charge: Charge): Promise<ChargeOutcome> {
  const { stripe, call, settings, budgets } = calls;
  // The library's stable types do not know shared payment tokens; a test holds these parameters against the preview's.
  const parameters = chargeParameters(charge, settings) as unknown as Stripe.PaymentIntentCreateParams;
  const answer = await call(
    (options) =>
      stripe.paymentIntents.create(parameters, {
        ...options,
        apiVersion: settings.previewVersion,
        idempotencyKey: charge.attemptId,
      }),
    budgets.charge,
    isIntent,
  );
  if (answer.ok) return outcomeOfIntent(answer.result, charge);
  const reason = tokenFailure(answer.error);
  if (reason) return tokenOutcome(calls, charge, reason, answer.mayHaveWorked);
  const outcome = outcomeOfError(answer.error);
  // After a try that may have charged, only a decline is certain: it is what is stored for the key, or would have met
  // the first try, too.
  return answer.mayHaveWorked && outcome.kind !== "declined"
    ? { kind: "unknown", detail: `tried again: ${describeStripeError(answer.error)}` }
    : outcome;
}

async function tokenOutcome(
  calls: StripeCalls,
  charge: Charge,
  reason: TokenFailure,
  mayHaveWorked: boolean,
): Promise<ChargeOutcome> {
  if (mayHaveWorked || reason === "deactivated") {
    // It may be our own charge that used the token up.
    const own = await lookUp(calls, { ...charge, id: charge.attemptId });
    if (own.kind !== "absent") return own;
    if (mayHaveWorked) return { kind: "unknown", detail: `tried again: the token is refused, ${reason}` };
  }
  switch (reason) {
    case "over_limit":
    case "currency_mismatch":
      return { kind: "declined", reason: reason };
    case "unknown_token":
      return { kind: "rejected", why: "invalid_token", detail: "Stripe knows no such token" };
    case "deactivated": {
      const token = await tokenOf(calls, charge);
      const reason = typeof token === "object" ? deactivationReason(token) : "token_used";
      return { kind: "declined", reason };
    }
    default:
      return unreachable(reason);
  }
}
