import { eq, inArray, lt, sql } from "drizzle-orm";
import type { Cart, CartStore } from "../../src/carts/cart.ts";
import { cartDocument } from "../documents.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { carts } from "./schema.ts";

/** Carts over one connection. */
export function createCartStore(queries: Queries): CartStore {
  const insert = prepared(() =>
    queries.insert(carts).values({
      id: sql.placeholder("id"),
      pageToken: sql.placeholder("pageToken"),
      expiresAt: sql.placeholder("expiresAt"),
      document: sql.placeholder("document"),
    }),
  );
  const replace = prepared(() =>
    queries
      .update(carts)
      .set({
        expiresAt: sql`${sql.placeholder("expiresAt")}`,
        document: sql`${sql.placeholder("document")}`,
      })
      .where(eq(carts.id, sql.placeholder("id"))),
  );
  const select = () => queries.select({ document: carts.document }).from(carts);
  const findQuery = () => select().where(eq(carts.id, sql.placeholder("id")));
  const find = prepared(() => (queries.isLocking ? findQuery().for("no key update") : findQuery()));
  const byPageToken = prepared(() => select().where(eq(carts.pageToken, sql.placeholder("token"))));
  const overdue = queries
    .select({ id: carts.id })
    .from(carts)
    .where(lt(carts.expiresAt, sql.placeholder("before")))
    .limit(sql.placeholder("limit"));
  const forget = prepared(() =>
    queries.delete(carts).where(inArray(carts.id, overdue)).returning({ id: carts.id }),
  );

  const row = (cart: Cart) => ({
    id: cart.id,
    pageToken: cart.pageToken,
    expiresAt: cart.expiresAt,
    document: cartDocument.write(cart),
  });
  const read = (found: { document: string } | undefined) => found && cartDocument.read(found.document);
  return {
    async insert(cart) {
      await insert().run(row(cart));
    },
    async replace(cart) {
      await replace().run(row(cart));
    },
    async find(id) {
      return read(await find().get({ id }));
    },
    async byPageToken(token) {
      return read(await byPageToken().get({ token }));
    },
    async forget(before, limit) {
      return (await forget().all({ before, limit })).length;
    },
  };
}
