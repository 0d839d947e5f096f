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
import { wordsIn } from "./order-index-store.ts";
import type { Queries, Value } from "./queries.ts";

/** The same bounds as on SQLite: see db/sqlite/order-list.ts. */
const MOST_MATCHES = 5_000;
const MOST_UNINDEXED = 200;
const MOST_COUNTED = 100_000;

const matching = `select number from order_words where words @@ to_tsquery('simple', $1)
  order by number desc limit ${MOST_MATCHES}`;
const unindexed = `select orders.number, document from orders_to_index
  join orders on orders.number = orders_to_index.number
  order by orders_to_index.number desc limit ${MOST_UNINDEXED}`;

/** Puts a value among those a statement is run with, and gives its place in the text. */
type Bind = (value: Value) => string;

/** Lists of orders on the pool for reading. */
export function createOrderList(queries: Queries): OrderList {
  /** The orders of a page, whole, and where the next one begins. */
  async function ordersOf({ filter, sort, behind, limit }: OrderListQuery) {
    const { values, bind } = binding();
    const { order, beyond } = sorts[sort];
    const where = await whereOf(queries, filter, bind, behind && beyond(behind, bind));
    const found = await queries.rows(
      `select number, total, document from orders ${where} order by ${order} limit ${bind(limit + 1)}::bigint`,
      values,
    );
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    return {
      orders: shown.map(([, , document]) => orderDocument.read(String(document))),
      next:
        last && found.length > limit ? { number: Number(last[0]), total: minor(Number(last[1])) } : undefined,
    };
  }

  return {
    async page(query) {
      const { orders, next } = await ordersOf(query);
      return { orders: orders.map(orderSummaryOf), next };
    },
    async csv(query) {
      const { orders, next } = await ordersOf(query);
      return { lines: ordersCsvLines(orders), next };
    },
    async countOpen() {
      const open = openOrderStatuses.map((status) => `'${status}'`).join(", ");
      const found = await queries.rows(
        `select status, count(*) from orders where status in (${open}) group by status`,
      );
      return Object.fromEntries(found.map(([status, count]) => [String(status), Number(count)]));
    },
    async count(filter) {
      const { values, bind } = binding();
      const where = await whereOf(queries, filter, bind);
      const [found] = await queries.rows(
        `select count(*) from (select 1 from orders ${where} limit ${bind(MOST_COUNTED + 1)}::bigint) counted`,
        values,
      );
      const count = Number(found?.[0] ?? 0);
      return { count: Math.min(count, MOST_COUNTED), isMore: count > MOST_COUNTED };
    },
  };
}

/** The numbers of the orders that have all parts of a text. */
async function numbersWith(queries: Queries, text: string): Promise<readonly number[]> {
  const parts = soughtParts(text);
  if (parts.length === 0) return [];
  const query = parts
    .map(phraseOf)
    .filter((phrase) => phrase !== "")
    .join(" & ");
  const indexed = query === "" ? [] : await queries.rows(matching, [query]);
  const waiting = await queries.rows(unindexed);
  const fresh = waiting.filter(([, document]) =>
    hasParts(searchWordsOf(orderDocument.read(String(document)), undefined), parts),
  );
  return [...new Set([...fresh, ...indexed].map(([number]) => Number(number)))];
}

/** What a filter asks for, and that it lies behind a place; empty where it asks for nothing. */
async function whereOf(
  queries: Queries,
  filter: OrderListFilter,
  bind: Bind,
  behind?: string,
): Promise<string> {
  const { statuses, agentId, way, placedFrom, placedBefore, text } = filter;
  const conditions = [
    statuses && (statuses.length === 0 ? "false" : `status in (${statuses.map(bind).join(", ")})`),
    agentId && `agent_id = ${bind(agentId)}`,
    way && `way = ${bind(way)}`,
    placedFrom === undefined ? undefined : `created_at >= ${bind(placedFrom)}::bigint`,
    placedBefore === undefined ? undefined : `created_at < ${bind(placedBefore)}::bigint`,
    text === undefined || text.trim() === ""
      ? undefined
      : `number in (select value::bigint from json_array_elements_text(${bind(JSON.stringify(await numbersWith(queries, text)))}::text::json))`,
    behind,
  ].filter((condition) => condition !== undefined && condition !== "");
  return conditions.length === 0 ? "" : `where ${conditions.join(" and ")}`;
}

function binding(): { readonly values: Value[]; readonly bind: Bind } {
  const values: Value[] = [];
  return { values, bind: (value) => `$${values.push(value)}` };
}

/** How each sort reads, and what lies behind a place in it. */
const sorts: Readonly<
  Record<
    OrderSort,
    { readonly order: string; readonly beyond: (place: OrderListPlace, bind: Bind) => string }
  >
> = {
  newest: { order: "number desc", beyond: ({ number }, bind) => `number < ${bind(number)}::bigint` },
  oldest: { order: "number", beyond: ({ number }, bind) => `number > ${bind(number)}::bigint` },
  highest: {
    order: "total desc, number desc",
    beyond: ({ total, number }, bind) =>
      `(total, number) < (${bind(total)}::bigint, ${bind(number)}::bigint)`,
  },
  lowest: {
    order: "total, number desc",
    beyond: ({ total, number }, bind) =>
      `(total > ${bind(total)}::bigint or (total = ${bind(total)}::bigint and number < ${bind(number)}::bigint))`,
  },
};

/** A part as `to_tsquery` looks for it: its words in this order, the last of which may go on. */
function phraseOf(part: string): string {
  const words = wordsIn(part).map((word) => `'${word}'`);
  return words.length === 0 ? "" : `${words.join(" <-> ")}:*`;
}
