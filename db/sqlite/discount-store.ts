import { and, count, desc, eq, sql } from "drizzle-orm";
import type { Discount } from "../../src/discounts/discount.ts";
import type { DiscountStore } from "../../src/discounts/stores.ts";
import { discountDocument } from "../documents.ts";
import { discounts, discountUses } from "../schema.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";

const changingCount = (queries: Queries) =>
  prepared(() =>
    queries
      .update(discounts)
      .set({ uses: sql`${discounts.uses} + ${sql.placeholder("by")}` })
      .where(eq(discounts.id, sql.placeholder("id"))),
  );

/** Discounts and their uses over one connection. */
export function createDiscountStore(queries: Queries): DiscountStore {
  return { ...discountRows(queries), ...usesOfDiscounts(queries), ...usesGivenUp(queries) };
}

/** What is taken off, and on what terms. */
function discountRows(
  queries: Queries,
): Pick<DiscountStore, "byCode" | "automatic" | "find" | "all" | "insert" | "replace"> {
  const select = () => queries.select({ document: discounts.document }).from(discounts);
  const byCode = prepared(() => select().where(eq(discounts.code, sql.placeholder("code"))));
  const automatic = prepared(() =>
    select()
      .where(sql`${discounts.code} is null and ${discounts.disabled} = 0`)
      .orderBy(discounts.priority, discounts.id),
  );
  const find = prepared(() => select().where(eq(discounts.id, sql.placeholder("id"))));
  const all = prepared(() => select().orderBy(desc(discounts.id)));
  const insert = prepared(() =>
    queries
      .insert(discounts)
      .values({
        id: sql.placeholder("id"),
        code: sql.placeholder("code"),
        priority: sql.placeholder("priority"),
        disabled: sql.placeholder("disabled"),
        uses: 0,
        document: sql.placeholder("document"),
      })
      .onConflictDoNothing({ target: discounts.code })
      .returning({ id: discounts.id }),
  );
  const replace = prepared(() =>
    queries
      .update(discounts)
      .set({
        priority: sql`${sql.placeholder("priority")}`,
        disabled: sql`${sql.placeholder("disabled")}`,
        document: sql`${sql.placeholder("document")}`,
      })
      .where(eq(discounts.id, sql.placeholder("id"))),
  );
  const row = (discount: Discount) => ({
    id: discount.id,
    code: discount.code ?? null,
    priority: discount.priority,
    disabled: discount.disabled ? 1 : 0,
    document: discountDocument.write(discount),
  });
  const read = (found: { document: string }) => discountDocument.read(found.document);

  return {
    async byCode(code) {
      const found = byCode().get({ code });
      return found && read(found);
    },
    async automatic() {
      return automatic().all().map(read);
    },
    async find(id) {
      const found = find().get({ id });
      return found && read(found);
    },
    async all() {
      return all().all().map(read);
    },
    async insert(discount) {
      return insert().get(row(discount)) !== undefined;
    },
    async replace(discount) {
      replace().run(row(discount));
    },
  };
}

/** How often, and by whom. */
function usesOfDiscounts(queries: Queries): Pick<DiscountStore, "uses" | "use"> {
  const total = prepared(() =>
    queries
      .select({ uses: discounts.uses })
      .from(discounts)
      .where(eq(discounts.id, sql.placeholder("id"))),
  );
  const byBuyer = prepared(() =>
    queries
      .select({ uses: count() })
      .from(discountUses)
      .where(
        and(
          eq(discountUses.discountId, sql.placeholder("id")),
          eq(discountUses.buyer, sql.placeholder("buyer")),
        ),
      ),
  );
  const addUse = prepared(() =>
    queries.insert(discountUses).values({
      attemptId: sql.placeholder("attemptId"),
      discountId: sql.placeholder("discountId"),
      buyer: sql.placeholder("buyer"),
      createdAt: sql.placeholder("createdAt"),
    }),
  );
  const changeCount = changingCount(queries);

  return {
    async uses(id, buyer) {
      return {
        total: total().get({ id })?.uses ?? 0,
        byBuyer: buyer === undefined ? 0 : (byBuyer().get({ id, buyer })?.uses ?? 0),
      };
    },
    async use(attemptId, discountId, buyer, now) {
      addUse().run({ attemptId, discountId, buyer: buyer ?? null, createdAt: now });
      changeCount().run({ id: discountId, by: 1 });
    },
  };
}

/** Uses that count no more, and buyers who are forgotten. */
function usesGivenUp(queries: Queries): Pick<DiscountStore, "giveBack" | "forgetBuyer"> {
  const changeCount = changingCount(queries);
  const removeUses = prepared(() =>
    queries
      .delete(discountUses)
      .where(eq(discountUses.attemptId, sql.placeholder("attemptId")))
      .returning({ discountId: discountUses.discountId }),
  );
  const forgetBuyer = prepared(() =>
    queries
      .update(discountUses)
      .set({ buyer: null })
      .where(eq(discountUses.buyer, sql.placeholder("buyer"))),
  );

  return {
    async giveBack(attemptId) {
      for (const { discountId } of removeUses().all({ attemptId }))
        changeCount().run({ id: discountId, by: -1 });
    },
    async forgetBuyer(buyer) {
      forgetBuyer().run({ buyer });
    },
  };
}
