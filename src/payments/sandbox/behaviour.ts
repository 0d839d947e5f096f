import { after, type Instant, MINUTE } from "../../clock.ts";
import { unreachable } from "../../problem.ts";
import { chargeAfter } from "../authentication.ts";
import type { Charge, ChargeOutcome } from "../charge.ts";
import type { BookedOutcome, SandboxCharge } from "./stores.ts";

/** How long a bank takes here that takes its time, ms. */
export const LATENESS = MINUTE;

/** What the sandbox does with a charge: what it writes in its books, and what it lets its caller hear. */
interface Behaviour {
  /** Absent: the charge is not booked at all. */
  readonly booked?: BookedOutcome;
  readonly waitFor: ChargeOutcome;
}

/** How a token's ending decides (README, "Buy something"). Any other token is approved. */
const behaviours: readonly { readonly ending: string; readonly behave: (charge: Charge) => Behaviour }[] = [
  { ending: "insufficient_funds", behave: () => both({ kind: "declined", reason: "insufficient_funds" }) },
  { ending: "declined", behave: () => both({ kind: "declined", reason: "declined" }) },
  { ending: "expired", behave: () => both({ kind: "declined", reason: "expired_card" }) },
  { ending: "incorrect_cvc", behave: () => both({ kind: "declined", reason: "incorrect_cvc" }) },
  { ending: "over_limit", behave: () => both({ kind: "declined", reason: "over_limit" }) },
  { ending: "3ds", behave: authenticated },
  { ending: "processing", behave: (charge) => both({ kind: "pending", reference: referenceOf(charge) }) },
  {
    ending: "timeout",
    behave: (charge) => ({ booked: paid(charge), waitFor: { kind: "unknown", detail: "timeout" } }),
  },
  { ending: "unreachable", behave: () => ({ waitFor: { kind: "unknown", detail: "no connection" } }) },
  { ending: "unavailable", behave: () => ({ waitFor: { kind: "unavailable", retryAfterSeconds: 2 } }) },
  { ending: "unknown_token", behave: () => ({ waitFor: invalid("the token is made to be unknown") }) },
];

/** What becomes of a charge, by what is paid with. */
export function behaviourOf(charge: Charge): Behaviour {
  const { credential } = charge;
  switch (credential.kind) {
    case "shared_payment_token":
    case "sandbox": {
      const known = behaviours.find(({ ending }) => credential.token.endsWith(ending));
      return known ? known.behave(charge) : both(paid(charge));
    }
    case "google_pay":
      return { waitFor: invalid("no gateway of Google Pay's stands behind the sandbox") };
    default:
      return unreachable(credential);
  }
}

/** How a charge in the books stands: a bank that takes its time has paid after {@link LATENESS}. */
export function chargeStanding({ outcome, createdAt }: SandboxCharge, now: Instant): BookedOutcome {
  return outcome.kind === "pending" && after(createdAt, LATENESS) <= now
    ? { kind: "paid", reference: outcome.reference, captured: true }
    : outcome;
}

/** The refusal of a token that cannot be charged. */
export function invalid(detail: string): Extract<ChargeOutcome, { kind: "rejected" }> {
  return { kind: "rejected", why: "invalid_token", detail };
}

/** The sandbox's own name for the charge of an attempt. */
export function referenceOf({ attemptId }: Pick<Charge, "attemptId">): string {
  return `sandbox_${attemptId}`;
}

function paid(charge: Charge): BookedOutcome {
  return { kind: "paid", reference: referenceOf(charge), captured: true };
}

function both(outcome: BookedOutcome): Behaviour {
  return { booked: outcome, waitFor: outcome };
}

/** The card wants 3D Secure: asked for where the agent can show it, else declined, as a real issuer would. */
function authenticated(charge: Charge): Behaviour {
  if (charge.authentication && chargeAfter(charge.authentication) === "with_proof") return both(paid(charge));
  return both(
    charge.allowAuthentication
      ? { kind: "needs_action", reference: referenceOf(charge) }
      : { kind: "declined", reason: "requires_3ds" },
  );
}
