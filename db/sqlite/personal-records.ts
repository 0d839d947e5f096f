import type { PersonalPlace, PersonalRecords } from "../../src/buyers/personal-records.ts";
import type { Queries } from "./database.ts";

/** Every column in which something of a buyer may be, and what it holds. A test sees to it that none is forgotten. */
export const personalColumns: Readonly<Record<string, PersonalPlace["holds"]>> = {
  "checkout_sessions.document": "json",
  "carts.document": "json",
  "payment_attempts.document": "json",
  "refunds.document": "json",
  "payment_events.document": "json",
  "orders.document": "json",
  "outbox_events.document": "json",
  "outbox_events.body": "json",
  "delivery_attempts.trouble": "text",
  "mails.document": "letter",
  "idempotency_records.body": "json",
  "sandbox_charges.document": "json",
  "sandbox_tokens.document": "json",
};

/** Everything that may say something of a buyer, over one connection. */
export function createPersonalRecords({ $client: connection }: Queries): PersonalRecords {
  const places = Object.entries(personalColumns).map(([name, holds]): PersonalPlace => ({ name, holds }));

  /** Names come from the list above, never from outside. */
  function statements({ name }: PersonalPlace) {
    const [table, column] = name.split(".");
    return {
      page: `select rowid as row, ${column} as text from ${table} where rowid > ? and ${column} is not null order by rowid limit ?`,
      read: `select ${column} as text from ${table} where rowid = ?`,
      rewrite: `update ${table} set ${column} = ? where rowid = ?`,
      remove: `delete from ${table} where rowid = ?`,
    };
  }

  return {
    places,
    async page(place, after, limit) {
      return connection
        .query<{ row: number; text: string }, [number, number]>(statements(place).page)
        .all(after, limit);
    },
    async read(place, row) {
      const found = connection.query<{ text: string | null }, [number]>(statements(place).read).get(row);
      return found?.text ?? undefined;
    },
    async rewrite(place, row, text) {
      connection.query(statements(place).rewrite).run(text, row);
    },
    async remove(place, row) {
      connection.query(statements(place).remove).run(row);
    },
  };
}
