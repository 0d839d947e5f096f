import { and, asc, count, desc, eq, lt, sql } from "drizzle-orm";
import { instant } from "../../../src/clock.ts";
import type { EventId } from "../../../src/ids.ts";
import type { OutboxStore } from "../../../src/outbox/stores.ts";
import { deliveryAttempts, outboxEvents as events } from "../../schema.ts";
import type { Queries } from "../database.ts";
import { prepared } from "../prepared.ts";
import { agreed, content, contentIn, summary, summaryOf } from "./rows.ts";

const { placeholder } = sql;
const isEvent = eq(events.id, placeholder("id"));
const isPending = sql`${events.state} = 'pending'`;

type EventReader = Pick<
  OutboxStore,
  "find" | "bodyOf" | "contentOf" | "attemptsOf" | "page" | "countGivenUp" | "backlog"
>;

/** What became of events, for the merchant and for whoever watches the shop. */
export function createEventReader(queries: Queries): EventReader {
  return {
    ...createOneEventReader(queries),
    ...createAttemptReader(queries),
    ...createBacklog(queries),
    async page({ agentId, orderId, state }, before, limit) {
      const sequenceOf = (id: EventId) =>
        queries.select({ sequence: events.sequence }).from(events).where(eq(events.id, id));
      return queries
        .select(summary)
        .from(events)
        .where(
          and(
            agentId === undefined ? undefined : eq(events.agentId, agentId),
            orderId === undefined ? undefined : eq(events.orderId, orderId),
            // Not as a parameter: SQLite uses a partial index only for what the statement itself says.
            state === undefined ? undefined : sql`${events.state} = ${sql.raw(`'${state}'`)}`,
            before === undefined ? undefined : lt(events.sequence, sequenceOf(before)),
          ),
        )
        .orderBy(desc(events.sequence))
        .limit(limit)
        .all()
        .map(summaryOf);
    },
  };
}

function createOneEventReader(queries: Queries): Pick<EventReader, "find" | "bodyOf" | "contentOf"> {
  const find = prepared(() => queries.select(summary).from(events).where(isEvent));
  const bodyOf = prepared(() => queries.select({ body: events.body }).from(events).where(isEvent));
  const contentOf = prepared(() => queries.select(content).from(events).where(isEvent));
  return {
    async find(id) {
      const row = find().get({ id });
      return row && summaryOf(row);
    },
    async bodyOf(id) {
      return bodyOf().get({ id })?.body ?? undefined;
    },
    async contentOf(id) {
      const row = contentOf().get({ id });
      return row && contentIn(row);
    },
  };
}

function createAttemptReader(queries: Queries): Pick<EventReader, "attemptsOf"> {
  const attemptsOf = prepared(() =>
    queries
      .select({
        number: deliveryAttempts.number,
        at: deliveryAttempts.at,
        durationMs: deliveryAttempts.durationMs,
        status: deliveryAttempts.status,
        reason: deliveryAttempts.reason,
      })
      .from(deliveryAttempts)
      .innerJoin(events, eq(events.sequence, deliveryAttempts.eventSequence))
      .where(isEvent)
      .orderBy(asc(deliveryAttempts.number)),
  );
  return {
    async attemptsOf(id) {
      return attemptsOf()
        .all({ id })
        .map((row) => ({
          number: row.number,
          at: instant(row.at),
          durationMs: row.durationMs,
          status: row.status ?? undefined,
          reason: row.reason ?? undefined,
        }));
    },
  };
}

function createBacklog(queries: Queries): Pick<EventReader, "countGivenUp" | "backlog"> {
  // The partial index of pending rows holds their sequence, which counts up with time: no row but one is looked at.
  const isAwaited = sql`not (${events.webhookUrl} = ${agreed} and ${events.agentId} in (select value from json_each(${placeholder("toldNothing")})))`;
  const waiting = prepared(() =>
    queries
      .select({ pending: count(), oldest: sql<number | null>`min(${events.sequence})` })
      .from(events)
      .where(and(isPending, isAwaited)),
  );
  const writtenAt = prepared(() =>
    queries
      .select({ at: events.createdAt })
      .from(events)
      .where(eq(events.sequence, placeholder("sequence"))),
  );
  const countGivenUp = prepared(() =>
    queries.select({ events: count() }).from(events).where(sql`${events.state} = 'dead'`),
  );
  return {
    async countGivenUp() {
      return countGivenUp().get()?.events ?? 0;
    },
    async backlog(toldNothing) {
      const { pending = 0, oldest = null } =
        waiting().get({ toldNothing: JSON.stringify(toldNothing) }) ?? {};
      const written = oldest === null ? undefined : writtenAt().get({ sequence: oldest });
      return {
        pending,
        dead: countGivenUp().get()?.events ?? 0,
        oldestPendingAt: written && instant(written.at),
      };
    },
  };
}
