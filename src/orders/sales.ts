import type { PurchaseWay } from "../buyers/purchase-context.ts";
import type { AgentId } from "../ids.ts";
import type { Minor } from "../money.ts";

/** What was sold on one day by the shop's clock, through one agent, in one protocol and by one way. */
export interface SalesOfDay {
  /** As ISO 8601 writes it. */
  readonly day: string;
  readonly agentId: AgentId;
  /** Its name: `acp`. */
  readonly protocol: string;
  readonly way: PurchaseWay;
  /** Checkouts begun. */
  readonly checkouts: number;
  readonly orders: number;
  /** What was charged, minor units, before anything went back. */
  readonly sales: Minor;
}

/** How far sales are counted: the last order by number, and the last session by id. */
export interface CountedUpTo {
  readonly order: number;
  /** Empty before the first. */
  readonly session: string;
}

/** Orders and sessions that were not counted yet, by day, and how far that reaches. */
export interface UncountedSales {
  readonly days: readonly SalesOfDay[];
  readonly from: CountedUpTo;
  readonly upTo: CountedUpTo;
  /** Whether there is more of it than was asked for. */
  readonly isMore: boolean;
}

/** What is to be counted. */
export interface UncountedQuery {
  readonly timeZone: string;
  /** Only sessions whose id is smaller: the newest may not all be committed yet. Absent: all. */
  readonly sessionsBefore?: string | undefined;
  /** How many orders, and how many sessions, at most. */
  readonly limit: number;
}

/** Days by the shop's clock. */
export interface SalesQuery {
  readonly from: string;
  /** The last one. */
  readonly to: string;
  readonly timeZone: string;
}

/** Reads sales, apart from what sells. */
export interface SalesReads {
  uncounted(query: UncountedQuery): Promise<UncountedSales>;
  /** What was sold on some days, counted or not; `isBehind` where much is not counted yet, and therefore missing. */
  between(query: SalesQuery): Promise<{ readonly days: readonly SalesOfDay[]; readonly isBehind: boolean }>;
}

/** Sales by day on disk. `add` only in a write job. */
export interface SalesStore {
  /** Whether there are orders or sessions that were not counted yet. */
  isBehind(): Promise<boolean>;
  /** Adds what was counted; nothing where somebody else has counted it meanwhile. Gives whether it was added. */
  add(uncounted: UncountedSales): Promise<boolean>;
}

/** Sums of sales by some part of them, the largest sales first. */
export function salesBy<Key extends string>(
  days: readonly SalesOfDay[],
  keyOf: (of: SalesOfDay) => Key,
): ReadonlyMap<Key, SalesSum> {
  const sums = new Map<Key, SalesSum>();
  for (const each of days) {
    const key = keyOf(each);
    const { checkouts, orders, sales } = sums.get(key) ?? noSales;
    sums.set(key, {
      checkouts: checkouts + each.checkouts,
      orders: orders + each.orders,
      sales: sales + each.sales,
    });
  }
  return new Map(
    [...sums].sort(([, one], [, other]) => other.sales - one.sales || other.orders - one.orders),
  );
}

/** Sales added up; `sales` in minor units. */
export interface SalesSum {
  readonly checkouts: number;
  readonly orders: number;
  readonly sales: number;
}

/** What nothing adds up to. */
export const noSales: SalesSum = { checkouts: 0, orders: 0, sales: 0 };
