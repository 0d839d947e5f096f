import { and, desc, eq, gt, inArray, isNull, lt, type SQL, sql } from "drizzle-orm";
import { comparableEmail } from "../../src/buyers/comparable-email.ts";
import type { OrderStore } from "../../src/orders/stores.ts";
import { orderDocument } from "../documents.ts";
import { orderIn, orderRow } from "../order-row.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { buyers, orders } from "./schema.ts";

const select = (queries: Queries) => queries.select({ document: orders.document }).from(orders);

/** Orders over one connection. */
export function createOrderStore(queries: Queries): OrderStore {
  return { ...singleOrders(queries), ...orderLists(queries), nextNumber: () => queries.nextOrderNumber() };
}

/** One order at a time. */
function singleOrders(
  queries: Queries,
): Pick<OrderStore, "insert" | "replace" | "find" | "byNumber" | "byPermalinkToken" | "forgetBuyer"> {
  const insert = prepared(() =>
    queries.insert(orders).values({
      id: sql.placeholder("id"),
      number: sql.placeholder("number"),
      sessionId: sql.placeholder("sessionId"),
      agentId: sql.placeholder("agentId"),
      attemptId: sql.placeholder("attemptId"),
      permalinkToken: sql.placeholder("permalinkToken"),
      status: sql.placeholder("status"),
      way: sql.placeholder("way"),
      total: sql.placeholder("total"),
      buyerId: sql.placeholder("buyerId"),
      createdAt: sql.placeholder("createdAt"),
      updatedAt: sql.placeholder("updatedAt"),
      document: sql.placeholder("document"),
    }),
  );
  const replace = prepared(() =>
    queries
      .update(orders)
      .set({
        status: sql`${sql.placeholder("status")}`,
        buyerId: sql`${sql.placeholder("buyerId")}`,
        updatedAt: sql`${sql.placeholder("updatedAt")}`,
        document: sql`${sql.placeholder("document")}`,
      })
      .where(eq(orders.id, sql.placeholder("id"))),
  );
  const ofId = () => select(queries).where(eq(orders.id, sql.placeholder("id")));
  const find = prepared(() => (queries.isLocking ? ofId().for("no key update") : ofId()));
  const byNumber = prepared(() => select(queries).where(eq(orders.number, sql.placeholder("number"))));
  const byToken = prepared(() => select(queries).where(eq(orders.permalinkToken, sql.placeholder("token"))));
  const forgetBuyer = prepared(() =>
    queries
      .update(orders)
      .set({ buyerId: null })
      .where(eq(orders.buyerId, sql.placeholder("id"))),
  );
  return {
    async insert(order) {
      await insert().run(orderRow(order));
    },
    async replace(order) {
      await replace().run(orderRow(order));
    },
    async find(id) {
      const found = await find().get({ id });
      return found && orderIn(found);
    },
    async byNumber(number) {
      const found = await byNumber().get({ number });
      return found && orderIn(found);
    },
    async byPermalinkToken(token) {
      const found = await byToken().get({ token });
      return found && orderIn(found);
    },
    async forgetBuyer(id) {
      await forgetBuyer().run({ id });
    },
  };
}

/** Orders after one another, and which of them another system has. */
function orderLists(
  queries: Queries,
): Pick<OrderStore, "ofBuyer" | "page" | "after" | "unexported" | "markExported"> {
  const page = prepared(() =>
    select(queries)
      .where(lt(orders.number, sql.placeholder("before")))
      .orderBy(desc(orders.number))
      .limit(sql.placeholder("limit")),
  );
  const onwards = (condition?: SQL) =>
    select(queries)
      .where(and(condition, gt(orders.number, sql.placeholder("after"))))
      .orderBy(orders.number)
      .limit(sql.placeholder("limit"));
  const all = prepared(() => onwards());
  const unexported = prepared(() => onwards(isNull(orders.exportedAt)));
  const markExported = prepared(() =>
    queries
      .update(orders)
      .set({ exportedAt: sql`${sql.placeholder("now")}` })
      .where(and(eq(orders.id, sql.placeholder("id")), isNull(orders.exportedAt))),
  );
  const ofBuyer = prepared(() =>
    select(queries)
      .where(
        inArray(
          orders.buyerId,
          queries
            .select({ id: buyers.id })
            .from(buyers)
            .where(eq(buyers.email, sql.placeholder("email"))),
        ),
      )
      .orderBy(desc(orders.number))
      .limit(sql.placeholder("limit")),
  );
  return {
    async ofBuyer(email, limit) {
      const found = await ofBuyer().all({ email: comparableEmail(email), limit });
      return found.map(({ document }) => orderDocument.read(document));
    },
    async page(before, limit) {
      return (await page().all({ before: before ?? Number.MAX_SAFE_INTEGER, limit })).map((found) =>
        orderDocument.read(found.document),
      );
    },
    async after(after, limit) {
      return (await all().all({ after, limit })).map(orderIn);
    },
    async unexported(after, limit) {
      return (await unexported().all({ after, limit })).map(orderIn);
    },
    async markExported(ids, now) {
      for (const id of ids) await markExported().run({ id, now });
    },
  };
}
