import { unreachable } from "../../problem.ts";
import type { CancelOutcome, ChargeKey } from "../provider.ts";
import type { StripeCalls } from "./calls.ts";
import { lookUp, retrieve } from "./look-up.ts";
import { isIntent } from "./outcomes.ts";

/** Makes sure that a charge can never succeed, or says that it has. */
export async function cancelCharge(calls: StripeCalls, charge: ChargeKey): Promise<CancelOutcome> {
  const found = await lookUp(calls, charge);
  switch (found.kind) {
    case "absent":
      return { kind: "canceled" };
    case "unknown":
      return found.contradicts ? { kind: "already", outcome: found } : found;
    case "declined":
      return found.reference === undefined
        ? { kind: "canceled" }
        : cancelIntent(calls, charge, found.reference);
    case "paid":
      return found.captured
        ? { kind: "already", outcome: found }
        : cancelIntent(calls, charge, found.reference);
    case "pending":
    case "needs_action":
      return cancelIntent(calls, charge, found.reference);
    default:
      return unreachable(found);
  }
}

async function cancelIntent(
  calls: StripeCalls,
  charge: ChargeKey,
  reference: string,
): Promise<CancelOutcome> {
  const { stripe, call, budgets } = calls;
  const answer = await call(
    (options) => stripe.paymentIntents.cancel(reference, { cancellation_reason: "abandoned" }, options),
    budgets.other,
    isIntent,
  );
  if (answer.ok && answer.result.status === "canceled") return { kind: "canceled" };
  const now = await retrieve(calls, charge, reference);
  switch (now.kind) {
    case "paid":
      return now.captured
        ? { kind: "already", outcome: now }
        : { kind: "unknown", detail: "it could not be canceled" };
    case "declined":
      // Canceled already, or waiting for a card that nobody will send.
      return { kind: "canceled" };
    case "absent":
    case "pending":
    case "needs_action":
    case "unknown":
      return { kind: "unknown", detail: "it could not be canceled" };
    default:
      return unreachable(now);
  }
}
