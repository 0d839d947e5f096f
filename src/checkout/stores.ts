import type { ProfileAgentStore } from "../agents/stores.ts";
import type { BuyerStore } from "../buyers/stores.ts";
import type { ReservationStore, VariantReader } from "../catalog/stores.ts";
import type { Instant } from "../clock.ts";
import type { CodeGuessStore, DiscountReader, DiscountStore } from "../discounts/stores.ts";
import type { SessionId } from "../ids.ts";
import type { MailStore } from "../mail/mail.ts";
import type { OrderStore } from "../orders/stores.ts";
import type { OutboxStore } from "../outbox/stores.ts";
import type { AttemptStore } from "../payments/attempt.ts";
import type { RefundStore } from "../payments/refund.ts";
import type { StrangerPaymentStore } from "../payments/stranger-payments.ts";
import type { Transaction } from "../storage.ts";
import type { CheckoutSession, SessionStatus } from "./session.ts";
import type { TransitionedSession } from "./transitions.ts";

/** Which sessions to list. */
export interface SessionPage {
  readonly before?: SessionId | undefined;
  /** As stored: one whose time is over counts as expired only when that has been written down. */
  readonly status?: SessionStatus | undefined;
  readonly limit: number;
}

/** Where a session that ended stands among all that did. */
export interface EndedSession {
  readonly id: SessionId;
  readonly expiresAt: Instant;
}

/** Of one session: another one whenever anything of it is stored that was not stored before. */
export type SessionRevision = string & { readonly __revision: "session" };

/** Sessions on disk. Everything but reading only in a write job. */
export interface SessionStore {
  insert(session: TransitionedSession): Promise<void>;
  replace(session: TransitionedSession): Promise<void>;
  find(id: SessionId): Promise<CheckoutSession | undefined>;
  /** The same with its revision, for who keeps what was made of a session. */
  findRevision(
    id: SessionId,
  ): Promise<{ readonly session: CheckoutSession; readonly revision: SessionRevision } | undefined>;
  /** The newest first: those begun before another, those that stand at a status, or both; at most `limit`. */
  page(wanted: SessionPage): Promise<readonly CheckoutSession[]>;
  /** Sessions still waiting for the agent whose time is over, at most `limit`. */
  overdue(now: Instant, limit: number): Promise<readonly CheckoutSession[]>;
  /**
   * Forgets sessions that were canceled or expired without a try at paying, and whose time was over before `before`. Looks
   * at no more than `limit` ended ones, the oldest after `last`, and gives the last of them; absent when there are no more.
   */
  forgetAbandoned(
    before: Instant,
    limit: number,
    last: EndedSession | undefined,
  ): Promise<EndedSession | undefined>;
}

/** Everything checkout reads and writes in a write job. */
export interface CheckoutStores extends Transaction {
  readonly sessions: SessionStore;
  readonly catalog: VariantReader & ReservationStore;
  readonly discounts: DiscountReader & Pick<DiscountStore, "use" | "giveBack">;
  readonly codeGuesses: CodeGuessStore;
  readonly profileAgents: Pick<ProfileAgentStore, "see">;
  readonly strangerPayments: StrangerPaymentStore;
  readonly attempts: AttemptStore;
  readonly refunds: RefundStore;
  readonly orders: Pick<OrderStore, "nextNumber" | "insert" | "replace" | "find">;
  readonly buyers: Pick<BuyerStore, "remember">;
  readonly outbox: Pick<OutboxStore, "append">;
  readonly mails: Pick<MailStore, "append">;
}

/** What checkout may read outside any write job. */
export interface CheckoutReads {
  readonly sessions: Pick<SessionStore, "find" | "findRevision">;
  readonly orders: Pick<OrderStore, "find">;
  readonly attempts: Pick<AttemptStore, "find" | "open" | "byReference" | "due" | "capturesDue">;
}
