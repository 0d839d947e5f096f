import type { AgentStore } from "./agents/stores.ts";
import type { AuditStore } from "./audit/audit.ts";
import type { PersonalRecords } from "./buyers/personal-records.ts";
import type { BuyerStore } from "./buyers/stores.ts";
import type { CartStore } from "./carts/cart.ts";
import type { SourceStore } from "./catalog/source.ts";
import type { ProductStore, ReservationStore } from "./catalog/stores.ts";
import type { SessionStore } from "./checkout/stores.ts";
import type { SandboxClockStore } from "./demo/sandbox-clock.ts";
import type { CodeGuessStore, DiscountStore } from "./discounts/stores.ts";
import type { FeedStore } from "./feed/stores.ts";
import type { IdempotencyStore } from "./idempotency/stores.ts";
import type { JobStore } from "./jobs/job.ts";
import type { MailStore } from "./mail/mail.ts";
import type { AlertStore } from "./monitoring/alert.ts";
import type { SalesStore } from "./orders/sales.ts";
import type { OrderIndexStore, OrderStore, SecretStore } from "./orders/stores.ts";
import type { OutboxStore, SuspendedEndpointStore } from "./outbox/stores.ts";
import type { AttemptStore } from "./payments/attempt.ts";
import type { PaymentEventStore } from "./payments/event.ts";
import type { RefundStore } from "./payments/refund.ts";
import type { SandboxPageStore } from "./payments/sandbox/page.ts";
import type { SandboxStore } from "./payments/sandbox/stores.ts";
import type { SandboxTokenStore } from "./payments/sandbox/token.ts";
import type { PeopleStore } from "./people/person.ts";
import type { Transaction } from "./storage.ts";

/**
 * Every store there is, whichever engine keeps it: the whole of what the shop asks of a database. A write job is handed
 * all of them to read and write; outside one they are for reading, and see what is committed.
 */
export interface Stores {
  readonly agents: AgentStore;
  readonly sessions: SessionStore;
  readonly buyers: BuyerStore;
  readonly personal: PersonalRecords;
  readonly carts: CartStore;
  readonly catalog: ProductStore & ReservationStore;
  readonly catalogSources: SourceStore;
  readonly discounts: DiscountStore;
  readonly codeGuesses: CodeGuessStore;
  readonly attempts: AttemptStore;
  readonly refunds: RefundStore;
  readonly paymentEvents: PaymentEventStore;
  readonly orders: OrderStore;
  readonly orderIndex: OrderIndexStore;
  readonly sales: SalesStore;
  readonly outbox: OutboxStore;
  readonly mails: MailStore;
  readonly alerts: AlertStore;
  readonly audit: AuditStore;
  readonly people: PeopleStore;
  readonly suspendedEndpoints: SuspendedEndpointStore;
  readonly feeds: FeedStore;
  readonly idempotency: IdempotencyStore;
  readonly jobs: JobStore;
  readonly secrets: SecretStore;
  readonly sandbox: SandboxStore;
  readonly sandboxClock: SandboxClockStore;
  readonly sandboxPages: SandboxPageStore;
  readonly sandboxTokens: SandboxTokenStore;
}

/** What a write job is handed: every store, and its transaction. */
export type JobStores = Stores & Transaction;
