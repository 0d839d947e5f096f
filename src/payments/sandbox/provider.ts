import type { Clock, Instant } from "../../clock.ts";
import { type AttemptId, asId } from "../../ids.ts";
import type { Shop } from "../../shop.ts";
import type { Write } from "../../storage.ts";
import type { Charge, ChargeOutcome } from "../charge.ts";
import type { ListedRefund, PaymentProvider } from "../provider.ts";
import { behaviourOf, chargeStanding, invalid } from "./behaviour.ts";
import { type SandboxPageStores, sandboxHosted, sandboxPagePath } from "./page.ts";
import type { SandboxCharge, SandboxRefund, SandboxStore } from "./stores.ts";
import type { SandboxToken, SandboxTokenStore } from "./token.ts";

/**
 * A provider that answers by the token, or by what a buyer chooses on its page, and moves no money. It keeps books of its own, in jobs of its own, so that a
 * crash between charge and settlement leaves the same traces as with a real one.
 */
export function createSandboxProvider(
  write: Write<
    SandboxPageStores & { readonly sandbox: SandboxStore; readonly sandboxTokens: SandboxTokenStore }
  >,
  clock: Clock,
  { payment: { merchantId }, publicBaseUrl }: Pick<Shop, "payment" | "publicBaseUrl">,
): PaymentProvider {
  const booked = (attempt: AttemptId) => write(({ sandbox }) => sandbox.look(attempt));

  return {
    name: "sandbox",
    hosted: sandboxHosted(write, clock, (id) => `${publicBaseUrl}${sandboxPagePath(id)}`),

    async inspect() {
      return { kind: "unreadable" };
    },

    charge(charge) {
      return write(async ({ sandbox, sandboxTokens }) => {
        const earlier = await sandbox.look(charge.attemptId);
        if (earlier) return chargeStanding(earlier, clock.now());
        const { token: name } = charge.credential;
        const token = isDelegated(name) ? await sandboxTokens.find(name) : undefined;
        const refusal = isDelegated(name) ? refusalOf(token, charge, merchantId, clock.now()) : undefined;
        if (refusal) return refusal;
        const { booked: outcome, waitFor } = behaviourOf(charge);
        if (token && outcome?.kind === "paid")
          await sandboxTokens.replace({ ...token, usedBy: charge.attemptId });
        if (outcome) {
          await sandbox.insert({
            attemptId: charge.attemptId,
            amount: charge.amount,
            currency: charge.currency,
            outcome,
            refunds: [],
            createdAt: clock.now(),
          });
        }
        return waitFor;
      });
    },

    async lookUp({ id }) {
      const charge = await booked(id);
      return charge ? chargeStanding(charge, clock.now()) : { kind: "absent" };
    },

    cancel({ id }) {
      return write(async ({ sandbox }) => {
        const charge = await sandbox.look(id);
        const outcome = charge && chargeStanding(charge, clock.now());
        if (outcome?.kind === "paid") return { kind: "already", outcome } as const;
        if (outcome?.kind === "pending") return { kind: "unknown", detail: "it is being processed" } as const;
        return { kind: "canceled" } as const;
      });
    },

    /** Money is always taken with the charge. */
    async capture() {
      return { kind: "captured" };
    },

    refund({ id, attemptId, amount }) {
      return write(async ({ sandbox }) => {
        const charge = await sandbox.find(attemptId);
        if (!charge || chargeStanding(charge, clock.now()).kind !== "paid")
          return { kind: "failed", detail: "there is no such charge" } as const;
        const earlier = charge.refunds.find((refund) => refund.id === id);
        if (earlier) return listed(earlier).outcome;
        if (amount > leftOf(charge))
          return { kind: "failed", detail: "more than is left of the charge" } as const;
        const refund: SandboxRefund = { id, amount, createdAt: clock.now() };
        await sandbox.replace({ ...charge, refunds: [...charge.refunds, refund] });
        return listed(refund).outcome;
      });
    },

    async refundsOf(reference) {
      const charge = await booked(asId<AttemptId>(reference.replace(/^sandbox_/, "")));
      return charge?.refunds.map(listed) ?? [];
    },

    async dispute() {
      return undefined;
    },

    async readEvent() {
      return { kind: "refused", why: "the sandbox sends no events" };
    },
  };
}

function leftOf({ amount, refunds }: SandboxCharge): number {
  return refunds.reduce<number>((left, refund) => left - refund.amount, amount);
}

function listed({ id, amount, createdAt }: SandboxRefund): ListedRefund {
  const reference = `sandbox_${id}`;
  return { id, reference, amount, createdAt, outcome: { kind: "refunded", reference } };
}

/** Tokens of this form were made of a card here, and come with an allowance; any other is made up by a tester. */
function isDelegated(token: string): boolean {
  return token.startsWith("vt_");
}

/** Why a delegated token does not cover a charge. */
function refusalOf(
  token: SandboxToken | undefined,
  charge: Charge,
  merchantId: string,
  now: Instant,
): ChargeOutcome | undefined {
  const { allowance, usedBy } = token ?? {};
  if (!allowance || allowance.sessionId !== charge.sessionId || allowance.merchantId !== merchantId)
    return invalid("the token is for nobody, or for another sale");
  if (usedBy !== undefined && usedBy !== charge.attemptId) return { kind: "declined", reason: "token_used" };
  if (allowance.expiresAt <= now) return { kind: "declined", reason: "token_expired" };
  if (allowance.currency !== charge.currency) return { kind: "declined", reason: "currency_mismatch" };
  return charge.amount > allowance.maxAmount ? { kind: "declined", reason: "over_limit" } : undefined;
}
