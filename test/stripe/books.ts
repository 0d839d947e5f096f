import type { Card } from "./cards.ts";
import type { FormParameters } from "./form-body.ts";

/** A shared payment token as its seller sees it, with the card behind it. */
export interface GrantedToken {
  readonly id: string;
  readonly card: Card;
  readonly currency: string;
  readonly maxAmount: number;
  readonly expiresAt: number;
  readonly sharedMetadata: Readonly<Record<string, string>>;
  readonly created: number;
  deactivatedAt: number | undefined;
  deactivatedReason: "consumed" | "expired" | "revoked" | undefined;
  captured: number;
}

/** A token of a card, which serves once. */
export interface CardToken {
  readonly card: Card;
  isUsed: boolean;
}

export type IntentStatus =
  | "requires_payment_method"
  | "requires_confirmation"
  | "requires_action"
  | "processing"
  | "requires_capture"
  | "canceled"
  | "succeeded";

export interface PaymentIntent {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly captureMethod: "automatic" | "manual";
  readonly metadata: Readonly<Record<string, string>>;
  readonly description: string | undefined;
  /** The rest of what the intent was made with. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly created: number;
  card: Card | undefined;
  readonly token: GrantedToken | undefined;
  /** Whether it belongs to a Checkout Session. */
  readonly isOfSession?: true;
  status: IntentStatus;
  amountReceived: number;
  charge: Charge | undefined;
  lastPaymentError: Readonly<Record<string, unknown>> | undefined;
  canceledAt: number | undefined;
  cancellationReason: string | undefined;
}

/** Money that moved, or was authorised, or was refused. */
export interface Charge {
  readonly id: string;
  readonly intent: PaymentIntent;
  readonly created: number;
  readonly captureBefore: number | undefined;
  paid: boolean;
  captured: boolean;
  amountCaptured: number;
  amountRefunded: number;
}

export interface Refund {
  readonly id: string;
  readonly charge: Charge;
  readonly amount: number;
  readonly reason: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly created: number;
  status: "pending" | "succeeded" | "failed" | "canceled";
}

export interface Dispute {
  readonly id: string;
  readonly charge: Charge;
  readonly amount: number;
  readonly reason: string;
  readonly created: number;
  /** Until when the bank waits for an answer, seconds. */
  readonly dueBy: number;
  status:
    | "needs_response"
    | "under_review"
    | "won"
    | "lost"
    | "warning_needs_response"
    | "warning_closed"
    | "prevented";
}

/** A page of Stripe's own on which a buyer pays. */
export interface CheckoutSession {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly created: number;
  readonly expiresAt: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** What it was made with. */
  readonly parameters: FormParameters;
  readonly successUrl: string;
  /** The host of its page. */
  readonly pagesAt: string;
  status: "open" | "complete" | "expired";
  paymentStatus: "paid" | "unpaid";
  /** Absent until its buyer first confirms. */
  intent: PaymentIntent | undefined;
}

export interface WebhookEndpoint {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly enabledEvents: readonly string[];
  readonly apiVersion: string | undefined;
}

/** What is kept of a tax that was asked for. */
interface TaxCalculation {
  /** With tax. */
  readonly amount_total: number;
  readonly currency: string;
  /** Unix time. */
  readonly expires_at: number;
}

/** A tax in the account's books, or one taken out again. */
export interface TaxTransaction {
  readonly id: string;
  readonly reference: string;
  /** Absent on a reversal. */
  readonly calculation: string | undefined;
  /** With tax; of a reversal negative. */
  readonly amount: number;
  readonly currency: string;
  /** What a reversal is of. */
  readonly original: string | undefined;
}

/** Everything the stand-in knows. Kept in memory: a stand-in that is stopped has forgotten it. */
export class Books {
  readonly checkoutSessions = new Map<string, CheckoutSession>();
  readonly intents = new Map<string, PaymentIntent>();
  readonly charges = new Map<string, Charge>();
  readonly refunds = new Map<string, Refund>();
  readonly tokens = new Map<string, GrantedToken>();
  readonly cardTokens = new Map<string, CardToken>();
  readonly paymentMethods = new Map<string, Card>();
  readonly disputes = new Map<string, Dispute>();
  readonly endpoints = new Map<string, WebhookEndpoint>();
  readonly taxCalculations = new Map<string, TaxCalculation>();
  readonly taxTransactions = new Map<string, TaxTransaction>();
  readonly #time: () => number;
  #made = 0;

  /** @param time gives milliseconds since the epoch. */
  constructor(time: () => number = Date.now) {
    this.#time = time;
  }

  /** Ids that sort in the order they were made. */
  id(prefix: string): string {
    this.#made += 1;
    return `${prefix}_${String(this.#made).padStart(10, "0")}${Math.random().toString(36).slice(2, 8)}`;
  }

  /** Seconds since the epoch. */
  now(): number {
    return Math.floor(this.#time() / 1000);
  }
}
