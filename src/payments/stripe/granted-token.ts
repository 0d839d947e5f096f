import { type Instant, MINUTE } from "../../clock.ts";
import type { Currency, Minor } from "../../money.ts";
import type { DeclineReason } from "../../problem.ts";
import type { Instrument } from "../charge.ts";
import type { Inspection } from "../provider.ts";
import { toStripe } from "./amounts.ts";
import { isRefusal, type StripeConnection } from "./connection.ts";
import { fromUnix } from "./outcomes.ts";

/**
 * A shared payment token as its seller may read it. The library's stable types do not know it; every part may be
 * missing, since a preview may change.
 */
export interface GrantedToken {
  readonly object?: unknown;
  readonly deactivated_at?: number | null;
  readonly deactivated_reason?: string | null;
  readonly usage_limits?: {
    readonly currency?: string;
    /** In Stripe's amounts. */
    readonly max_amount?: number;
    readonly expires_at?: number | null;
  } | null;
  readonly usage_details?: { readonly amount_captured?: { readonly value?: number } | null } | null;
  readonly payment_method_details?: {
    readonly card?: {
      readonly brand?: string | null;
      readonly last4?: string | null;
      readonly funding?: string | null;
      readonly country?: string | null;
    };
  } | null;
  readonly risk_details?: {
    readonly insights?: Readonly<
      Record<string, { readonly score?: number; readonly recommended_action?: string } | null | undefined>
    >;
  } | null;
}

/** Our clock and Stripe's may differ by so much, ms; within it the charge itself tells. */
const CLOCK_TOLERANCE = MINUTE;

/**
 * Reads a token; `undefined` when it cannot be read, and `"unknown"` when Stripe knows of none. The one place, beside
 * the charge, that speaks the preview version.
 */
export async function readToken(
  { stripe, call }: StripeConnection,
  token: string,
  previewVersion: string,
  budget: number,
): Promise<GrantedToken | "unknown" | undefined> {
  const path = `/v1/shared_payment/granted_tokens/${encodeURIComponent(token)}`;
  const answer = await call(
    (options): Promise<GrantedToken> =>
      stripe.rawRequest("GET", path, undefined, { ...options, apiVersion: previewVersion }),
    budget,
    (found) => found.object === "shared_payment.granted_token",
  );
  if (answer.ok) return answer.result;
  return isRefusal(answer.error) && answer.error.code === "resource_missing" ? "unknown" : undefined;
}

/** Whether a token, as read, covers a charge. */
export function inspectToken(
  token: GrantedToken,
  charge: { readonly amount: Minor; readonly currency: Currency },
  now: Instant,
): Inspection {
  const instrument = instrumentOf(token);
  const reason = reasonAgainst(token, charge, now);
  return reason ? { kind: "unusable", reason, instrument } : { kind: "usable", instrument };
}

function reasonAgainst(
  token: GrantedToken,
  { amount, currency }: { readonly amount: Minor; readonly currency: Currency },
  now: Instant,
): DeclineReason | undefined {
  if (token.deactivated_at != null) return deactivationReason(token);
  const limits = token.usage_limits;
  if (limits?.expires_at != null && fromUnix(limits.expires_at) < now - CLOCK_TOLERANCE)
    return "token_expired";
  if (limits?.currency !== undefined && limits.currency.toLowerCase() !== currency)
    return "currency_mismatch";
  const used = token.usage_details?.amount_captured?.value ?? 0;
  return limits?.max_amount !== undefined && toStripe(amount, currency) > limits.max_amount - used
    ? "over_limit"
    : undefined;
}

/** Why a token pays no more. */
export function deactivationReason({ deactivated_reason }: GrantedToken): DeclineReason {
  switch (deactivated_reason) {
    case "expired":
      return "token_expired";
    case "revoked":
      return "token_revoked";
    default:
      return "token_used";
  }
}

function instrumentOf({ payment_method_details, risk_details }: GrantedToken): Instrument {
  const card = payment_method_details?.card;
  const risks = Object.entries(risk_details?.insights ?? {}).flatMap(([risk, insight]) =>
    insight?.score === undefined
      ? []
      : [{ risk, score: insight.score, recommendation: insight.recommended_action ?? "" }],
  );
  return {
    brand: card?.brand ?? undefined,
    lastDigits: card?.last4 ?? undefined,
    funding: card?.funding ?? undefined,
    country: card?.country ?? undefined,
    risks: risks.length === 0 ? undefined : risks,
  };
}
