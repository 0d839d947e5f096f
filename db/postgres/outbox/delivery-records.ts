import { and, asc, eq, inArray, lt, sql } from "drizzle-orm";
import type { OutboxStore } from "../../../src/outbox/stores.ts";
import { prepared } from "../prepared.ts";
import type { Queries } from "../queries.ts";
import { deliveryAttempts, outboxEvents as events } from "../schema.ts";

const { placeholder } = sql;

/** What is written down of each try to send an event, and forgotten with it. */
export function createDeliveryRecords(queries: Queries): Pick<OutboxStore, "addAttempt" | "forgetDelivered"> {
  const isEvent = eq(events.id, placeholder("id"));
  const addAttempt = prepared(() =>
    queries
      .insert(deliveryAttempts)
      .values({
        eventSequence: sql`(select ${events.sequence} from ${events} where ${isEvent})`,
        number: placeholder("number"),
        at: placeholder("at"),
        durationMs: placeholder("durationMs"),
        status: placeholder("status"),
        reason: placeholder("reason"),
      })
      // Whoever was at it at the same time has written down theirs.
      .onConflictDoNothing(),
  );
  const longDelivered = queries
    .select({ sequence: events.sequence })
    .from(events)
    .where(and(sql`${events.state} = 'delivered'`, lt(events.finishedAt, placeholder("before"))))
    .orderBy(asc(events.finishedAt))
    .limit(placeholder("limit"));
  const forgetAttempts = prepared(() =>
    queries.delete(deliveryAttempts).where(inArray(deliveryAttempts.eventSequence, longDelivered)),
  );
  const forgetDelivered = prepared(() =>
    queries
      .delete(events)
      .where(inArray(events.sequence, longDelivered))
      .returning({ sequence: events.sequence }),
  );
  return {
    async addAttempt(id, { number, at: began, durationMs, status, reason }) {
      await addAttempt().run({
        id,
        number,
        at: began,
        durationMs,
        status: status ?? null,
        reason: reason ?? null,
      });
    },
    async forgetDelivered(before, limit) {
      await forgetAttempts().run({ before, limit });
      return (await forgetDelivered().all({ before, limit })).length;
    },
  };
}
