import { and, asc, count, desc, eq, gt, inArray, lt, lte, sql } from "drizzle-orm";
import { type Instant, instant } from "../../src/clock.ts";
import { type AgentId, asId, type EventId, type OrderId } from "../../src/ids.ts";
import type { DueEvent, EventState, EventSummary, EventType } from "../../src/outbox/event.ts";
import type { OutboxStore } from "../../src/outbox/stores.ts";
import { orderDocument } from "../documents.ts";
import { deliveryAttempts, outboxEvents as events } from "../schema.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";

/** A moment that is always past: for what nobody has to wait for. */
const AT_ONCE = 0;

const summary = {
  id: events.id,
  agentId: events.agentId,
  orderId: events.orderId,
  type: events.type,
  state: events.state,
  createdAt: events.createdAt,
  attempts: events.attempts,
  nextAttemptAt: events.nextAttemptAt,
  finishedAt: events.finishedAt,
};

/** The outbox over one connection. */
export function createOutboxStore(queries: Queries): OutboxStore {
  const isEvent = eq(events.id, sql.placeholder("id"));
  const isPending = sql`${events.state} = 'pending'`;
  const append = prepared(() =>
    queries.insert(events).values({
      id: sql.placeholder("id"),
      agentId: sql.placeholder("agentId"),
      orderId: sql.placeholder("orderId"),
      type: sql.placeholder("type"),
      state: sql`'pending'`,
      createdAt: sql.placeholder("createdAt"),
      document: sql.placeholder("document"),
      nextAttemptAt: sql`case when exists (select 1 from ${events} earlier where earlier.order_id = ${sql.placeholder("orderId")} and earlier.state = 'pending') then null else ${AT_ONCE} end`,
    }),
  );
  const isOfAgent = and(eq(events.agentId, sql.placeholder("agentId")), isPending);
  const selectDue = (when: ReturnType<typeof lte>) =>
    queries
      .select({
        ...summary,
        failures: events.failures,
        firstFailedAt: events.firstFailedAt,
        document: events.document,
        body: events.body,
      })
      .from(events)
      .where(and(isOfAgent, when))
      .orderBy(asc(events.nextAttemptAt))
      .limit(sql.placeholder("limit"));
  const due = prepared(() => selectDue(lte(events.nextAttemptAt, sql.placeholder("now"))));
  const strayed = prepared(() => selectDue(gt(events.nextAttemptAt, sql.placeholder("horizon"))));
  const nextDueAfter = prepared(() =>
    queries
      .select({ at: events.nextAttemptAt })
      .from(events)
      .where(and(isOfAgent, gt(events.nextAttemptAt, sql.placeholder("now"))))
      .orderBy(asc(events.nextAttemptAt))
      .limit(1),
  );
  const freeze = prepared(() =>
    queries
      .update(events)
      .set({ body: sql`${sql.placeholder("body")}`, document: null })
      .where(isEvent),
  );
  const addAttempt = prepared(() =>
    queries.insert(deliveryAttempts).values({
      eventSequence: sql`(select ${events.sequence} from ${events} where ${isEvent})`,
      number: sql.placeholder("number"),
      at: sql.placeholder("at"),
      durationMs: sql.placeholder("durationMs"),
      status: sql.placeholder("status"),
      reason: sql.placeholder("reason"),
    }),
  );
  const postpone = prepared(() =>
    queries
      .update(events)
      .set({
        attempts: sql`${events.attempts} + 1`,
        failures: sql`${events.failures} + 1`,
        firstFailedAt: sql`coalesce(${events.firstFailedAt}, ${sql.placeholder("now")})`,
        // An earlier one was replayed while this was on its way: it goes first, and lets this one go then.
        nextAttemptAt: sql`case when exists (select 1 from ${events} earlier where earlier.order_id = ${events.orderId} and earlier.state = 'pending' and earlier.sequence < ${events.sequence}) then null else ${sql.placeholder("until")} end`,
      })
      .where(isEvent),
  );
  const finish = prepared(() =>
    queries
      .update(events)
      .set({
        state: sql`${sql.placeholder("state")}`,
        attempts: sql`${events.attempts} + 1`,
        nextAttemptAt: null,
        finishedAt: sql`${sql.placeholder("now")}`,
      })
      .where(isEvent)
      .returning({ orderId: events.orderId }),
  );
  const replay = prepared(() =>
    queries
      .update(events)
      .set({ state: "pending", failures: 0, firstFailedAt: null, nextAttemptAt: null, finishedAt: null })
      .where(isEvent)
      .returning({ orderId: events.orderId }),
  );
  const isPendingOfOrder = and(eq(events.orderId, sql.placeholder("orderId")), isPending);
  const hold = prepared(() => queries.update(events).set({ nextAttemptAt: null }).where(isPendingOfOrder));
  const letNextGo = prepared(() =>
    queries
      .update(events)
      .set({ nextAttemptAt: AT_ONCE })
      .where(
        eq(
          events.sequence,
          queries
            .select({ oldest: sql`min(${events.sequence})` })
            .from(events)
            .where(isPendingOfOrder),
        ),
      ),
  );
  const find = prepared(() => queries.select(summary).from(events).where(isEvent));
  const bodyOf = prepared(() => queries.select({ body: events.body }).from(events).where(isEvent));
  const contentOf = prepared(() =>
    queries.select({ document: events.document, body: events.body }).from(events).where(isEvent),
  );
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
  const longDelivered = queries
    .select({ sequence: events.sequence })
    .from(events)
    .where(and(sql`${events.state} = 'delivered'`, lt(events.finishedAt, sql.placeholder("before"))))
    .orderBy(asc(events.finishedAt))
    .limit(sql.placeholder("limit"));
  const forgetAttempts = prepared(() =>
    queries.delete(deliveryAttempts).where(inArray(deliveryAttempts.eventSequence, longDelivered)),
  );
  const forgetDelivered = prepared(() =>
    queries
      .delete(events)
      .where(inArray(events.sequence, longDelivered))
      .returning({ sequence: events.sequence }),
  );
  // The partial index of pending rows holds their sequence, which counts up with time: no row but one is looked at.
  const waiting = prepared(() =>
    queries
      .select({ pending: count(), oldest: sql<number | null>`min(${events.sequence})` })
      .from(events)
      .where(isPending),
  );
  const writtenAt = prepared(() =>
    queries
      .select({ at: events.createdAt })
      .from(events)
      .where(eq(events.sequence, sql.placeholder("sequence"))),
  );
  const countGivenUp = prepared(() =>
    queries.select({ events: count() }).from(events).where(sql`${events.state} = 'dead'`),
  );

  return {
    async append(event) {
      append().run({
        id: event.id,
        agentId: event.agentId,
        orderId: event.orderId,
        type: event.type,
        createdAt: event.createdAt,
        document: orderDocument.write(event.order),
      });
    },
    async due(agentId, now, horizon, limit) {
      const waited = due().all({ agentId, now, limit });
      const left = limit - waited.length;
      const rows = left > 0 ? [...waited, ...strayed().all({ agentId, horizon, limit: left })] : waited;
      return rows.map(dueEventOf);
    },
    async nextDueAfter(agentId, now) {
      return at(nextDueAfter().get({ agentId, now })?.at);
    },
    async freeze(id, body) {
      freeze().run({ id, body });
    },
    async addAttempt(id, { number, at: began, durationMs, status, reason }) {
      addAttempt().run({
        id,
        number,
        at: began,
        durationMs,
        status: status ?? null,
        reason: reason ?? null,
      });
    },
    async postpone(id, until, now) {
      postpone().run({ id, until, now });
    },
    async finish(id, state, now) {
      for (const { orderId } of finish().all({ id, state, now })) letNextGo().run({ orderId });
    },
    async replay(id) {
      for (const { orderId } of replay().all({ id })) {
        hold().run({ orderId });
        letNextGo().run({ orderId });
      }
    },
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
    async forgetDelivered(before, limit) {
      forgetAttempts().run({ before, limit });
      return forgetDelivered().all({ before, limit }).length;
    },
    async countGivenUp() {
      return countGivenUp().get()?.events ?? 0;
    },
    async backlog() {
      const { pending = 0, oldest = null } = waiting().get() ?? {};
      const written = oldest === null ? undefined : writtenAt().get({ sequence: oldest });
      return {
        pending,
        dead: countGivenUp().get()?.events ?? 0,
        oldestPendingAt: written && instant(written.at),
      };
    },
  };
}

type Summary = {
  [Column in keyof typeof summary]: (typeof summary)[Column]["_"]["notNull"] extends true
    ? (typeof summary)[Column]["_"]["data"]
    : (typeof summary)[Column]["_"]["data"] | null;
};

function summaryOf(row: Summary): EventSummary {
  return {
    id: asId<EventId>(row.id),
    agentId: asId<AgentId>(row.agentId),
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

function dueEventOf(
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

function at(milliseconds: number | null | undefined): Instant | undefined {
  return milliseconds === null || milliseconds === undefined ? undefined : instant(milliseconds);
}

function contentIn({
  document,
  body,
}: {
  document: string | null;
  body: string | null;
}): DueEvent["content"] {
  return body === null ? { order: orderDocument.read(document ?? "") } : { body };
}
