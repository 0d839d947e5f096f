import { searchWordsOf } from "../../src/orders/search-words.ts";
import type { OrderIndexStore } from "../../src/orders/stores.ts";
import { orderDocument } from "../documents.ts";
import type { Queries } from "./database.ts";

/** The words that orders are found by, over one connection: db/order-search.sql says how they are kept. */
export function createOrderIndexStore({ $client }: Queries): OrderIndexStore {
  return {
    async isBehind() {
      return $client.query("SELECT 1 FROM orders_to_index LIMIT 1").get() !== null;
    },
    async catchUp(limit) {
      const rows = $client
        .query<{ number: number; document: string; reference: string | null }, [number]>(
          `SELECT orders.number, orders.document, payment_attempts.reference FROM orders_to_index
           JOIN orders ON orders.number = orders_to_index.number
           LEFT JOIN payment_attempts ON payment_attempts.id = orders.attempt_id
           ORDER BY orders_to_index.number DESC LIMIT ?`,
        )
        .all(limit);
      const write = $client.query("INSERT INTO order_words (rowid, words) VALUES (?, ?)");
      // Of the newest, the oldest first: FTS5 gathers rows that ascend, and writes what it has gathered before one that does not.
      for (const { number, document, reference } of rows.toReversed())
        write.run(number, searchWordsOf(orderDocument.read(document), reference ?? undefined));
      const oldest = rows.at(-1);
      // All that are newer were among them.
      if (oldest) $client.query("DELETE FROM orders_to_index WHERE number >= ?").run(oldest.number);
      return rows.length;
    },
  };
}
