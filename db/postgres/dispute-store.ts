import { asc, desc, eq, sql } from "drizzle-orm";
import { instant } from "../../src/clock.ts";
import { asId, type OrderId } from "../../src/ids.ts";
import { type Currency, minor } from "../../src/money.ts";
import type { DisputeStore, OrderDispute } from "../../src/payments/disputes.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { disputes } from "./schema.ts";

const { placeholder } = sql;

/** Disputes over one connection. */
export function createDisputeStore(queries: Queries): DisputeStore {
  const columns = {
    orderId: placeholder("orderId"),
    orderNumber: placeholder("orderNumber"),
    state: placeholder("state"),
    amount: placeholder("amount"),
    currency: placeholder("currency"),
    reason: placeholder("reason"),
    openedAt: placeholder("openedAt"),
    respondBy: placeholder("respondBy"),
  };
  const put = prepared(() =>
    queries
      .insert(disputes)
      .values({ reference: placeholder("reference"), ...columns })
      .onConflictDoUpdate({
        target: disputes.reference,
        set: {
          state: sql`excluded.state`,
          amount: sql`excluded.amount`,
          reason: sql`excluded.reason`,
          respondBy: sql`excluded.respond_by`,
        },
      }),
  );
  // In the words of the partial index, which holds nothing else.
  const toAnswer = prepared(() =>
    queries
      .select()
      .from(disputes)
      .where(sql`state = 'open' and respond_by is not null`)
      .orderBy(asc(disputes.respondBy))
      .limit(placeholder("limit")),
  );
  const ofOrder = prepared(() =>
    queries
      .select()
      .from(disputes)
      .where(eq(disputes.orderId, placeholder("orderId")))
      .orderBy(desc(disputes.openedAt)),
  );
  return {
    async put({ respondBy = null, ...dispute }) {
      await put().run({ ...dispute, respondBy });
    },
    async toAnswer(limit) {
      return (await toAnswer().all({ limit })).map(read);
    },
    async ofOrder(orderId) {
      return (await ofOrder().all({ orderId })).map(read);
    },
  };
}

function read(row: typeof disputes.$inferSelect): OrderDispute {
  const { orderId, state, amount, currency, openedAt, respondBy, ...rest } = row;
  return {
    ...rest,
    orderId: asId<OrderId>(orderId),
    // Only `put` writes these columns, with these words.
    state: state as OrderDispute["state"],
    currency: currency as Currency,
    amount: minor(amount),
    openedAt: instant(openedAt),
    respondBy: respondBy === null ? undefined : instant(respondBy),
  };
}
