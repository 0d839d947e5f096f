import { and, asc, eq, gt, lte, or, sql } from "drizzle-orm";
import { type AgentId, asId } from "../../../src/ids.ts";
import type { OutboxStore } from "../../../src/outbox/stores.ts";
import { orderDocument } from "../../documents.ts";
import { outboxEvents as events, orders } from "../../schema.ts";
import type { Queries } from "../database.ts";
import { prepared } from "../prepared.ts";
import { agreed, at, content, dueEventOf, summary } from "./rows.ts";

const { placeholder } = sql;
const isPending = sql`${events.state} = 'pending'`;

/** A moment that is always past: for what nobody has to wait for. */
const AT_ONCE = 0;

type EventQueue = Pick<
  OutboxStore,
  "append" | "due" | "nextDueAfter" | "addresses" | "claim" | "freeze" | "postpone" | "finish" | "replay"
>;

/** The events that are to be sent. Those of one order go one after the other: all but the first wait for it. */
export function createEventQueue(queries: Queries): EventQueue {
  return { ...createAppender(queries), ...createDueEvents(queries), ...createEventStates(queries) };
}

function createAppender(queries: Queries): Pick<EventQueue, "append"> {
  const append = prepared(() =>
    queries.insert(events).values({
      id: placeholder("id"),
      agentId: placeholder("agentId"),
      webhookUrl: placeholder("webhookUrl"),
      orderId: placeholder("orderId"),
      type: placeholder("type"),
      state: sql`'pending'`,
      createdAt: placeholder("createdAt"),
      document: sql`nullif(${placeholder("document")}, (select document from ${orders} where id = ${placeholder("orderId")}))`,
      nextAttemptAt: sql`case when exists (select 1 from ${events} earlier where earlier.order_id = ${placeholder("orderId")} and earlier.state = 'pending') then null else ${AT_ONCE} end`,
    }),
  );
  return {
    async append(event) {
      append().run({
        id: event.id,
        agentId: event.agentId,
        webhookUrl: event.order.protocol.webhookUrl ?? agreed,
        orderId: event.orderId,
        type: event.type,
        createdAt: event.createdAt,
        document: orderDocument.write(event.order),
      });
    },
  };
}

function createDueEvents(queries: Queries): Pick<EventQueue, "due" | "nextDueAfter" | "addresses"> {
  const isForRecipient = and(
    eq(events.agentId, placeholder("agentId")),
    eq(events.webhookUrl, placeholder("webhookUrl")),
    isPending,
  );
  const selectDue = (when: ReturnType<typeof lte>) =>
    queries
      .select({
        ...summary,
        ...content,
        failures: events.failures,
        firstFailedAt: events.firstFailedAt,
      })
      .from(events)
      .where(and(isForRecipient, when))
      .orderBy(asc(events.nextAttemptAt))
      .limit(placeholder("limit"));
  const due = prepared(() => selectDue(lte(events.nextAttemptAt, placeholder("now"))));
  const strayed = prepared(() => selectDue(gt(events.nextAttemptAt, placeholder("horizon"))));
  const nextDueAfter = prepared(() =>
    queries
      .select({ at: events.nextAttemptAt })
      .from(events)
      .where(and(isForRecipient, gt(events.nextAttemptAt, placeholder("now"))))
      .orderBy(asc(events.nextAttemptAt))
      .limit(1),
  );
  // In the words of the partial index, which is used for nothing else.
  const addresses = prepared(() =>
    queries
      .selectDistinct({ agentId: events.agentId, webhookUrl: events.webhookUrl })
      .from(events)
      .where(sql`${events.state} = 'pending' and ${events.webhookUrl} <> ''`),
  );
  return {
    async due({ agentId, webhookUrl = agreed }, now, horizon, limit) {
      const waited = due().all({ agentId, webhookUrl, now, limit });
      const left = limit - waited.length;
      const rows =
        left > 0 ? [...waited, ...strayed().all({ agentId, webhookUrl, horizon, limit: left })] : waited;
      return rows.map(dueEventOf);
    },
    async nextDueAfter({ agentId, webhookUrl = agreed }, now) {
      return at(nextDueAfter().get({ agentId, webhookUrl, now })?.at);
    },
    async addresses() {
      return addresses()
        .all()
        .map(({ agentId, webhookUrl }) => ({ agentId: asId<AgentId>(agentId), webhookUrl }));
    },
  };
}

function createEventStates(
  queries: Queries,
): Pick<EventQueue, "claim" | "freeze" | "postpone" | "finish" | "replay"> {
  const isEvent = eq(events.id, placeholder("id"));
  const isDue = or(
    lte(events.nextAttemptAt, placeholder("now")),
    gt(events.nextAttemptAt, placeholder("horizon")),
  );
  const claim = prepared(() =>
    queries
      .update(events)
      .set({ nextAttemptAt: sql`${placeholder("until")}` })
      .where(and(isEvent, isPending, isDue))
      .returning({ id: events.id }),
  );
  const freeze = prepared(() =>
    queries
      .update(events)
      .set({ body: sql`${placeholder("body")}`, document: null })
      .where(isEvent),
  );
  const postpone = prepared(() =>
    queries
      .update(events)
      .set({
        attempts: sql`${events.attempts} + 1`,
        failures: sql`${events.failures} + 1`,
        firstFailedAt: sql`coalesce(${events.firstFailedAt}, ${placeholder("now")})`,
        // An earlier one was replayed while this was on its way: it goes first, and lets this one go then.
        nextAttemptAt: sql`case when exists (select 1 from ${events} earlier where earlier.order_id = ${events.orderId} and earlier.state = 'pending' and earlier.sequence < ${events.sequence}) then null else ${placeholder("until")} end`,
      })
      .where(and(isEvent, isPending)),
  );
  const finish = prepared(() =>
    queries
      .update(events)
      .set({
        state: sql`${placeholder("state")}`,
        attempts: sql`${events.attempts} + 1`,
        nextAttemptAt: null,
        finishedAt: sql`${placeholder("now")}`,
      })
      .where(and(isEvent, isPending))
      .returning({ orderId: events.orderId }),
  );
  const replay = prepared(() =>
    queries
      .update(events)
      .set({ state: "pending", failures: 0, firstFailedAt: null, nextAttemptAt: null, finishedAt: null })
      .where(isEvent)
      .returning({ orderId: events.orderId }),
  );
  const order = createOrderQueue(queries);
  return {
    async claim(id, { now, horizon, until }) {
      return claim().all({ id, now, horizon, until }).length > 0;
    },
    async freeze(id, body) {
      freeze().run({ id, body });
    },
    async postpone(id, until, now) {
      postpone().run({ id, until, now });
    },
    async finish(id, state, now) {
      for (const { orderId } of finish().all({ id, state, now })) order.letNextGo(orderId);
    },
    async replay(id) {
      for (const { orderId } of replay().all({ id })) {
        order.makeAllWait(orderId);
        order.letNextGo(orderId);
      }
    },
  };
}

/** The pending events of one order, the oldest of which goes next. */
function createOrderQueue(queries: Queries) {
  const isPendingOfOrder = and(eq(events.orderId, placeholder("orderId")), isPending);
  const makeAllWait = prepared(() =>
    queries.update(events).set({ nextAttemptAt: null }).where(isPendingOfOrder),
  );
  // Asked first: mostly nothing more waits, and one statement that does both takes four times as long to find that out.
  const oldest = prepared(() =>
    queries
      .select({ sequence: events.sequence })
      .from(events)
      .where(isPendingOfOrder)
      .orderBy(asc(events.sequence))
      .limit(1),
  );
  const makeDue = prepared(() =>
    queries
      .update(events)
      .set({ nextAttemptAt: AT_ONCE })
      .where(eq(events.sequence, placeholder("sequence"))),
  );
  return {
    makeAllWait: (orderId: string) => makeAllWait().run({ orderId }),
    letNextGo(orderId: string) {
      const next = oldest().get({ orderId });
      if (next) makeDue().run({ sequence: next.sequence });
    },
  };
}
