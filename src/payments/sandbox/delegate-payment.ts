import { type Instant, instant } from "../../clock.ts";
import { newUnguessableToken } from "../../ids.ts";
import { fail, type Outcome, type Problem, succeed } from "../../problem.ts";
import { isCardNumber } from "../card-number.ts";
import type { Allowance, DelegatedToken, SandboxTokenStore } from "./token.ts";

/** A card, as an agent hands it over to have a token made of it. Never stored, never logged, never said again. */
export interface DelegatedCard {
  readonly number: string;
  /** 1 to 12, and the year in full. */
  readonly expiry?: { readonly month: number; readonly year: number } | undefined;
  readonly cvc?: string | undefined;
}

/** What any version's delegation asks for. */
export interface DelegateCommand {
  readonly card: DelegatedCard;
  readonly allowance: Allowance;
  /** Whether the agent's own checks say that the card must not be used. */
  readonly isBlocked: boolean;
}

/**
 * Makes a token of a card, as a payment service does for an agent before it completes a session. Only the sandbox does;
 * with a real provider a card number never comes near this program. Problems: `invalid`, at the field that is wrong.
 */
export async function delegatePayment(
  stores: { readonly sandboxTokens: SandboxTokenStore },
  { card, allowance, isBlocked }: DelegateCommand,
  now: Instant,
): Promise<Outcome<DelegatedToken>> {
  const reason = reasonAgainst(card, allowance, now) ?? (isBlocked ? blocked : undefined);
  if (reason) return fail(reason);
  const token: DelegatedToken = {
    id: `vt_${newUnguessableToken().replaceAll(/[^A-Za-z0-9]/g, "0")}_${behaviourOf(card.number)}`,
    createdAt: now,
    allowance,
  };
  await stores.sandboxTokens.insert({ ...token, usedBy: undefined });
  return succeed(token);
}

function reasonAgainst(card: DelegatedCard, allowance: Allowance, now: Instant): Problem | undefined {
  const { number, expiry, cvc } = card;
  if (!isCardNumber(number))
    return invalid("$.payment_method.number", "this is not a card number; check its digits");
  if (expiry && (expiry.month < 1 || expiry.month > 12))
    return invalid("$.payment_method.exp_month", "the month must be 01 to 12");
  if (expiry && endOf(expiry) <= now) return invalid("$.payment_method.exp_year", "the card has expired");
  if (cvc !== undefined && !/^\d{3,4}$/.test(cvc))
    return invalid("$.payment_method.cvc", "the security code has three or four digits");
  if (allowance.maxAmount <= 0)
    return invalid("$.allowance.max_amount", "the allowance must be for more than nothing");
  if (allowance.expiresAt <= now)
    return invalid("$.allowance.expires_at", "the allowance has expired already");
  return undefined;
}

const blocked = invalid("$.risk_signals", "a risk signal says that this card is blocked");

function invalid(path: string, detail: string): Problem {
  return { kind: "invalid", place: { at: "path", path }, detail };
}

/** A card is good to the end of its month. */
function endOf({ month, year }: { readonly month: number; readonly year: number }): Instant {
  return instant(Date.UTC(year, month, 1));
}

/**
 * How Stripe's well-known test numbers behave, in the words the sandbox reads at a token's end; any other card is
 * approved. It is all that is kept of the number.
 */
const behaviours: Readonly<Record<string, string>> = {
  "4000000000000002": "declined",
  "4000000000009995": "insufficient_funds",
  "4000000000000069": "expired",
  "4000002760003184": "3ds",
  "4000000000003220": "3ds",
};

function behaviourOf(number: string): string {
  return behaviours[number] ?? "approved";
}
