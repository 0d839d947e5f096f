import type { FulfillmentDetails } from "../address.ts";
import type { Buyer } from "../buyers/buyer.ts";
import type { Instant } from "../clock.ts";
import type { AgentId, AttemptId, OrderId, SessionId } from "../ids.ts";
import type { Currency, Minor } from "../money.ts";
import type { AuthenticationResult } from "./authentication.ts";
import type { Charge, ChargeOutcome } from "./provider.ts";

/**
 * `open` until its outcome is certain. `succeeded`: an order exists. `failed`: as far as anyone knew nothing was
 * charged, and all it held is given back. `refund_due`: money turned up after that, the goods are gone, and it must go
 * back. `refunded`: it went back.
 */
export type AttemptState = "open" | "succeeded" | "failed" | "refund_due" | "refunded";

/** How a closed attempt ended, kept so that a retry with the same key hears the same story in its own version. */
export type AttemptResult =
  | Exclude<ChargeOutcome, { kind: "pending" | "unknown" }>
  | { readonly kind: "abandoned" };

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
  readonly openedAt: Instant;
  readonly settledAt?: Instant | undefined;
  /** When recovery looks next, while open or a refund is due. */
  readonly nextLookAt?: Instant | undefined;
  /** The order this attempt makes, if it succeeds: named beforehand so that the provider can be told. */
  readonly orderId: OrderId;
  /** The idempotency claim of the request that opened it, hex; absent without a key. */
  readonly claim?: string | undefined;
  /** The payment token, while a replay may still need it; dropped at settlement. */
  readonly token?: string | undefined;
  readonly allowAuthentication: boolean;
  readonly authentication?: AuthenticationResult | undefined;
  /** Who the charge names; frozen so that a replay repeats it to the letter. */
  readonly buyer?: Buyer | undefined;
  readonly fulfillmentDetails?: FulfillmentDetails | undefined;
  readonly description: string;
  readonly result?: AttemptResult | undefined;
}

/** The charge an attempt stands for. The same attempt always gives the same charge. */
export function chargeOf(attempt: PaymentAttempt & { readonly token: string }): Charge {
  const { fulfillmentDetails } = attempt;
  const address = fulfillmentDetails?.address;
  return {
    attemptId: attempt.id,
    sessionId: attempt.sessionId,
    orderId: attempt.orderId,
    amount: attempt.amount,
    currency: attempt.currency,
    token: attempt.token,
    description: attempt.description,
    receiptEmail: attempt.buyer?.email ?? fulfillmentDetails?.email,
    shipping: address && {
      name: fulfillmentDetails?.name ?? address.name,
      phone: fulfillmentDetails?.phone_number,
      address,
    },
    authentication: attempt.authentication,
    allowAuthentication: attempt.allowAuthentication,
  };
}

/** Payment attempts on disk. Only behind the write door, but for the reads named so. */
export interface AttemptStore {
  /** Fails when the session has an open attempt already: the database forbids a second. */
  insert(attempt: PaymentAttempt): Promise<void>;
  /** Replaces everything of it. */
  replace(attempt: PaymentAttempt): Promise<void>;
  find(id: AttemptId): Promise<PaymentAttempt | undefined>;
  open(session: SessionId): Promise<PaymentAttempt | undefined>;
  /** The attempt that a request with this idempotency claim opened on the session. */
  byClaim(session: SessionId, claim: string): Promise<PaymentAttempt | undefined>;
  byReference(reference: string): Promise<PaymentAttempt | undefined>;
  /** Attempts whose `nextLookAt` has come, open or with a refund due, the longest waiting first. */
  due(now: Instant, limit: number): Promise<readonly PaymentAttempt[]>;
  countOpen(): Promise<number>;
}
