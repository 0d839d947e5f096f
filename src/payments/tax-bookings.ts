import { after, type Clock, HOUR, type Instant, MINUTE, SECOND } from "../clock.ts";
import type { AttemptId, RefundId } from "../ids.ts";
import type { Write } from "../storage.ts";
import type { AlertMerchant } from "./alert.ts";
import type { AttemptStore, PaymentAttempt } from "./attempt.ts";
import { LONGEST_LOOK_AFTER, lookHorizon } from "./look.ts";
import type { PaymentProvider } from "./provider.ts";
import type { Refund, RefundStore } from "./refund.ts";
import { allSettled, settleAll } from "./settle-all.ts";
import type { TaxBooking, TaxBookingOutcome } from "./tax-booking.ts";
import { reverseEarlierRefunds } from "./tax-due.ts";

/** What bookings read and write. */
export interface TaxBookingStores {
  readonly attempts: Pick<AttemptStore, "find" | "replace">;
  readonly refunds: Pick<RefundStore, "find" | "replace" | "ofAttempt">;
}

export interface TaxBookingDependencies {
  readonly write: Write<TaxBookingStores>;
  readonly reads: {
    readonly attempts: Pick<AttemptStore, "find" | "capturesDue">;
    readonly refunds: Pick<RefundStore, "due">;
  };
  readonly provider: Pick<PaymentProvider, "name" | "taxBooks">;
  readonly clock: Clock;
  readonly alert: AlertMerchant;
}

/** Has the taxes of payments by hand booked at the provider that computed them, and taken out again with refunds. */
export interface TaxBookings {
  /** Asks for all bookings that are due, at most `limit` of each kind. Gives how many. */
  recover(limit: number): Promise<number>;
}

/** Builds the {@link TaxBookings} of one process. */
export function createTaxBookings(dependencies: TaxBookingDependencies): TaxBookings {
  const recoverSales = saleBookings(dependencies);
  const recoverReversals = reversalBookings(dependencies);
  return {
    async recover(limit) {
      const counts = await allSettled([recoverSales(limit), recoverReversals(limit)]);
      return counts.reduce((all, count) => all + count, 0);
    },
  };
}

/** The taxes of what was sold: gives how many bookings were due. */
function saleBookings({ write, reads, provider, clock, alert }: TaxBookingDependencies) {
  const { taxBooks } = provider;

  /** Compare-and-set: whoever was told before has noted it already. */
  function settle(id: AttemptId, outcome: TaxBookingOutcome): Promise<void> {
    return write(async ({ attempts, refunds }) => {
      const attempt = await attempts.find(id);
      if (attempt?.tax?.state !== "due") return;
      const now = clock.now();
      const { booking: tax, nextLookAt } = bookingAfter(outcome, attempt.settledAt ?? attempt.openedAt, now);
      const noted: PaymentAttempt = { ...attempt, tax, nextLookAt };
      await attempts.replace(noted);
      await reverseEarlierRefunds(refunds, noted, now);
    });
  }

  async function book(attempt: PaymentAttempt): Promise<void> {
    const { id: attemptId, taxCalculation: calculation } = attempt;
    if (calculation === undefined) throw new Error(`attempt ${attemptId} has no tax to be booked`);
    const outcome =
      taxBooks && attempt.provider === provider.name
        ? await taxBooks.book({ attemptId, calculation })
        : anotherProvider;
    await settle(attemptId, outcome);
    if (outcome.kind === "refused") tell(alert, attempt, `its tax could not be booked: ${outcome.detail}`);
  }

  function worry({ id, sessionId, orderId }: PaymentAttempt, error: unknown): void {
    const words = "a tax could not be booked; it is tried again";
    alert({ kind: "unexpected", words, attemptId: id, sessionId, orderId, error });
  }

  return async (limit: number): Promise<number> => {
    const now = clock.now();
    const found = await reads.attempts.capturesDue(now, lookHorizon(now), limit);
    const due = found.filter(({ tax }) => tax?.state === "due");
    await settleAll(due, book, async (attempt, error) => {
      worry(attempt, error);
      await settle(attempt.id, { kind: "unknown", detail: "booking it threw" });
    });
    return due.length;
  };
}

/** The taxes of what was given back: gives how many bookings were due. */
function reversalBookings({ write, reads, provider, clock, alert }: TaxBookingDependencies) {
  const { taxBooks } = provider;

  /** Compare-and-set, as of sales. */
  function settle(id: RefundId, outcome: TaxBookingOutcome): Promise<void> {
    return write(async ({ refunds }) => {
      const refund = await refunds.find(id);
      if (refund?.taxReversal?.state !== "due") return;
      const { booking: taxReversal, nextLookAt } = bookingAfter(
        outcome,
        refund.settledAt ?? refund.openedAt,
        clock.now(),
      );
      await refunds.replace({ ...refund, taxReversal, nextLookAt });
    });
  }

  async function book(refund: Refund): Promise<void> {
    const { id: refundId, amount, currency } = refund;
    const attempt = await reads.attempts.find(refund.attemptId);
    if (attempt?.tax?.state !== "booked") return;
    const { transaction } = attempt.tax;
    const isAll = amount === attempt.amount;
    const outcome =
      taxBooks && attempt.provider === provider.name
        ? await taxBooks.reverse({ refundId, transaction, amount, currency, isAll })
        : anotherProvider;
    await settle(refundId, outcome);
    if (outcome.kind === "refused")
      tell(alert, attempt, `the tax of a refund could not be taken out: ${outcome.detail}`);
  }

  return async (limit: number): Promise<number> => {
    const now = clock.now();
    const found = await reads.refunds.due(now, lookHorizon(now), limit);
    const due = found.filter(
      ({ state, taxReversal }) => state === "succeeded" && taxReversal?.state === "due",
    );
    await settleAll(due, book, async ({ id, attemptId }, error) => {
      const words = "a tax could not be taken out; it is tried again";
      alert({ kind: "unexpected", words, attemptId, error });
      await settle(id, { kind: "unknown", detail: "taking it out threw" });
    });
    return due.length;
  };
}

function tell(alert: AlertMerchant, { id, sessionId, orderId }: PaymentAttempt, what: string): void {
  alert({
    kind: "tax_not_booked",
    words: `${what}. The money is where it belongs; correct the tax at the provider by hand`,
    attemptId: id,
    sessionId,
    orderId,
  });
}

const anotherProvider: TaxBookingOutcome = {
  kind: "unknown",
  detail: "the provider that computed it is not configured",
};

/** A booking after an outcome, and when it is asked for next. */
function bookingAfter(
  outcome: TaxBookingOutcome,
  since: Instant,
  now: Instant,
): { readonly booking: TaxBooking; readonly nextLookAt: Instant | undefined } {
  switch (outcome.kind) {
    case "booked":
      return { booking: { state: "booked", transaction: outcome.transaction }, nextLookAt: undefined };
    case "refused":
      return { booking: { state: "refused", detail: outcome.detail }, nextLookAt: undefined };
    case "unknown":
      return { booking: { state: "due" }, nextLookAt: nextTry(since, now) };
  }
}

function nextTry(since: Instant, now: Instant): Instant {
  const age = now - since;
  return after(now, age < 2 * MINUTE ? 10 * SECOND : age < HOUR ? 5 * MINUTE : LONGEST_LOOK_AFTER);
}
