import { and, asc, count, eq, gt, inArray, isNull, lt, lte, sql } from "drizzle-orm";
import { instant } from "../../src/clock.ts";
import type { PaymentEvent, PaymentEventStore } from "../../src/payments/event.ts";
import { paymentEventDocument } from "../documents.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { paymentEvents } from "./schema.ts";

const placeholder = sql.placeholder;

/** Events from the payment provider over one connection. */
export function createPaymentEventStore(queries: Queries): PaymentEventStore {
  return { ...singleEvents(queries), ...eventsDue(queries) };
}

/** One event at a time. */
function singleEvents(queries: Queries): Pick<PaymentEventStore, "add" | "replace" | "forget"> {
  const add = prepared(() =>
    queries
      .insert(paymentEvents)
      .values({
        id: placeholder("id"),
        receivedAt: placeholder("receivedAt"),
        dueAt: placeholder("dueAt"),
        document: placeholder("document"),
      })
      .onConflictDoNothing()
      .returning({ id: paymentEvents.id }),
  );
  const replace = prepared(() =>
    queries
      .update(paymentEvents)
      .set({ dueAt: sql`${placeholder("dueAt")}`, document: sql`${placeholder("document")}` })
      .where(eq(paymentEvents.id, placeholder("id"))),
  );
  const forget = prepared(() =>
    queries
      .delete(paymentEvents)
      .where(
        inArray(
          paymentEvents.id,
          queries
            .select({ id: paymentEvents.id })
            .from(paymentEvents)
            .where(and(lt(paymentEvents.receivedAt, placeholder("before")), isNull(paymentEvents.dueAt)))
            .limit(placeholder("limit")),
        ),
      )
      .returning({ id: paymentEvents.id }),
  );
  const row = (event: PaymentEvent) => ({
    id: event.id,
    receivedAt: event.receivedAt,
    dueAt: event.dueAt ?? null,
    document: paymentEventDocument.write(event),
  });

  return {
    async add(event) {
      return (await add().get(row(event))) !== undefined;
    },
    async replace(event) {
      await replace().run(row(event));
    },
    async forget(before, limit) {
      return (await forget().all({ before, limit })).length;
    },
  };
}

/** Events that are still to be acted on. */
function eventsDue(queries: Queries): Pick<PaymentEventStore, "due" | "nextDue" | "countDue"> {
  const due = prepared(() =>
    queries
      .select({ document: paymentEvents.document })
      .from(paymentEvents)
      .where(lte(paymentEvents.dueAt, placeholder("now")))
      .orderBy(asc(paymentEvents.dueAt))
      .limit(placeholder("limit")),
  );
  const strayed = prepared(() =>
    queries
      .select({ document: paymentEvents.document })
      .from(paymentEvents)
      .where(gt(paymentEvents.dueAt, placeholder("horizon")))
      .limit(placeholder("limit")),
  );
  const nextDue = prepared(() =>
    queries
      .select({ at: paymentEvents.dueAt })
      .from(paymentEvents)
      .where(sql`${paymentEvents.dueAt} is not null`)
      .orderBy(asc(paymentEvents.dueAt))
      .limit(1),
  );
  const countDue = prepared(() =>
    queries.select({ waiting: count() }).from(paymentEvents).where(sql`${paymentEvents.dueAt} is not null`),
  );

  return {
    async due(now, horizon, limit) {
      const waited = await due().all({ now, limit });
      const rows = [...waited, ...(await strayed().all({ horizon, limit: limit - waited.length }))];
      return rows.map((found) => paymentEventDocument.read(found.document));
    },
    async nextDue(horizon) {
      if (await strayed().get({ horizon, limit: 1 })) return instant(0);
      const at = (await nextDue().get())?.at;
      return at == null ? undefined : instant(at);
    },
    async countDue() {
      return (await countDue().get())?.waiting ?? 0;
    },
  };
}
