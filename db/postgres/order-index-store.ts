import { searchWordsOf } from "../../src/orders/search-words.ts";
import type { OrderIndexStore } from "../../src/orders/stores.ts";
import { orderDocument } from "../documents.ts";
import { folded } from "./product-index.ts";
import type { Queries } from "./queries.ts";

const oldest = `select orders.number, orders.document, payment_attempts.reference from orders_to_index
  join orders on orders.number = orders_to_index.number
  left join payment_attempts on payment_attempts.id = orders.attempt_id
  order by orders_to_index.number desc limit $1::bigint
  for no key update of orders`;

/** The words that orders are found by: order-search.sql says how they are kept. */
export function createOrderIndexStore(queries: Queries): OrderIndexStore {
  return {
    async isBehind() {
      return (await queries.rows("select 1 from orders_to_index limit 1")).length > 0;
    },
    async catchUp(limit) {
      const rows = await queries.rows(oldest, [limit]);
      for (const [number, document, reference] of rows) {
        const order = orderDocument.read(String(document));
        const words = searchWordsOf(order, reference == null ? undefined : String(reference));
        await queries.send(
          `insert into order_words (number, words) values ($1::bigint, to_tsvector('simple', $2))
           on conflict (number) do update set words = excluded.words`,
          [Number(number), wordsIn(words).join(" ")],
        );
        await queries.send("delete from orders_to_index where number = $1::bigint", [Number(number)]);
      }
      return rows.length;
    },
  };
}

/** The words of a text, told apart at everything that is neither letter nor digit, as SQLite does. */
export function wordsIn(text: string): string[] {
  return (
    folded(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
