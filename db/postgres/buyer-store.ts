import { eq, sql } from "drizzle-orm";
import { comparableEmail } from "../../src/buyers/remember.ts";
import type { BuyerStore } from "../../src/buyers/stores.ts";
import { instant } from "../../src/clock.ts";
import { asId, type BuyerId } from "../../src/ids.ts";
import { buyerDocument } from "../documents.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { buyers } from "./schema.ts";

/** Buyers over one connection. */
export function createBuyerStore(queries: Queries): BuyerStore {
  const byEmailQuery = () =>
    queries
      .select()
      .from(buyers)
      .where(eq(buyers.email, sql.placeholder("email")));
  const byEmail = prepared(() => (queries.isLocking ? byEmailQuery().for("no key update") : byEmailQuery()));
  const put = prepared(() =>
    queries
      .insert(buyers)
      .values({
        id: sql.placeholder("id"),
        email: sql.placeholder("email"),
        createdAt: sql.placeholder("createdAt"),
        updatedAt: sql.placeholder("updatedAt"),
        document: sql.placeholder("document"),
      })
      .onConflictDoUpdate({
        target: buyers.id,
        set: {
          email: sql`excluded.email`,
          updatedAt: sql`excluded.updated_at`,
          document: sql`excluded.document`,
        },
      }),
  );
  const remove = prepared(() => queries.delete(buyers).where(eq(buyers.id, sql.placeholder("id"))));

  return {
    async byEmail(email) {
      const found = await byEmail().get({ email: comparableEmail(email) });
      return (
        found && {
          id: asId<BuyerId>(found.id),
          buyer: buyerDocument.read(found.document),
          firstOrderAt: instant(found.createdAt),
          lastOrderAt: instant(found.updatedAt),
        }
      );
    },
    async put({ id, buyer, firstOrderAt, lastOrderAt }) {
      await put().run({
        id,
        email: comparableEmail(buyer.email),
        createdAt: firstOrderAt,
        updatedAt: lastOrderAt,
        document: buyerDocument.write(buyer),
      });
    },
    async remove(id) {
      await remove().run({ id });
    },
  };
}
