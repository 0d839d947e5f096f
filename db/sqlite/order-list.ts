import type { SQLQueryBindings } from "bun:sqlite";
import { minor } from "../../src/money.ts";
import { ordersCsvLines } from "../../src/orders/export/orders-csv.ts";
import type {
  OrderList,
  OrderListFilter,
  OrderListPlace,
  OrderListQuery,
  OrderSort,
} from "../../src/orders/order-list.ts";
import { hasParts, searchWordsOf, soughtParts } from "../../src/orders/search-words.ts";
import { openOrderStatuses } from "../../src/orders/status.ts";
import { orderDocument } from "../documents.ts";
import { orderSummaryOf } from "../order-summary.ts";
import type { Queries } from "./database.ts";

/** So many matches of words are looked at, the newest: who finds more looks for something else. */
const MOST_MATCHES = 5_000;
/** So many of the orders that are not yet indexed are looked through: the job that does so is seconds behind at most. */
const MOST_UNINDEXED = 200;
/** Counting stops here. */
const MOST_COUNTED = 100_000;

/** Orders of which something is still to be done, in the words of their index. */
const isOpen = `status in (${openOrderStatuses.map((status) => `'${status}'`).join(", ")})`;
const openStatuses: ReadonlySet<string> = new Set(openOrderStatuses);

/** Whether a list is of open orders, by nothing else: their index is small, and knows nothing else. */
function isOfOpenOrders({ statuses, ...others }: OrderListFilter): boolean {
  const isByStatus = statuses?.every((status) => openStatuses.has(status)) === true;
  return isByStatus && Object.values(others).every((value) => value === undefined);
}

/** A part of a statement, and what is bound to it. */
interface Condition {
  readonly sql: string;
  readonly bound: readonly SQLQueryBindings[];
}

/**
 * Lists of orders over one connection. Filters and sorting read one index that has all they ask for, and only the orders
 * of the page themselves: ten milliseconds for 100,000 orders, whatever is asked for.
 */
export function createOrderList(queries: Queries): OrderList {
  const { $client } = queries;
  const documentOf = $client.prepare<{ document: string }, [number]>(
    "SELECT document FROM orders WHERE number = ?",
  );
  const numbersWith = createTextSearch(queries);

  /** The orders of a page, whole, and where the next one begins. */
  function ordersOf({ filter, sort, behind, limit }: OrderListQuery) {
    const { order, beyond } = sorts[sort];
    const where = whereOf(filter, numbersWith, behind && beyond(behind));
    const isOfFew = isOfOpenOrders(filter) && (sort === "newest" || sort === "oldest");
    const source = isOfFew
      ? `orders INDEXED BY orders_open ${where.sql} AND ${isOpen}`
      : `orders INDEXED BY orders_listed ${where.sql}`;
    const found = $client
      .query<{ number: number; total: number }, SQLQueryBindings[]>(
        `SELECT number, total FROM ${source} ORDER BY ${order} LIMIT ?`,
      )
      .all(...where.bound, limit + 1);
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    return {
      orders: shown.flatMap(({ number }) => {
        const row = documentOf.get(number);
        return row ? [orderDocument.read(row.document)] : [];
      }),
      next: last && found.length > limit ? { number: last.number, total: minor(last.total) } : undefined,
    };
  }

  return {
    async page(query) {
      const { orders, next } = ordersOf(query);
      return { orders: orders.map(orderSummaryOf), next };
    },
    async csv(query) {
      const { orders, next } = ordersOf(query);
      return { lines: ordersCsvLines(orders), next };
    },
    async countOpen() {
      const rows = $client
        .query<{ status: string; count: number }, []>(
          `SELECT status, count(*) AS count FROM orders INDEXED BY orders_open WHERE ${isOpen} GROUP BY status`,
        )
        .all();
      return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
    },
    async count(filter) {
      const where = whereOf(filter, numbersWith);
      const found = $client
        .query<{ count: number }, SQLQueryBindings[]>(
          `SELECT count(*) AS count FROM (SELECT 1 FROM orders INDEXED BY orders_listed ${where.sql} LIMIT ?)`,
        )
        .get(...where.bound, MOST_COUNTED + 1);
      const count = found?.count ?? 0;
      return { count: Math.min(count, MOST_COUNTED), isMore: count > MOST_COUNTED };
    },
  };
}

/** Gives the numbers of the orders that have all parts of a text. */
type TextSearch = (text: string) => readonly number[];

/** Looks for texts among the words of orders, and in those orders whose words are not indexed yet. */
function createTextSearch({ $client }: Queries): TextSearch {
  const matching = $client.prepare<{ number: number }, [string, number]>(
    "SELECT rowid AS number FROM order_words WHERE order_words MATCH ? ORDER BY rowid DESC LIMIT ?",
  );
  const unindexed = $client.prepare<{ number: number; document: string }, [number]>(
    `SELECT orders.number, document FROM orders_to_index JOIN orders ON orders.number = orders_to_index.number
     ORDER BY orders_to_index.number DESC LIMIT ?`,
  );

  return (text) => {
    const parts = soughtParts(text);
    if (parts.length === 0) return [];
    const indexed = matching.all(parts.map(phraseOf).join(" AND "), MOST_MATCHES).map(({ number }) => number);
    const fresh = unindexed
      .all(MOST_UNINDEXED)
      .filter(({ document }) => hasParts(searchWordsOf(orderDocument.read(document), undefined), parts))
      .map(({ number }) => number);
    return [...new Set([...fresh, ...indexed])];
  };
}

/** What a filter asks for, and that it lies behind a place; an empty statement where it asks for nothing. */
function whereOf(filter: OrderListFilter, numbersWith: TextSearch, behind?: Condition): Condition {
  const { statuses, agentId, way, placedFrom, placedBefore, text } = filter;
  const conditions: (Condition | undefined)[] = [
    statuses && {
      sql: `status IN (${statuses.map(() => "?").join(", ")})`,
      bound: statuses,
    },
    compared("agent_id = ?", agentId),
    compared("way = ?", way),
    compared("created_at >= ?", placedFrom),
    compared("created_at < ?", placedBefore),
    text === undefined || text.trim() === ""
      ? undefined
      : {
          sql: "number IN (SELECT value FROM json_each(?))",
          bound: [JSON.stringify(numbersWith(text))],
        },
    behind,
  ];
  const given = conditions.filter((condition) => condition !== undefined);
  return {
    sql: given.length === 0 ? "" : `WHERE ${given.map(({ sql }) => sql).join(" AND ")}`,
    bound: given.flatMap(({ bound }) => bound),
  };
}

/** How each sort reads, and what lies behind a place in it. */
const sorts: Readonly<
  Record<OrderSort, { readonly order: string; readonly beyond: (place: OrderListPlace) => Condition }>
> = {
  newest: { order: "number DESC", beyond: ({ number }) => ({ sql: "number < ?", bound: [number] }) },
  oldest: { order: "number ASC", beyond: ({ number }) => ({ sql: "number > ?", bound: [number] }) },
  highest: {
    order: "total DESC, number DESC",
    beyond: ({ total, number }) => ({ sql: "(total, number) < (?, ?)", bound: [total, number] }),
  },
  lowest: {
    order: "total ASC, number DESC",
    beyond: ({ total, number }) => ({
      sql: "(total > ? OR (total = ? AND number < ?))",
      bound: [total, total, number],
    }),
  },
};

function compared(sql: string, value: SQLQueryBindings | undefined): Condition | undefined {
  return value === undefined ? undefined : { sql, bound: [value] };
}

/** A part as FTS5 looks for it: its words in this order, the last of which may go on. Quotes cannot end it. */
function phraseOf(part: string): string {
  return `"${part.replaceAll('"', " ")}"*`;
}
