import type { AlertMerchant, MerchantAlert } from "../payments/alert.ts";
import type { PaymentAttempt } from "../payments/attempt.ts";
import { unreachable } from "../problem.ts";
import type { Settled, SettlementOutcome } from "./settle.ts";

/** Who hears of settlements. */
export interface SettlementListeners {
  readonly alert: AlertMerchant;
  /** Counts what became of attempts. */
  readonly ended?: ((how: "succeeded" | "declined" | "unknown" | "released") => void) | undefined;
}

/** Tells the merchant what a person should know of a settlement that is committed, and counts how it ended. */
export function reportSettlement(
  { attempt, change }: Settled,
  outcome: SettlementOutcome,
  { alert, ended }: SettlementListeners,
): void {
  const tell = (kind: MerchantAlert["kind"], words: string) => alert(attemptAlert(attempt, kind, words));

  if (outcome.kind === "unknown" && outcome.contradicts)
    tell("contradicting_charge", `the provider holds another charge: ${outcome.detail}`);
  switch (change) {
    case "succeeded":
      ended?.("succeeded");
      return;
    case "released":
      if (outcome.kind === "rejected" && outcome.why === "misconfigured")
        tell("misconfigured", `the payment provider refuses our requests: ${outcome.detail}`);
      // A page that its buyer left is no payment that failed.
      if (outcome.kind !== "expired") ended?.(outcome.kind === "declined" ? "declined" : "released");
      return;
    case "refund_due":
      tell("late_payment", "a payment succeeded too late to become an order; it is being refunded");
      return;
    case "kept_open":
      if (outcome.kind === "unknown") ended?.("unknown");
      return;
    case "none":
      return;
    default:
      unreachable(change);
  }
}

/** An alert about an attempt. */
export function attemptAlert(
  { id, sessionId }: PaymentAttempt,
  kind: MerchantAlert["kind"],
  words: string,
  error?: unknown,
): MerchantAlert {
  return { kind, words, attemptId: id, sessionId, error };
}
