import type { ProductLookup } from "../catalog/lookup.ts";
import type { PictureOrigins } from "../catalog/picture-origins.ts";
import type { ProductSearch } from "../catalog/search.ts";
import type { Clock } from "../clock.ts";
import type { ProductList } from "../feed/product-list.ts";
import type { TakeSnapshot } from "../feed/stores.ts";
import type { Log } from "../log.ts";
import type { MailTerms } from "../mail/compose.ts";
import type { Metrics } from "../metrics.ts";
import type { PendingWorkReads } from "../monitoring/pending-work.ts";
import type { OrderList } from "../orders/order-list.ts";
import type { OrderNotifications } from "../orders/record-order-event.ts";
import type { SalesReads } from "../orders/sales.ts";
import type { Settings } from "../settings.ts";
import type { DatabaseState, Write, WriterState } from "../storage.ts";
import type { JobStores, Stores } from "../stores.ts";
import type { LateScheduler } from "./late-scheduler.ts";

/** What every service of a running shop stands on. */
export interface ServerContext {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly database: DatabaseState;
  readonly takeSnapshot: TakeSnapshot;
  /** `probe` tries whether the database takes a change. */
  readonly writer: WriterState & { probe(): Promise<void> };
  readonly write: Write<JobStores>;
  /** The stores over the read-only connection. */
  readonly reads: Stores;
  /** Finds goods in a thread of its own, apart from the merchant's. */
  readonly search: ProductSearch;
  /** Looks products up there, with however many variants they have. */
  readonly lookup: ProductLookup;
  readonly pictures: PictureOrigins;
  /** Lists of orders, read in the merchant's own thread. */
  readonly orderList: OrderList;
  /** What waits for somebody, looked at there. */
  readonly pendingWork: PendingWorkReads;
  readonly productList: ProductList;
  /** Sales by day, read there, too. */
  readonly salesReads: SalesReads;
  readonly scheduler: LateScheduler;
  /** Absent where no mail is sent. */
  readonly mailTerms: MailTerms | undefined;
  /** Wakes the jobs that send events and mails. */
  readonly wakeSenders: () => void;
  /** How an event of an order is told by mail, and whom its commit wakes. */
  readonly notifications: OrderNotifications;
  /** What is open so far and how to close it, the last first. */
  readonly opened: AsyncDisposableStack;
}
