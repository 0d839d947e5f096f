import { and, count, desc, eq, sql } from "drizzle-orm";
import type { Discount } from "../../src/discounts/discount.ts";
import type { DiscountStore } from "../../src/discounts/stores.ts";
import { discountDocument } from "../documents.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { discounts, discountUses } from "./schema.ts";

const read = (found: { document: string }) => discountDocument.read(found.document);
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
      // What has nothing to fill in would be planned anew each time.
      .where(sql`${discounts.code} is null and ${discounts.disabled} = ${sql.placeholder("disabled")}`)
      .orderBy(discounts.priority, discounts.id),
  );
  const findQuery = () => select().where(eq(discounts.id, sql.placeholder("id")));
  const find = prepared(() => (queries.isLocking ? findQuery().for("no key update") : findQuery()));
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

  return {
    async byCode(code) {
      const found = await byCode().get({ code });
      return found && read(found);
    },
    async automatic() {
      return (await automatic().all({ disabled: 0 })).map(read);
    },
    async find(id) {
      const found = await find().get({ id });
      return found && read(found);
    },
    async all() {
      return (await all().all()).map(read);
    },
    async insert(discount) {
      return (await insert().get(row(discount))) !== undefined;
    },
    async replace(discount) {
      await replace().run(row(discount));
    },
  };
}

/** How often, and by whom. */
function usesOfDiscounts(queries: Queries): Pick<DiscountStore, "uses" | "use"> {
  const total = prepared(() =>
    queries
      .select({ uses: discounts.uses, document: discounts.document })
      .from(discounts)
      .where(eq(discounts.id, sql.placeholder("id"))),
  );
  const totalLocked = prepared(() =>
    queries
      .select({ uses: discounts.uses })
      .from(discounts)
      .where(eq(discounts.id, sql.placeholder("id")))
      .for("no key update"),
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
      const found = await total().get({ id });
      // Where uses are limited, whoever wants one waits for whoever may be taking the last.
      const isLimited = found && Object.values(read(found).limits).some((limit) => limit !== undefined);
      const counted = queries.isLocking && isLimited ? await totalLocked().get({ id }) : found;
      return {
        total: counted?.uses ?? 0,
        byBuyer: buyer === undefined ? 0 : ((await byBuyer().get({ id, buyer }))?.uses ?? 0),
      };
    },
    async use(attemptId, discountId, buyer, now) {
      // The discount's row first: whoever uses it at the same time waits here, and counts this use.
      await changeCount().run({ id: discountId, by: 1 });
      await addUse().run({ attemptId, discountId, buyer: buyer ?? null, createdAt: now });
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
      const removed = await removeUses().all({ attemptId });
      for (const { discountId } of removed.toSorted((one, other) =>
        one.discountId < other.discountId ? -1 : 1,
      ))
        await changeCount().run({ id: discountId, by: -1 });
    },
    async forgetBuyer(buyer) {
      await forgetBuyer().run({ buyer });
    },
  };
}
