import { sql } from "drizzle-orm";
import { type Instant, instant } from "../../../src/clock.ts";
import { type AgentId, asId, type EventId, type OrderId } from "../../../src/ids.ts";
import type { DueEvent, EventState, EventSummary, EventType } from "../../../src/outbox/event.ts";
import { orderDocument } from "../../documents.ts";
import { outboxEvents as events } from "../../schema.ts";

/**
 * The order that an event's bytes are to be made from, of a row of `outbox_events`: kept there, or for as long as it stands
 * as it did in the order's own row.
 */
export const orderTold =
  "coalesce(document, case when body is null then (select told.document from orders told where told.id = order_id) end)";

/** What an event says: its bytes, or what they are to be made from. */
export const content = { document: sql<string | null>`${sql.raw(orderTold)}`, body: events.body };

/** Stands in the column of an event that goes where it is agreed with its agent. */
export const agreed = "";

/** The columns that everything about an event begins with. */
export const summary = {
  id: events.id,
  agentId: events.agentId,
  webhookUrl: events.webhookUrl,
  orderId: events.orderId,
  type: events.type,
  state: events.state,
  createdAt: events.createdAt,
  attempts: events.attempts,
  nextAttemptAt: events.nextAttemptAt,
  finishedAt: events.finishedAt,
};

/** A row as {@link summary} selects it. */
export type Summary = {
  [Column in keyof typeof summary]: (typeof summary)[Column]["_"]["notNull"] extends true
    ? (typeof summary)[Column]["_"]["data"]
    : (typeof summary)[Column]["_"]["data"] | null;
};

/** An event without what it says, as its row holds it. */
export function summaryOf(row: Summary): EventSummary {
  return {
    id: asId<EventId>(row.id),
    agentId: asId<AgentId>(row.agentId),
    webhookUrl: row.webhookUrl || undefined,
    orderId: asId<OrderId>(row.orderId),
    // Only `append`, `finish` and `replay` write these columns, with these words.
    type: row.type as EventType,
    state: row.state as EventState,
    createdAt: instant(row.createdAt),
    attempts: row.attempts,
    nextAttemptAt: at(row.nextAttemptAt),
    finishedAt: at(row.finishedAt),
  };
}

/** An event that is to be sent. */
export function dueEventOf(
  row: Summary & {
    failures: number;
    firstFailedAt: number | null;
    document: string | null;
    body: string | null;
  },
): DueEvent {
  return {
    ...summaryOf(row),
    failures: row.failures,
    firstFailedAt: at(row.firstFailedAt),
    content: contentIn(row),
  };
}

/** A moment as its column holds it. */
export function at(milliseconds: number | null | undefined): Instant | undefined {
  return milliseconds === null || milliseconds === undefined ? undefined : instant(milliseconds);
}

/** The bytes of an event that was sent once, else the order they are to be made from. */
export function contentIn({
  document,
  body,
}: {
  document: string | null;
  body: string | null;
}): DueEvent["content"] {
  return body === null ? { order: orderDocument.read(document ?? "") } : { body };
}
