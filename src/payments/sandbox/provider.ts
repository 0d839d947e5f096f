import type { Clock } from "../../clock.ts";
import type { AttemptId } from "../../ids.ts";
import { minor, ZERO } from "../../money.ts";
import type { Write } from "../../storage.ts";
import type { Charge, ChargeOutcome, PaymentProvider } from "../provider.ts";
import type { SandboxStore } from "./stores.ts";

/** What the sandbox does with a charge: what it writes in its books, and what it lets its caller hear. */
interface Behaviour {
  /** Absent: the charge is not booked at all. */
  readonly booked?: ChargeOutcome;
  readonly heard: ChargeOutcome;
}

/** How a token's ending decides (contract "Sandbox payment tokens"). Any other token is approved. */
const behaviours: readonly { readonly ending: string; readonly behave: (charge: Charge) => Behaviour }[] = [
  { ending: "insufficient_funds", behave: () => both({ kind: "declined", reason: "insufficient_funds" }) },
  { ending: "declined", behave: () => both({ kind: "declined", reason: "declined" }) },
  { ending: "expired", behave: () => both({ kind: "declined", reason: "expired_card" }) },
  { ending: "over_limit", behave: () => both({ kind: "declined", reason: "over_limit" }) },
  { ending: "3ds", behave: authenticated },
  {
    ending: "timeout",
    behave: (charge) => ({ booked: paid(charge), heard: { kind: "unknown", detail: "timeout" } }),
  },
  { ending: "unavailable", behave: () => ({ heard: { kind: "unavailable", retryAfterSeconds: 2 } }) },
];

/**
 * A provider that answers by the token and moves no money. It keeps books of its own, in jobs of its own, so that a
 * crash between charge and settlement leaves the same traces as with a real one.
 */
export function createSandboxProvider(
  write: Write<{ readonly sandbox: SandboxStore }>,
  clock: Clock,
): PaymentProvider {
  const booked = (attempt: AttemptId) => write(({ sandbox }) => sandbox.find(attempt));

  return {
    name: "sandbox",

    charge(charge) {
      return write(async ({ sandbox }) => {
        const earlier = await sandbox.find(charge.attemptId);
        if (earlier) return earlier.outcome;
        const { booked: outcome, heard } = behaviourOf(charge);
        if (outcome) {
          await sandbox.insert({
            attemptId: charge.attemptId,
            token: charge.token,
            amount: charge.amount,
            refunded: ZERO,
            currency: charge.currency,
            outcome,
            createdAt: clock.now(),
          });
        }
        return heard;
      });
    },

    async lookUp({ id }) {
      return (await booked(id))?.outcome ?? { kind: "absent" };
    },

    cancel({ id }) {
      return write(async ({ sandbox }) => {
        const charge = await sandbox.find(id);
        if (charge?.outcome.kind === "paid") return { kind: "already", outcome: charge.outcome } as const;
        return { kind: "canceled" } as const;
      });
    },

    refund({ id, attemptId, amount }) {
      return write(async ({ sandbox }) => {
        const charge = await sandbox.find(attemptId);
        if (charge?.outcome.kind !== "paid")
          return { kind: "failed", detail: "there is no such charge" } as const;
        const refunded = minor(charge.refunded + amount);
        if (refunded > charge.amount)
          return { kind: "failed", detail: "more than is left of the charge" } as const;
        await sandbox.replace({ ...charge, refunded });
        return { kind: "refunded", reference: `sandbox_${id}` } as const;
      });
    },
  };
}

function behaviourOf(charge: Charge): Behaviour {
  const known = behaviours.find(({ ending }) => charge.token.endsWith(ending));
  return known ? known.behave(charge) : both(paid(charge));
}

function paid(charge: Charge): ChargeOutcome {
  return { kind: "paid", reference: `sandbox_${charge.attemptId}`, captured: true };
}

function both(outcome: ChargeOutcome): Behaviour {
  return { booked: outcome, heard: outcome };
}

/** The card wants 3D Secure: asked for where the agent can show it, else declined, as a real issuer would. */
function authenticated(charge: Charge): Behaviour {
  if (charge.authentication) {
    return both(
      charge.authentication.outcome === "authenticated"
        ? paid(charge)
        : { kind: "declined", reason: "authentication_failed" },
    );
  }
  return both(
    charge.allowAuthentication
      ? { kind: "needs_action", reference: `sandbox_${charge.attemptId}` }
      : { kind: "declined", reason: "requires_3ds" },
  );
}
