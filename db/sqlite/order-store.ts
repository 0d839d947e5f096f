import { and, desc, eq, gt, inArray, isNull, lt, max, type SQL, sql } from "drizzle-orm";
import { comparableEmail } from "../../src/buyers/comparable-email.ts";
import type { OrderStore } from "../../src/orders/stores.ts";
import { orderIn, orderRow } from "../order-row.ts";
import { buyers, orders } from "../schema.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";

/** The number before the first order's: people trust a shop that does not start at 1. */
const BEFORE_FIRST = 1000;

const select = (queries: Queries) => queries.select({ document: orders.document }).from(orders);

/** Orders over one connection. */
export function createOrderStore(queries: Queries): OrderStore {
  return { ...orderNumbers(queries), ...singleOrders(queries), ...orderLists(queries) };
}

/** The numbers that orders are known by. */
function orderNumbers(queries: Queries): Pick<OrderStore, "nextNumber"> {
  const highest = prepared(() => queries.select({ number: max(orders.number) }).from(orders));
  return {
    async nextNumber() {
      return (highest().get()?.number ?? BEFORE_FIRST) + 1;
    },
  };
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
  const find = prepared(() => select(queries).where(eq(orders.id, sql.placeholder("id"))));
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
      insert().run(orderRow(order));
    },
    async replace(order) {
      replace().run(orderRow(order));
    },
    async find(id) {
      const found = find().get({ id });
      return found && orderIn(found);
    },
    async byNumber(number) {
      const found = byNumber().get({ number });
      return found && orderIn(found);
    },
    async byPermalinkToken(token) {
      const found = byToken().get({ token });
      return found && orderIn(found);
    },
    async forgetBuyer(id) {
      forgetBuyer().run({ id });
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
      return ofBuyer()
        .all({ email: comparableEmail(email), limit })
        .map(orderIn);
    },
    async page(before, limit) {
      return page()
        .all({ before: before ?? Number.MAX_SAFE_INTEGER, limit })
        .map(orderIn);
    },
    async after(after, limit) {
      return all().all({ after, limit }).map(orderIn);
    },
    async unexported(after, limit) {
      return unexported().all({ after, limit }).map(orderIn);
    },
    async markExported(ids, now) {
      for (const id of ids) markExported().run({ id, now });
    },
  };
}
