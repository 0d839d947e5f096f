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

/** Writes the words of a batch, and takes it off the list. */
const index = `with indexed as (select number, words from json_to_recordset($1::text::json) as found (number bigint, words text)),
  done as (delete from orders_to_index using indexed where orders_to_index.number = indexed.number)
  insert into order_words (number, words) select number, to_tsvector('simple', words) from indexed
  on conflict (number) do update set words = excluded.words`;

/** The words that orders are found by: order-search.sql says how they are kept. */
export function createOrderIndexStore(queries: Queries): OrderIndexStore {
  return {
    async isBehind() {
      return (await queries.rows("select 1 from orders_to_index limit 1")).length > 0;
    },
    async catchUp(limit) {
      const rows = await queries.rows(oldest, [limit]);
      if (rows.length === 0) return 0;
      const indexed = rows.map(([number, document, reference]) => {
        const order = orderDocument.read(String(document));
        const words = searchWordsOf(order, reference == null ? undefined : String(reference));
        return { number: Number(number), words: wordsIn(words).join(" ") };
      });
      await queries.send(index, [JSON.stringify(indexed)]);
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
