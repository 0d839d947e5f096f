import { eq, sql } from "drizzle-orm";
import { comparableEmail } from "../../src/buyers/comparable-email.ts";
import type { BuyerStore } from "../../src/buyers/stores.ts";
import { instant } from "../../src/clock.ts";
import { asId, type BuyerId } from "../../src/ids.ts";
import { buyerDocument } from "../documents.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { buyers } from "./schema.ts";

const update = `update "buyers" set "updated_at" = $2, "document" = $3 where "buyers"."id" = $1`;

/** Buyers over one connection. */
export function createBuyerStore(queries: Queries): BuyerStore {
  const byEmail = prepared(() =>
    queries
      .select()
      .from(buyers)
      .where(eq(buyers.email, sql.placeholder("email"))),
  );
  const idOf = prepared(() =>
    queries
      .select({ id: buyers.id })
      .from(buyers)
      .where(eq(buyers.email, sql.placeholder("email"))),
  );
  const insert = prepared(() =>
    queries.insert(buyers).values({
      id: sql.placeholder("id"),
      email: sql.placeholder("email"),
      createdAt: sql.placeholder("now"),
      updatedAt: sql.placeholder("now"),
      document: sql.placeholder("document"),
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
    async remember(id, buyer, now) {
      const email = comparableEmail(buyer.email);
      const document = buyerDocument.write(buyer);
      const known = await idOf().get({ email });
      // Who is added or removed meanwhile by somebody else is heard of with the commit: the job is run again then.
      if (known) await queries.changeFound(update, [known.id, now, document]);
      else await insert().run({ id, email, now, document });
      return known ? asId<BuyerId>(known.id) : id;
    },
    async remove(id) {
      await remove().run({ id });
    },
  };
}
