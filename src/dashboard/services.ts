import type { AgentStore, ProfileAgentStore } from "../agents/stores.ts";
import type { AuditStore } from "../audit/audit.ts";
import type { CatalogEditStores } from "../catalog/editing/edit-product.ts";
import type { OwnershipReads } from "../catalog/editing/owned-product.ts";
import type { CatalogUploads } from "../catalog/import/uploads.ts";
import type { SourceRecord } from "../catalog/source.ts";
import type { ProductStore } from "../catalog/stores.ts";
import type { SessionStore } from "../checkout/stores.ts";
import type { Clock } from "../clock.ts";
import type { DiscountAdministrationStores } from "../discounts/administration.ts";
import type { DiscountStore } from "../discounts/stores.ts";
import type { Findings } from "../doctor/findings.ts";
import type { ProductList } from "../feed/product-list.ts";
import type { FeedTerms, Generation } from "../feed/row.ts";
import type { FeedStore } from "../feed/stores.ts";
import type { TokenGuesses } from "../http/token-guesses.ts";
import type { Answer } from "../idempotency/answer.ts";
import type { ProductId } from "../ids.ts";
import type { JobStatus } from "../jobs/scheduler.ts";
import type { PendingWorkReads } from "../monitoring/pending-work.ts";
import type { Perform } from "../operations/perform.ts";
import type { BuyerReads, EraseStores } from "../orders/erase-buyer.ts";
import type { OrderList } from "../orders/order-list.ts";
import type { OrderService } from "../orders/order-service.ts";
import type { SalesReads } from "../orders/sales.ts";
import type { OrderStore } from "../orders/stores.ts";
import type { ReplayStores } from "../outbox/replay.ts";
import type { OutboxStore } from "../outbox/stores.ts";
import type { AttemptStore } from "../payments/attempt.ts";
import type { DisputeStore } from "../payments/disputes.ts";
import type { RefundStore } from "../payments/refund.ts";
import type { PeopleStores } from "../people/administration.ts";
import type { PeopleStore } from "../people/person.ts";
import type { Problem } from "../problem.ts";
import type { Shop } from "../shop.ts";
import type { SigningKeyStore } from "../signing/stores.ts";
import type { Write } from "../storage.ts";
import type { SetupFound } from "./pages/home-page/setup-steps.ts";

/** What the merchant's dashboard writes in a write job, beside what the order service does. */
export type AdminStores = DiscountAdministrationStores &
  EraseStores &
  ReplayStores &
  CatalogEditStores &
  PeopleStores & {
    readonly agents: AgentStore;
    readonly audit: AuditStore;
  };

/** What it looks at. */
export interface AdminReads extends BuyerReads {
  readonly orders: Pick<OrderStore, "ofBuyer" | "find" | "byNumber">;
  readonly audit: Pick<AuditStore, "of">;
  readonly catalog: OwnershipReads & Pick<ProductStore, "variantOwner">;
  readonly discounts: Pick<DiscountStore, "all" | "find" | "byCode" | "uses">;
  readonly agents: Pick<AgentStore, "all" | "byName" | "keys" | "hosts">;
  readonly profileAgents: Pick<ProfileAgentStore, "hostsSeen" | "hostsOf">;
  readonly outbox: Pick<OutboxStore, "find" | "page" | "bodyOf" | "attemptsOf">;
  readonly attempts: Pick<AttemptStore, "find" | "open" | "unresolved" | "capturesDue">;
  readonly disputes: DisputeStore;
  readonly refunds: Pick<RefundStore, "pending" | "ofAttempt">;
  readonly sessions: Pick<SessionStore, "find">;
  readonly feeds: Pick<FeedStore, "pushes">;
  readonly people: PeopleStore;
  readonly signingKeys: Pick<SigningKeyStore, "all">;
}

/** How what agents find is doing. */
export interface FeedStanding {
  /** Variants that were left out of the feed that agents pull. */
  readonly refused: number;
  /** The products of those variants, the first of many. */
  readonly refusedProducts: readonly ProductId[];
  /** The names of destinations that the last push did not reach. */
  readonly failing: readonly string[];
}

/** Everything the merchant's API and pages work with. */
export interface AdminServices {
  /** What opens the API, and the pages until the shop has an owner; absent: nothing does. */
  readonly token: string | undefined;
  /** The same, where it is the demo shop's, which everybody knows; absent in every other shop. */
  readonly demoToken?: string | undefined;
  readonly guesses: TokenGuesses;
  readonly shop: Shop;
  readonly orderService: OrderService;
  readonly write: Write<AdminStores>;
  readonly reads: AdminReads;
  readonly orderList: OrderList;
  readonly productList: ProductList;
  /** By what the feed that agents pull judges products now. */
  readonly feedRules: () => { readonly terms: FeedTerms; readonly generation: Generation };
  /** Brings catalogues in that somebody uploads. */
  readonly uploads: CatalogUploads;
  readonly salesReads: SalesReads;
  readonly pendingWork: PendingWorkReads;
  /** So many units of a variant or fewer are few. */
  readonly lowStock: number;
  /** What is wrong with what the shop depends on. */
  readonly findings: Findings;
  readonly feedStanding: () => Promise<FeedStanding>;
  /** How far the shop is set up, as its settings say. */
  readonly setup: Pick<SetupFound, "isDemo" | "toTakeMoney" | "isPublic" | "sendsMail">;
  readonly jobs: { status(): readonly JobStatus[] };
  /** What came of the last look at the catalogue's source; `undefined` where it is imported by hand. */
  readonly catalogSource: () => Promise<SourceRecord | undefined>;
  /** Called after keys or agreements have changed. */
  readonly agentsChanged: () => Promise<void>;
  /** Called after events were made due again. */
  readonly eventsReplayed: () => void;
  /** Carries out what may be sent again, once. */
  readonly perform: Perform;
  /** How the shop answers a problem where no protocol was asked for. */
  readonly encodeProblem: (problem: Problem) => Answer;
  readonly clock: Clock;
}
