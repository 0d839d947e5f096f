import { DAY, type Instant, MINUTE } from "../clock.ts";
import type { AgentId, AttemptId, OrderId, SessionId } from "../ids.ts";
import type { Currency, Minor } from "../money.ts";
import type { Sale } from "../orders/order.ts";
import type { AuthenticationResult } from "./authentication.ts";
import type { Charge, ChargeOutcome } from "./charge.ts";
import type { Credential } from "./credential.ts";
import type { DriveStore } from "./drives.ts";
import type { HostedAttempt, HostedPayment } from "./hosted.ts";
import { hostedLines } from "./hosted-lines.ts";
import type { TaxBooking } from "./tax-booking.ts";

/**
 * `open` until its outcome is certain. `succeeded`: an order exists. `failed`: as far as anyone knew nothing was
 * charged, and all it held is given back. `refund_due`: money turned up after that and could not become an order; it is
 * being given back. `refunded`: it is.
 */
export type AttemptState = "open" | "succeeded" | "failed" | "refund_due" | "refunded";

/** How a closed attempt ended, kept so that a retry with the same key hears the same story in its own version. */
export type AttemptResult =
  | Exclude<ChargeOutcome, { kind: "pending" | "unknown" }>
  | { readonly kind: "abandoned" }
  /** A page of the provider's that nobody paid on, and nobody can any more. */
  | { readonly kind: "expired" };

/** Where authorised money stands. Absent on an attempt whose money was taken with the charge. */
export type Capture =
  /** To be captured before the time; `warned` once the merchant was told that it comes near. */
  | { readonly state: "authorized"; readonly before?: Instant | undefined; readonly warned?: boolean }
  /** To be asked of the provider, or the answer not known yet. While it is, nothing else may happen to this money. */
  | { readonly state: "capturing"; readonly amount: Minor; readonly before?: Instant | undefined }
  | { readonly state: "captured"; readonly amount: Minor; readonly at: Instant }
  /** Given back before it was captured, because everything was refunded. */
  | { readonly state: "canceled"; readonly at: Instant }
  /** Ended before it was captured: the order is not paid. */
  | { readonly state: "lapsed"; readonly at: Instant };

/** How long before an authorisation ends the merchant is told, where its money was not captured, ms. */
export const CAPTURE_WARNING = DAY;

/** While an attempt is younger, ms, its charge may be sent again under the same key; later it is only looked for. */
export const SENT_AGAIN_FOR = 10 * MINUTE;

/** One try at charging one session. Written before the provider is called; its id is the provider's idempotency key. */
export interface PaymentAttempt {
  readonly id: AttemptId;
  readonly sessionId: SessionId;
  readonly agentId: AgentId;
  readonly state: AttemptState;
  readonly provider: string;
  /** The provider's own name for the charge, once known. */
  readonly reference?: string | undefined;
  readonly amount: Minor;
  readonly currency: Currency;
  /** When it was opened; where the clock was found behind that since, when it was found so. */
  readonly openedAt: Instant;
  /** False once the clock was set back behind `openedAt`: nobody knows its age, so its charge is not sent again. */
  readonly maySendAgain?: false | undefined;
  readonly settledAt?: Instant | undefined;
  /** When recovery looks next: while open, once more after it was given up, before an authorisation ends, for its tax. */
  readonly nextLookAt?: Instant | undefined;
  /** The order this attempt makes, if it succeeds: named beforehand so that the provider can be told. */
  readonly orderId: OrderId;
  /** The idempotency claim of the request that opened it, hex; absent without a key. */
  readonly claim?: string | undefined;
  /** Present where the buyer pays on a page of the provider's: then nothing is ever charged from here. */
  readonly hosted?: HostedAttempt | undefined;
  /** What is paid with, while the charge may still have to be sent again. */
  readonly credential?: Credential | undefined;
  readonly allowAuthentication: boolean;
  readonly authentication?: AuthenticationResult | undefined;
  /**
   * What is sold for this money, kept once it failed: the session may change from then on. Until then the session says so,
   * which stands still while an attempt is open; afterwards the order does.
   */
  readonly sale?: Sale | undefined;
  readonly description: string;
  readonly taxCalculation?: string | undefined;
  /** Where that stands in the provider's books, for a payment by hand; with a charge it books it by itself. */
  readonly tax?: TaxBooking | undefined;
  readonly result?: AttemptResult | undefined;
  readonly capture?: Capture | undefined;
}

/** The charge an attempt stands for, while it is open. The same attempt always gives the same charge. */
export function chargeOf(
  attempt: PaymentAttempt & { readonly credential: Credential; readonly sale: Sale },
): Charge {
  const { buyer, fulfillmentDetails } = attempt.sale;
  return {
    attemptId: attempt.id,
    sessionId: attempt.sessionId,
    orderId: attempt.orderId,
    amount: attempt.amount,
    currency: attempt.currency,
    openedAt: attempt.openedAt,
    credential: attempt.credential,
    description: attempt.description,
    receiptEmail: buyer?.email ?? fulfillmentDetails?.email,
    shipping: recipientOf(attempt.sale),
    authentication: attempt.authentication,
    allowAuthentication: attempt.allowAuthentication,
    taxCalculation: attempt.taxCalculation,
  };
}

/** An attempt at being paid on a page of the provider's. */
export type HostedPaymentAttempt = PaymentAttempt & { readonly hosted: HostedAttempt };

/** Whether an attempt is to be paid on a page of the provider's. */
export function isHosted(attempt: PaymentAttempt): attempt is HostedPaymentAttempt {
  return attempt.hosted !== undefined;
}

/** What the page of an attempt is opened with. The same attempt always gives the same. */
export function hostedPaymentOf(attempt: HostedPaymentAttempt & { readonly sale: Sale }): HostedPayment {
  const { sale, amount, description, hosted } = attempt;
  return {
    attemptId: attempt.id,
    sessionId: attempt.sessionId,
    orderId: attempt.orderId,
    amount,
    currency: attempt.currency,
    lines: hostedLines(sale, amount, description),
    description,
    openedAt: attempt.openedAt,
    expiresAt: hosted.expiresAt,
    returnUrl: hosted.returnUrl,
    backUrl: hosted.backUrl,
    locale: hosted.locale,
    receiptEmail: sale.buyer?.email ?? sale.fulfillmentDetails?.email,
    shipping: recipientOf(sale),
  };
}

function recipientOf({ fulfillmentDetails }: Sale): Charge["shipping"] {
  const address = fulfillmentDetails?.address;
  return (
    address && {
      name: fulfillmentDetails?.name ?? address.name,
      phone: fulfillmentDetails?.phoneNumber,
      address,
    }
  );
}

/** Payment attempts on disk. Only in a write job, but for the reads named so. */
export interface AttemptStore extends DriveStore<AttemptId> {
  /**
   * Fails when the session has an open attempt already: the database forbids a second. Whoever opens it drives it.
   */
  insert(attempt: PaymentAttempt): Promise<void>;
  /** Replaces everything of it. Who drives it stays, until its state changes: then it is theirs no more. */
  replace(attempt: PaymentAttempt): Promise<void>;
  find(id: AttemptId): Promise<PaymentAttempt | undefined>;
  open(session: SessionId): Promise<PaymentAttempt | undefined>;
  /** The latest attempt that a request with this idempotency claim opened on the session. */
  byClaim(session: SessionId, claim: string): Promise<PaymentAttempt | undefined>;
  byReference(reference: string): Promise<PaymentAttempt | undefined>;
  /**
   * Attempts without an order whose `nextLookAt` has come, the longest waiting first; and those where it lies beyond
   * `horizon`, since the clock was set back.
   */
  due(now: Instant, horizon: Instant, limit: number): Promise<readonly PaymentAttempt[]>;
  /**
   * Attempts with an order, likewise: those whose money is still to be captured, or whose tax to be booked. Money that is
   * only authorised may wait until long after `horizon`.
   */
  capturesDue(now: Instant, horizon: Instant, limit: number): Promise<readonly PaymentAttempt[]>;
  /** When the next attempt is to be looked at; long ago where one lies beyond `horizon`. */
  nextDue(horizon: Instant): Promise<Instant | undefined>;
  countOpen(): Promise<number>;
  /** Attempts that are open or whose money is to be given back, the oldest first. */
  unresolved(limit: number): Promise<readonly PaymentAttempt[]>;
}
