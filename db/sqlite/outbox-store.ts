import { sql } from "drizzle-orm";
import type { OutboxStore } from "../../src/outbox/stores.ts";
import { outboxEvents } from "../schema.ts";
import type { Queries } from "./database.ts";
import { writeDocument } from "./document.ts";

/** The outbox over one connection. */
export function createOutboxStore(queries: Queries): OutboxStore {
  const insert = queries
    .insert(outboxEvents)
    .values({
      id: sql.placeholder("id"),
      agentId: sql.placeholder("agentId"),
      orderId: sql.placeholder("orderId"),
      type: sql.placeholder("type"),
      state: sql`'pending'`,
      createdAt: sql.placeholder("createdAt"),
      document: sql.placeholder("document"),
    })
    .prepare();
  return {
    async append(event) {
      insert.run({
        id: event.id,
        agentId: event.agentId,
        orderId: event.orderId,
        type: event.type,
        createdAt: event.createdAt,
        document: writeDocument(event.order),
      });
    },
  };
}
