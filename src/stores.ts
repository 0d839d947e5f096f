import type { AgentStore, ProfileAgentStore } from "./agents/stores.ts";
import type { AuditStore } from "./audit/audit.ts";
import type { PersonalRecords } from "./buyers/personal-records.ts";
import type { BuyerStore } from "./buyers/stores.ts";
import type { CartStore } from "./carts/cart.ts";
import type { ProductLookup } from "./catalog/lookup.ts";
import type { PictureOrigins } from "./catalog/picture-origins.ts";
import type { ProductSearch } from "./catalog/search.ts";
import type { SourceStore } from "./catalog/source.ts";
import type { ProductStore, ReservationStore } from "./catalog/stores.ts";
import type { SessionStore } from "./checkout/stores.ts";
import type { SandboxClockStore } from "./demo/sandbox-clock.ts";
import type { CodeGuessStore, DiscountStore } from "./discounts/stores.ts";
import type { ProductList } from "./feed/product-list.ts";
import type { FeedStore, TakeSnapshot } from "./feed/stores.ts";
import type { IdempotencyStore } from "./idempotency/stores.ts";
import type { JobStore } from "./jobs/job.ts";
import type { MailStore } from "./mail/mail.ts";
import type { AlertStore } from "./monitoring/alert.ts";
import type { PendingWorkReads } from "./monitoring/pending-work.ts";
import type { OrderList } from "./orders/order-list.ts";
import type { SalesReads, SalesStore } from "./orders/sales.ts";
import type { OrderIndexStore, OrderStore, SecretStore } from "./orders/stores.ts";
import type { OutboxStore, SuspendedEndpointStore } from "./outbox/stores.ts";
import type { AttemptStore } from "./payments/attempt.ts";
import type { DisputeStore } from "./payments/disputes.ts";
import type { PaymentEventStore } from "./payments/event.ts";
import type { RefundStore } from "./payments/refund.ts";
import type { SandboxPageStore } from "./payments/sandbox/page.ts";
import type { SandboxStore } from "./payments/sandbox/stores.ts";
import type { SandboxTokenStore } from "./payments/sandbox/token.ts";
import type { StrangerPaymentStore } from "./payments/stranger-payments.ts";
import type { PeopleStore } from "./people/person.ts";
import type { SigningKeyStore } from "./signing/stores.ts";
import type { DatabaseState, Transaction, Write, WriterState } from "./storage.ts";

/**
 * Every store there is, whichever engine keeps it: the whole of what the shop asks of a database. A write job is handed
 * all of them to read and write; outside one they are for reading, and see what is committed.
 */
export interface Stores {
  readonly agents: AgentStore;
  readonly profileAgents: ProfileAgentStore;
  readonly strangerPayments: StrangerPaymentStore;
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
  readonly disputes: DisputeStore;
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
  readonly signingKeys: SigningKeyStore;
  readonly sandbox: SandboxStore;
  readonly sandboxClock: SandboxClockStore;
  readonly sandboxPages: SandboxPageStore;
  readonly sandboxTokens: SandboxTokenStore;
}

/** What a write job is handed: every store, and its transaction. */
export type JobStores = Stores & Transaction;

/** What is asked besides stores: it reads much, and is answered apart from what sells. */
export interface ReadQuestions {
  readonly search: ProductSearch;
  /** Looks products up, with however many variants they have. */
  readonly lookup: ProductLookup;
  readonly pictures: PictureOrigins;
  readonly orderList: OrderList;
  readonly pendingWork: PendingWorkReads;
  readonly productList: ProductList;
  readonly salesReads: SalesReads;
}

/** An open database, whichever engine keeps it. */
export interface OpenDatabase {
  readonly state: DatabaseState;
  /** The one way to change it. `probe` tries whether it takes a change. */
  readonly writer: WriterState & { readonly write: Write<JobStores>; probe(): Promise<void> };
  /** For looking, outside any write job. */
  readonly reads: Stores;
  readonly questions: ReadQuestions;
  readonly takeSnapshot: TakeSnapshot;
  /** Lets what is under way end, and closes everything. */
  close(): Promise<void>;
}
