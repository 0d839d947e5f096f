import { type Instant, MINUTE } from "../clock.ts";
import type { AttemptId, OrderId, SessionId } from "../ids.ts";
import type { Currency, Minor } from "../money.ts";
import type { Charge, ChargeOutcome } from "./charge.ts";

/**
 * A page of the provider's is the second way to be paid: the buyer pays there by hand, and we look what became of it. It
 * is opened, looked at and expired; nothing is ever charged from here.
 */

/** Opening a page may be repeated, word for word, while its attempt is younger, ms. */
export const OPENING_WINDOW = 10 * MINUTE;

/**
 * How long a page is open from the moment its attempt was, ms. Stripe takes no less than 30 minutes from when it hears of
 * it (docs.stripe.com/api/checkout/sessions/create, `expires_at`), and it may hear of it at the end of the window.
 */
export const HOSTED_LIFETIME = 30 * MINUTE + OPENING_WINDOW;

/** A page at the provider's. Its address is shown to nobody before both are committed. */
export interface HostedPage {
  /** The provider's own name for it. */
  readonly id: string;
  readonly url: string;
}

/** What of an attempt says that it is paid on a page, frozen when it was opened; the page once it is known. */
export interface HostedAttempt {
  readonly expiresAt: Instant;
  /** Where the buyer is sent from there. That they came says nothing. */
  readonly returnUrl: string;
  readonly backUrl: string;
  /** The buyer's language, BCP 47. */
  readonly locale?: string | undefined;
  readonly page?: HostedPage | undefined;
}

/** One row of the bill as the page shows it. Never negative. */
export interface HostedLine {
  readonly name: string;
  readonly amount: Minor;
}

/** What a page is opened with. The same attempt always opens the same: a repetition is taken for the first request. */
export interface HostedPayment {
  readonly attemptId: AttemptId;
  readonly sessionId: SessionId;
  readonly orderId: OrderId;
  readonly amount: Minor;
  readonly currency: Currency;
  /** Come to `amount`. */
  readonly lines: readonly HostedLine[];
  readonly description: string;
  readonly openedAt: Instant;
  readonly expiresAt: Instant;
  readonly returnUrl: string;
  readonly backUrl: string;
  readonly locale?: string | undefined;
  readonly receiptEmail?: string | undefined;
  readonly shipping?: Charge["shipping"];
}

/** A page as a provider can find it again, and what it must be for. */
export interface HostedKey {
  readonly attemptId: AttemptId;
  readonly pageId: string;
  readonly amount: Minor;
  readonly currency: Currency;
}

/**
 * What came of opening a page. Only `unknown` may have opened one; nobody has its address. `declined` and `rejected`
 * will not become better by repetition.
 */
export type HostedOpening =
  | { readonly kind: "opened"; readonly page: HostedPage }
  | Extract<ChargeOutcome, { kind: "declined" | "rejected" | "unavailable" | "unknown" }>;

/**
 * How a page stands: still open, whatever the buyer has tried there; paid; paid in a way that takes its time; or over,
 * so that nothing can be paid there any more. Its own state decides, not that of a payment begun there.
 */
export type HostedStanding =
  | { readonly kind: "at_provider"; readonly page: HostedPage }
  | Extract<ChargeOutcome, { kind: "paid" | "pending" | "unknown" }>
  /** A way to pay that takes its time came to nothing after the page was done. */
  | Extract<ChargeOutcome, { kind: "declined" }>
  | { readonly kind: "expired" };

/** What came of closing a page. Refused: it is open no more, and a look tells why. */
export type HostedExpiry =
  | { readonly kind: "expired" }
  | { readonly kind: "refused" }
  | { readonly kind: "unknown"; readonly detail: string };

/** A provider's pages. As with its charges, every method may wait for the network and none throws for what that did. */
export interface HostedDriver {
  open(payment: HostedPayment): Promise<HostedOpening>;
  look(page: HostedKey): Promise<HostedStanding>;
  /** Closes a page, so that nothing can be paid there any more. */
  expire(page: HostedKey): Promise<HostedExpiry>;
}
