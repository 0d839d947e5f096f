import type { PersonalPlace, PersonalRecords, RecordRow } from "../../src/buyers/personal-records.ts";
import {
  attemptDocument,
  cartDocument,
  type DocumentKind,
  mailDocument,
  orderDocument,
  paymentEventDocument,
  refundDocument,
  sandboxChargeDocument,
  sandboxPageDocument,
  sandboxTokenDocument,
  sessionDocument,
} from "../documents.ts";
import type { Queries } from "./database.ts";

interface PersonalColumn {
  readonly holds: PersonalPlace["holds"];
  /** Absent where the column holds the bytes that an agent was or will be sent, or no JSON. */
  readonly kind?: DocumentKind<object>;
}

/**
 * Every column in which something of a buyer may be, and what it holds. A test sees to it that none is forgotten. Orders
 * come before events: what an event tells of is copied to it when its order changes.
 */
export const personalColumns: Readonly<Record<string, PersonalColumn>> = {
  "checkout_sessions.document": { holds: "json", kind: sessionDocument },
  "carts.document": { holds: "json", kind: cartDocument },
  "payment_attempts.document": { holds: "json", kind: attemptDocument },
  "refunds.document": { holds: "json", kind: refundDocument },
  "payment_events.document": { holds: "json", kind: paymentEventDocument },
  "orders.document": { holds: "json", kind: orderDocument },
  "outbox_events.document": { holds: "json", kind: orderDocument },
  "outbox_events.body": { holds: "json" },
  "delivery_attempts.reason": { holds: "text" },
  "mails.document": { holds: "letter", kind: mailDocument },
  "idempotency_records.body": { holds: "json" },
  "sandbox_charges.document": { holds: "json", kind: sandboxChargeDocument },
  "sandbox_pages.document": { holds: "json", kind: sandboxPageDocument },
  "sandbox_tokens.document": { holds: "json", kind: sandboxTokenDocument },
};

/** Everything that may say something of a buyer, over one connection. */
export function createPersonalRecords({ $client: connection }: Queries): PersonalRecords {
  const places = Object.entries(personalColumns).map(([name, { holds }]): PersonalPlace => ({ name, holds }));

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
        .query<{ row: number; text: string }, [RecordRow, number]>(statements(place).page)
        .all(after ?? 0, limit);
    },
    async read(place, row) {
      const found = connection.query<{ text: string | null }, [RecordRow]>(statements(place).read).get(row);
      return found?.text ?? undefined;
    },
    async rewrite(place, row, text) {
      connection.query(statements(place).rewrite).run(text, row);
    },
    async remove(place, row) {
      connection.query(statements(place).remove).run(row);
    },
    parse: parsePersonal,
    serialize: serializePersonal,
  };
}

/** What the text of a place says: our own documents in their present shape. */
export function parsePersonal({ name }: PersonalPlace, text: string): unknown {
  return personalColumns[name]?.kind?.read(text) ?? JSON.parse(text);
}

/** The text that says this. */
export function serializePersonal({ name }: PersonalPlace, document: unknown): string {
  const kind = personalColumns[name]?.kind;
  return kind && isObject(document) ? kind.write(document) : JSON.stringify(document);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
