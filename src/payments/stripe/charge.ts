import type { Stripe } from "stripe";
import { unreachable } from "../../problem.ts";
import type { Charge, ChargeOutcome } from "../charge.ts";
import type { Inspection } from "../provider.ts";
import type { StripeCalls } from "./calls.ts";
import { chargeParameters, type Means } from "./charge-parameters.ts";
import { describeStripeError, type StripeAnswer } from "./connection.ts";
import { makePaymentMethod } from "./google-pay.ts";
import { deactivationReason, inspectToken, readToken } from "./granted-token.ts";
import { lookUp } from "./look-up.ts";
import { isIntent, outcomeOfError, outcomeOfIntent, type TokenFailure, tokenFailure } from "./outcomes.ts";

/** Looks at a token before it is charged. What Google Pay made can only be used. */
export async function inspect(calls: StripeCalls, charge: Charge): Promise<Inspection> {
  const { kind, token: name } = charge.credential;
  if (kind !== "shared_payment_token") return { kind: "unreadable" };
  const token = await tokenOf(calls, name);
  if (token === undefined) return { kind: "unreadable" };
  return token === "unknown" ? { kind: "unknown_token" } : inspectToken(token, charge, calls.clock.now());
}

function tokenOf(calls: StripeCalls, token: string) {
  return readToken(calls, token, calls.settings.previewVersion, calls.budgets.inspection);
}

/** Charges what the buyer pays with, under the attempt's id as Stripe's idempotency key. */
export async function charge(calls: StripeCalls, charge: Charge): Promise<ChargeOutcome> {
  const { credential } = charge;
  switch (credential.kind) {
    case "shared_payment_token":
      return chargeToken(calls, charge, credential.token);
    case "google_pay":
      return chargeWallet(calls, charge, credential.token);
    case "sandbox":
      return { kind: "rejected", why: "invalid_token", detail: "tokens of the sandbox move no money" };
    default:
      return unreachable(credential);
  }
}

/**
 * Charges a payment method that is made of the token first. That uses the token up: what could be tried again later can be
 * tried by this attempt alone, which therefore stays open.
 */
async function chargeWallet(calls: StripeCalls, charge: Charge, payload: string): Promise<ChargeOutcome> {
  const made = await makePaymentMethod(calls, charge, payload);
  if (made.kind !== "made") return usedUp(made) ? ownCharge(calls, charge, made) : made;
  const answer = await createIntent(calls, charge, { payment_method: made.method });
  if (answer.ok) return outcomeOfIntent(answer.result, charge);
  const outcome = outcomeOf(answer);
  return outcome.kind === "unavailable"
    ? { kind: "unknown", detail: "too many requests; the token is used up for other attempts" }
    : outcome;
}

/** Whether a token serves no more. */
function usedUp(outcome: ChargeOutcome): boolean {
  return outcome.kind === "declined" && outcome.reason === "token_used";
}

/** What has become of this charge, which may itself have used its token up; else what was heard of the token. */
async function ownCharge(calls: StripeCalls, charge: Charge, heard: ChargeOutcome): Promise<ChargeOutcome> {
  const own = await lookUp(calls, { ...charge, id: charge.attemptId });
  return own.kind === "absent" ? heard : own;
}

async function chargeToken(calls: StripeCalls, charge: Charge, token: string): Promise<ChargeOutcome> {
  const means = { payment_method_data: { shared_payment_granted_token: token } };
  const answer = await createIntent(calls, charge, means, { apiVersion: calls.settings.previewVersion });
  if (answer.ok) return outcomeOfIntent(answer.result, charge);
  const reason = tokenFailure(answer.error);
  return reason ? tokenOutcome(calls, charge, token, reason, answer.mayHaveWorked) : outcomeOf(answer);
}

/** @param version of the API, where it is not the library's own. */
function createIntent(
  { stripe, call, settings, budgets }: StripeCalls,
  charge: Charge,
  means: Means,
  version: { readonly apiVersion?: string } = {},
): Promise<StripeAnswer<Stripe.PaymentIntent>> {
  // The library's stable types do not know shared payment tokens; a test holds these parameters against the preview's.
  const parameters = {
    ...chargeParameters(charge, settings),
    ...means,
  } as unknown as Stripe.PaymentIntentCreateParams;
  return call(
    (options) =>
      stripe.paymentIntents.create(parameters, {
        ...options,
        ...version,
        idempotencyKey: charge.attemptId,
      }),
    budgets.charge,
    isIntent,
  );
}

/**
 * What a failure means for the charge. After a try that may have charged, only a decline is certain: it is what is stored
 * for the key, or would have met the first try, too.
 */
function outcomeOf({
  error,
  mayHaveWorked,
}: Extract<StripeAnswer<Stripe.PaymentIntent>, { ok: false }>): ChargeOutcome {
  const outcome = outcomeOfError(error);
  return mayHaveWorked && outcome.kind !== "declined"
    ? { kind: "unknown", detail: `tried again: ${describeStripeError(error)}` }
    : outcome;
}

async function tokenOutcome(
  calls: StripeCalls,
  charge: Charge,
  name: string,
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
      const token = await tokenOf(calls, name);
      const reason = typeof token === "object" ? deactivationReason(token) : "token_used";
      return { kind: "declined", reason };
    }
    default:
      return unreachable(reason);
  }
}
