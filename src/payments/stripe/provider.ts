import type { Stripe } from "stripe";
import { after, type Clock, MINUTE, SECOND } from "../../clock.ts";
import { asId, type RefundId } from "../../ids.ts";
import { unreachable } from "../../problem.ts";
import type { Charge, ChargeOutcome } from "../charge.ts";
import type {
  CancelOutcome,
  CaptureOutcome,
  ChargeKey,
  Dispute,
  Inspection,
  ListedRefund,
  LookUpOutcome,
  PaymentProvider,
  RefundOutcome,
} from "../provider.ts";
import { fromStripe, type StripeAmount, toStripe } from "./amounts.ts";
import { chargeParameters } from "./charge-parameters.ts";
import {
  connectToStripe,
  describeStripeError,
  isRefusal,
  type StripeConnection,
  type StripeSettings,
} from "./connection.ts";
import { readStripeEvent } from "./events.ts";
import { deactivationReason, inspectToken, readToken } from "./granted-token.ts";
import { stripeHosted } from "./hosted.ts";
import {
  fromUnix,
  isIntent,
  outcomeOfError,
  outcomeOfIntent,
  type TokenFailure,
  takenLess,
  tokenFailure,
  toUnix,
} from "./outcomes.ts";

/** How much time each kind of call may take, retries included, ms. */
export interface StripeBudgets {
  /** Looking at a token before the charge. Together with the charge 15 s, so that the agent's request still lives. */
  readonly inspection: number;
  readonly charge: number;
  readonly other: number;
}

const BUDGETS: StripeBudgets = { inspection: 3 * SECOND, charge: 12 * SECOND, other: 12 * SECOND };

/**
 * A charge is made while its attempt may be replayed: ten minutes. Its intent is listed from so long before to so long
 * after the attempt was opened, ms, since Stripe's clock and ours may differ.
 */
const LISTED_BEFORE = 5 * MINUTE;
const LISTED_AFTER = 20 * MINUTE;

/** Payments through Stripe, with shared payment tokens, by the official library. */
export function createStripeProvider(
  settings: StripeSettings,
  clock: Clock,
  budgets: StripeBudgets = BUDGETS,
  connection: StripeConnection = connectToStripe(settings),
): PaymentProvider {
  const { stripe, call } = connection;

  async function inspect(charge: Charge): Promise<Inspection> {
    const token = await readToken(connection, charge.token, settings.previewVersion, budgets.inspection);
    if (token === undefined) return { kind: "unreadable" };
    return token === "unknown" ? { kind: "unknown_token" } : inspectToken(token, charge, clock.now());
  }

  async function charge(charge: Charge): Promise<ChargeOutcome> {
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
    if (reason) return tokenOutcome(charge, reason, answer.mayHaveWorked);
    const outcome = outcomeOfError(answer.error);
    // After a try that may have charged, only a decline is certain: it is what is stored for the key, or would have met
    // the first try, too.
    return answer.mayHaveWorked && outcome.kind !== "declined"
      ? { kind: "unknown", detail: `tried again: ${describeStripeError(answer.error)}` }
      : outcome;
  }

  async function tokenOutcome(
    charge: Charge,
    reason: TokenFailure,
    mayHaveWorked: boolean,
  ): Promise<ChargeOutcome> {
    if (mayHaveWorked || reason === "deactivated") {
      // It may be our own charge that used the token up.
      const own = await lookUp({ ...charge, id: charge.attemptId });
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
        const token = await readToken(connection, charge.token, settings.previewVersion, budgets.inspection);
        const reason = typeof token === "object" ? deactivationReason(token) : "token_used";
        return { kind: "declined", reason };
      }
      default:
        return unreachable(reason);
    }
  }

  async function lookUp(charge: ChargeKey): Promise<LookUpOutcome> {
    const { reference } = charge;
    return reference === undefined ? findByMetadata(charge) : retrieve(charge, reference);
  }

  async function retrieve(charge: ChargeKey, reference: string): Promise<LookUpOutcome> {
    const answer = await call(
      (options) => stripe.paymentIntents.retrieve(reference, { expand: ["latest_charge"] }, options),
      budgets.other,
      isIntent,
    );
    return answer.ok
      ? outcomeOfIntent(answer.result, charge)
      : { kind: "unknown", detail: describeStripeError(answer.error) };
  }

  /** Lists rather than searches: what was made a moment ago may be missing from a search for an hour. */
  async function findByMetadata(charge: ChargeKey): Promise<LookUpOutcome> {
    const created = {
      gte: toUnix(after(charge.openedAt, -LISTED_BEFORE)),
      lte: toUnix(after(charge.openedAt, LISTED_AFTER)),
    };
    const ends = performance.now() + budgets.other;
    let startingAfter: string | undefined;
    for (;;) {
      const answer = await call(
        (options) =>
          stripe.paymentIntents.list(
            {
              created,
              limit: 100,
              expand: ["data.latest_charge"],
              ...(startingAfter !== undefined && { starting_after: startingAfter }),
            },
            options,
          ),
        ends - performance.now(),
        isList,
      );
      if (!answer.ok) return { kind: "unknown", detail: describeStripeError(answer.error) };
      const { data, has_more } = answer.result;
      const found = data.find(({ metadata: { attempt_id } }) => attempt_id === charge.id);
      if (found) return outcomeOfIntent(found, charge);
      startingAfter = data.at(-1)?.id;
      if (!has_more || startingAfter === undefined) return { kind: "absent" };
      if (performance.now() > ends)
        return { kind: "unknown", detail: "the list was too long to read in time" };
    }
  }

  async function cancel(charge: ChargeKey): Promise<CancelOutcome> {
    const found = await lookUp(charge);
    switch (found.kind) {
      case "absent":
        return { kind: "canceled" };
      case "unknown":
        return found.contradicts ? { kind: "already", outcome: found } : found;
      case "declined":
        return found.reference === undefined ? { kind: "canceled" } : cancelIntent(charge, found.reference);
      case "paid":
        return found.captured ? { kind: "already", outcome: found } : cancelIntent(charge, found.reference);
      case "pending":
      case "needs_action":
        return cancelIntent(charge, found.reference);
      default:
        return unreachable(found);
    }
  }

  async function cancelIntent(charge: ChargeKey, reference: string): Promise<CancelOutcome> {
    const answer = await call(
      (options) => stripe.paymentIntents.cancel(reference, { cancellation_reason: "abandoned" }, options),
      budgets.other,
      isIntent,
    );
    if (answer.ok && answer.result.status === "canceled") return { kind: "canceled" };
    const now = await retrieve(charge, reference);
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

  async function capture(charge: Parameters<PaymentProvider["capture"]>[0]): Promise<CaptureOutcome> {
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

  async function refund({
    id,
    attemptId,
    reference,
    amount,
    currency,
  }: Parameters<PaymentProvider["refund"]>[0]): Promise<RefundOutcome> {
    const parameters = {
      payment_intent: reference,
      amount: toStripe(amount, currency),
      metadata: { refund_id: id, attempt_id: attemptId },
    } satisfies Stripe.RefundCreateParams & { amount: StripeAmount };
    const answer = await call(
      (options) => stripe.refunds.create(parameters, { ...options, idempotencyKey: id }),
      budgets.other,
      (made) => made.object === "refund" && made.amount === parameters.amount && made.currency === currency,
    );
    if (answer.ok) return listed(answer.result).outcome;
    const { error, mayHaveWorked } = answer;
    const isCertain =
      isRefusal(error) && error.statusCode === 400 && error.rawType === "invalid_request_error";
    return isCertain && !mayHaveWorked
      ? { kind: "failed", detail: describeStripeError(error) }
      : { kind: "unknown", detail: describeStripeError(error) };
  }

  async function refundsOf(reference: string): Promise<readonly ListedRefund[] | undefined> {
    const all: ListedRefund[] = [];
    for (;;) {
      const last = all.at(-1)?.reference;
      const answer = await call(
        (options) =>
          stripe.refunds.list(
            { payment_intent: reference, limit: 100, ...(last !== undefined && { starting_after: last }) },
            options,
          ),
        budgets.other,
        isList,
      );
      if (!answer.ok) return undefined;
      all.push(...answer.result.data.map(listed));
      if (!answer.result.has_more || answer.result.data.length === 0) return all.reverse();
    }
  }

  async function dispute(reference: string): Promise<Dispute | undefined> {
    const answer = await call(
      (options) => stripe.disputes.retrieve(reference, {}, options),
      budgets.other,
      (found) => found.object === "dispute",
    );
    if (!answer.ok) return undefined;
    const { id, amount, currency, created, reason, status } = answer.result;
    return {
      reference: id,
      amount: fromStripe(amount, currency),
      openedAt: fromUnix(created),
      reason,
      state: status === "lost" ? "lost" : closedDisputes.has(status) ? "closed" : "open",
    };
  }

  return {
    name: "stripe",
    hosted: stripeHosted(connection, settings, budgets.other),
    inspect,
    charge,
    lookUp,
    cancel,
    capture,
    refund,
    refundsOf,
    dispute,
    readEvent: (body, signature, now) =>
      readStripeEvent(stripe.webhooks, settings.webhookSecret, body, signature, now),
  };
}

/** In which the money stays, or was never taken; `prevented` was settled before it became a dispute. */
const closedDisputes: ReadonlySet<Stripe.Dispute.Status> = new Set<Stripe.Dispute.Status>([
  "won",
  "warning_closed",
  "prevented",
]);

function isList(answer: { readonly object?: unknown; readonly data?: unknown }): boolean {
  return answer.object === "list" && Array.isArray(answer.data);
}

function listed(refund: Stripe.Refund): ListedRefund {
  const { id, amount, currency, created, metadata, status, failure_reason } = refund;
  const { refund_id } = metadata ?? {};
  return {
    id: refund_id === undefined ? undefined : asId<RefundId>(refund_id),
    reference: id,
    amount: fromStripe(amount, currency),
    createdAt: fromUnix(created),
    outcome: outcomeOfRefund(id, status, failure_reason),
  };
}

function outcomeOfRefund(
  reference: string,
  status: string | null,
  failure: string | undefined,
): ListedRefund["outcome"] {
  switch (status) {
    case "succeeded":
      return { kind: "refunded", reference };
    case "failed":
    case "canceled":
      return { kind: "failed", reference, detail: failure ?? status };
    default:
      return { kind: "pending", reference };
  }
}
