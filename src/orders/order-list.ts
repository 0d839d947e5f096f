import type { PurchaseWay } from "../buyers/purchase-context.ts";
import type { Instant } from "../clock.ts";
import type { AgentId } from "../ids.ts";
import type { Currency, Minor } from "../money.ts";
import type { SpokenProtocol } from "../spoken-protocol.ts";
import type { OrderStatus } from "./order.ts";
import type { OpenOrderStatus } from "./status.ts";

/** Which orders a list shows; what is absent does not matter. */
export interface OrderListFilter {
  /** Any of these. */
  readonly statuses?: readonly OrderStatus[] | undefined;
  readonly agentId?: AgentId | undefined;
  readonly way?: PurchaseWay | undefined;
  /** From this moment on. */
  readonly placedFrom?: Instant | undefined;
  /** Before this moment. */
  readonly placedBefore?: Instant | undefined;
  /**
   * Words that all of them have, or begin with: number, name, e-mail address, item, SKU, tracking number, id of order,
   * session or payment.
   */
  readonly text?: string | undefined;
}

/** What a list is sorted by: when they were placed, or what was charged. */
export const orderSorts = ["newest", "oldest", "highest", "lowest"] as const;
export type OrderSort = (typeof orderSorts)[number];

/** Where the next page begins: behind this order. `total` counts only where they are sorted by it. */
export interface OrderListPlace {
  readonly number: number;
  readonly total: Minor;
}

/** A page of a list of orders. */
export interface OrderListQuery {
  readonly filter: OrderListFilter;
  readonly sort: OrderSort;
  readonly behind?: OrderListPlace | undefined;
  readonly limit: number;
}

/** An order as a list shows it. */
export interface OrderSummary {
  readonly number: number;
  readonly status: OrderStatus;
  readonly createdAt: Instant;
  readonly agentId: AgentId;
  readonly way: PurchaseWay;
  readonly protocol: SpokenProtocol;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  /** Of all lines together. */
  readonly units: number;
  /** The title of the first line. */
  readonly firstItem?: string | undefined;
  readonly lines: number;
  readonly total: Minor;
  readonly currency: Currency;
  /** Whether it has goods that are still to be shipped. */
  readonly isToShip: boolean;
}

/** A page, and where the next one begins; absent on the last. */
export interface OrderListPage {
  readonly orders: readonly OrderSummary[];
  readonly next?: OrderListPlace | undefined;
}

/** How many orders stand in each of the ways in which something is still to be done. */
export type OpenOrderCounts = Readonly<Partial<Record<OpenOrderStatus, number>>>;

/** Lists of orders, read apart from what sells. */
export interface OrderList {
  page(query: OrderListQuery): Promise<OrderListPage>;
  /** A page as lines of a spreadsheet: see src/orders/export/orders-csv.ts. */
  csv(query: OrderListQuery): Promise<{ readonly lines: string; readonly next?: OrderListPlace | undefined }>;
  /** How many of those of which something is still to be done stand in which way; a status of none is absent. */
  countOpen(): Promise<OpenOrderCounts>;
  /** How many match; `isMore` where counting stopped at that. */
  count(filter: OrderListFilter): Promise<{ readonly count: number; readonly isMore: boolean }>;
}
