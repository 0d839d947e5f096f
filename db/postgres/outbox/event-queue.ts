import { and, asc, eq, gt, lte, or, type Placeholder, type SQL, sql } from "drizzle-orm";
import { type AgentId, asId } from "../../../src/ids.ts";
import type { OutboxStore } from "../../../src/outbox/stores.ts";
import { orderDocument } from "../../documents.ts";
import type { LeaseClock } from "../lease-clock.ts";
import { prepared } from "../prepared.ts";
import type { Queries } from "../queries.ts";
import { outboxEvents as events } from "../schema.ts";
import { agreed, dueEventOf, summary } from "./rows.ts";

const { placeholder } = sql;
const isPending = sql`${events.state} = 'pending'`;

/**
 * The states of an order's events. To ask whether one is pending, in a condition, would have the server go through all
 * that are pending, of whatever order, as long as it knows too little of the table.
 */
const statesOf = (orderId: Placeholder | typeof events.orderId, which = sql``) =>
  sql`array(select earlier.state from ${events} earlier where earlier.order_id = ${orderId} ${which})`;

/** A moment that is always past: for what nobody has to wait for. */
const AT_ONCE = 0;

/**
 * Taken before anything is done to the events of an order: which of them goes next is asked and written in several
 * statements, and whoever does it at the same time must see what came of that. An event whose order is not there has
 * none of whom to wait.
 */
const lockOrder = "select 1 from orders where id = $1 for no key update";
const lockOrderOfEvent =
  "select 1 from orders where id = (select order_id from outbox_events where id = $1) for no key update";

type EventQueue = Pick<
  OutboxStore,
  "append" | "due" | "nextDueAfter" | "addresses" | "claim" | "freeze" | "postpone" | "finish" | "replay"
>;

/**
 * The events that are to be sent. Those of one order go one after the other: all but the first wait for it. Until when
 * one waits, and who has taken it, is measured as leases are.
 */
export function createEventQueue(queries: Queries, leases: LeaseClock): EventQueue {
  return {
    ...createAppender(queries),
    ...createDueEvents(queries, leases),
    ...createEventStates(queries, leases),
  };
}

function createAppender(queries: Queries): Pick<EventQueue, "append"> {
  const appending = (nextAttemptAt: SQL) =>
    queries.insert(events).values({
      id: placeholder("id"),
      agentId: placeholder("agentId"),
      webhookUrl: placeholder("webhookUrl"),
      orderId: placeholder("orderId"),
      type: placeholder("type"),
      state: sql`'pending'`,
      createdAt: placeholder("createdAt"),
      document: placeholder("document"),
      nextAttemptAt,
    });
  const append = prepared(() =>
    appending(
      sql`case when 'pending' = any(${statesOf(placeholder("orderId"))}) then null else ${AT_ONCE}::bigint end`,
    ),
  );
  const appendFirst = prepared(() => appending(sql`${AT_ONCE}::bigint`));
  return {
    async append(event) {
      // Of an order that this job makes there is no other event, and nobody else knows of it yet.
      const isFirst = event.type === "order_create";
      if (!isFirst) await queries.send(lockOrder, [event.orderId]);
      await (isFirst ? appendFirst() : append()).run({
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

function createDueEvents(
  queries: Queries,
  { fixedMoment, filling, lengthUntil, endOf }: LeaseClock,
): Pick<EventQueue, "due" | "nextDueAfter" | "addresses"> {
  const until = (end: string) => sql`${fixedMoment} + ${placeholder(end)}::bigint`;
  const isForRecipient = and(
    eq(events.agentId, placeholder("agentId")),
    eq(events.webhookUrl, placeholder("webhookUrl")),
    isPending,
  );
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
      .where(and(isForRecipient, when))
      .orderBy(asc(events.nextAttemptAt))
      .limit(placeholder("limit"));
  const due = prepared(() => selectDue(lte(events.nextAttemptAt, until("now"))));
  const strayed = prepared(() => selectDue(gt(events.nextAttemptAt, until("horizon"))));
  const nextDueAfter = prepared(() =>
    queries
      .select({ left: sql`${events.nextAttemptAt} - ${fixedMoment}`.mapWith(Number) })
      .from(events)
      .where(and(isForRecipient, gt(events.nextAttemptAt, until("now"))))
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
      const recipient = { agentId, webhookUrl };
      const waited = await due().all({ ...recipient, now: lengthUntil(now), limit, ...filling() });
      const more = { horizon: lengthUntil(horizon), limit: limit - waited.length };
      const rows =
        more.limit > 0
          ? [...waited, ...(await strayed().all({ ...recipient, ...more, ...filling() }))]
          : waited;
      return rows.map(dueEventOf);
    },
    async nextDueAfter({ agentId, webhookUrl = agreed }, now) {
      const next = await nextDueAfter().get({ agentId, webhookUrl, now: lengthUntil(now), ...filling() });
      return next && endOf(next.left);
    },
    async addresses() {
      const rows = await addresses().all();
      return rows.map(({ agentId, webhookUrl }) => ({ agentId: asId<AgentId>(agentId), webhookUrl }));
    },
  };
}

function createEventStates(
  queries: Queries,
  { moment, filling, lengthUntil }: LeaseClock,
): Pick<EventQueue, "claim" | "freeze" | "postpone" | "finish" | "replay"> {
  const isEvent = eq(events.id, placeholder("id"));
  const until = (end: string) => sql`${moment} + ${placeholder(end)}::bigint`;
  const isDue = or(lte(events.nextAttemptAt, until("now")), gt(events.nextAttemptAt, until("horizon")));
  const claim = prepared(() =>
    queries
      .update(events)
      .set({ nextAttemptAt: until("until") })
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
        nextAttemptAt: sql`case when 'pending' = any(${statesOf(events.orderId, sql`and earlier.sequence < ${events.sequence}`)}) then null else ${until("until")} end`,
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
      const times = { now: lengthUntil(now), horizon: lengthUntil(horizon), until: lengthUntil(until) };
      return (await claim().all({ id, ...times, ...filling() })).length > 0;
    },
    async freeze(id, body) {
      await freeze().run({ id, body });
    },
    async postpone(id, until, now) {
      await queries.send(lockOrderOfEvent, [id]);
      await postpone().run({ id, until: lengthUntil(until), now, ...filling() });
    },
    async finish(id, state, now) {
      await queries.send(lockOrderOfEvent, [id]);
      for (const { orderId } of await finish().all({ id, state, now })) await order.letNextGo(orderId);
    },
    async replay(id) {
      await queries.send(lockOrderOfEvent, [id]);
      for (const { orderId } of await replay().all({ id })) {
        await order.makeAllWait(orderId);
        await order.letNextGo(orderId);
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
  return {
    makeAllWait: (orderId: string) => makeAllWait().run({ orderId }),
    letNextGo: (orderId: string) => letNextGo().run({ orderId }),
  };
}
