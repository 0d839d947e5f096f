import { and, eq, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import type { ReservationStore } from "../../src/catalog/stores.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { newRevision } from "./revision.ts";
import { isAtProvider, paymentAttempts, reservations, variants } from "./schema.ts";

const placeholder = sql.placeholder;
const givingBack = (queries: Queries) =>
  prepared(() =>
    queries
      .update(variants)
      .set({ reserved: sql`${variants.reserved} - ${placeholder("quantity")}` })
      .where(eq(variants.id, placeholder("id"))),
  );

/** Reservations over one connection. `variants.reserved` is kept equal to the sum of a variant's reservation rows. */
export function createReservationStore(queries: Queries): ReservationStore {
  return {
    ...unitsHeld(queries),
    ...unitsDecided(queries),
    ...unitsComingBack(queries),
    ...acknowledgedSales(queries),
  };
}

/** Takes units of which the job has seen that they are there. */
const takeSeen = `update "variants" set "reserved" = "variants"."reserved" + $2::bigint
  where "variants"."id" = $1 and ("variants"."stock" is null or "variants"."backorder"
    or "variants"."stock" - "variants"."reserved" >= $2::bigint)`;

/** What attempts hold. */
function unitsHeld(queries: Queries): Pick<ReservationStore, "reserve" | "reserveSeen" | "heldAtProvider"> {
  // The compare and the set are one statement: whoever runs it next sees what is left after it.
  const take = prepared(() =>
    queries
      .update(variants)
      .set({ reserved: sql`${variants.reserved} + ${placeholder("quantity")}` })
      .where(
        and(
          eq(variants.id, placeholder("id")),
          or(
            isNull(variants.stock),
            eq(variants.backorder, true),
            sql`${variants.stock} - ${variants.reserved} >= ${placeholder("quantity")}`,
          ),
        ),
      )
      .returning({ id: variants.id }),
  );
  const recording = () =>
    queries.insert(reservations).values({
      attemptId: placeholder("attempt"),
      variantId: placeholder("variant"),
      quantity: placeholder("quantity"),
      createdAt: placeholder("now"),
    });
  const record = prepared(() =>
    recording().onConflictDoUpdate({
      target: [reservations.attemptId, reservations.variantId],
      set: { quantity: sql`${reservations.quantity} + excluded.quantity` },
    }),
  );
  const recordFirst = prepared(recording);
  // Begins with the few attempts that are open: a variant may have any number of reservations.
  const heldAtProvider = prepared(() =>
    queries
      .select({ units: sql<number>`coalesce(sum(${reservations.quantity}), 0)`.mapWith(Number) })
      .from(paymentAttempts)
      .crossJoin(reservations)
      .where(
        and(
          isAtProvider,
          eq(reservations.attemptId, paymentAttempts.id),
          eq(reservations.variantId, placeholder("variant")),
        ),
      ),
  );

  return {
    async reserve(attempt, variant, quantity, now) {
      if ((await take().all({ id: variant, quantity })).length === 0) return false;
      await record().run({ attempt, variant, quantity, now });
      return true;
    },
    async reserveSeen(attempt, variant, quantity, now) {
      await recordFirst().run({ attempt, variant, quantity, now });
      await queries.count(takeSeen, variant, quantity);
    },
    async heldAtProvider(variant) {
      return (await heldAtProvider().get({ variant }))?.units ?? 0;
    },
  };
}

/** What attempts have sold, and what they release. */
function unitsDecided(queries: Queries): Pick<ReservationStore, "sell" | "release"> {
  const markSold = prepared(() =>
    queries
      .update(reservations)
      .set({ sold: true })
      .where(eq(reservations.attemptId, placeholder("attempt"))),
  );
  const giveUp = prepared(() =>
    queries
      .delete(reservations)
      .where(eq(reservations.attemptId, placeholder("attempt")))
      .returning({ variantId: reservations.variantId, quantity: reservations.quantity }),
  );
  const giveBack = givingBack(queries);

  return {
    async sell(attempt) {
      await markSold().run({ attempt });
    },
    async release(attempt) {
      for (const { variantId, quantity } of byVariant(await giveUp().all({ attempt })))
        await giveBack().run({ id: variantId, quantity });
    },
  };
}

/** Units that go back on sale. */
function unitsComingBack(queries: Queries): Pick<ReservationStore, "restock"> {
  const giveBack = givingBack(queries);
  const sold = prepared(() =>
    queries
      .select({ quantity: reservations.quantity })
      .from(reservations)
      .where(
        and(
          eq(reservations.attemptId, placeholder("attempt")),
          eq(reservations.variantId, placeholder("variant")),
        ),
      ),
  );
  const sellLess = prepared(() =>
    queries
      .update(reservations)
      .set({ quantity: sql`${reservations.quantity} - ${placeholder("quantity")}` })
      .where(
        and(
          eq(reservations.attemptId, placeholder("attempt")),
          eq(reservations.variantId, placeholder("variant")),
        ),
      ),
  );
  const countMore = prepared(() =>
    queries
      .update(variants)
      .set({
        stock: sql`${variants.stock} + ${placeholder("quantity")}`,
        updatedAt: sql`${placeholder("now")}`,
        revision: newRevision,
      })
      .where(and(eq(variants.id, placeholder("id")), isNotNull(variants.stock))),
  );

  return {
    async restock(attempt, variant, quantity, now) {
      const stillSubtracted = Math.min(quantity, (await sold().get({ attempt, variant }))?.quantity ?? 0);
      if (stillSubtracted > 0) {
        await sellLess().run({ attempt, variant, quantity: stillSubtracted });
        await giveBack().run({ id: variant, quantity: stillSubtracted });
      }
      if (quantity > stillSubtracted)
        await countMore().run({ id: variant, quantity: quantity - stillSubtracted, now });
    },
  };
}

/** Which sales the source of the stock knows of. */
function acknowledgedSales(queries: Queries): Pick<ReservationStore, "acknowledge" | "acknowledgeAll"> {
  const acknowledgeSales = prepared(() =>
    queries
      .update(reservations)
      .set({ acknowledgedAt: sql`${placeholder("now")}` })
      .where(
        and(
          eq(reservations.attemptId, placeholder("attempt")),
          eq(reservations.sold, true),
          isNull(reservations.acknowledgedAt),
        ),
      ),
  );
  const acknowledgeSalesBy = prepared(() =>
    queries
      .update(reservations)
      .set({ acknowledgedAt: sql`${placeholder("soldBy")}` })
      .where(
        and(
          eq(reservations.sold, true),
          isNull(reservations.acknowledgedAt),
          lte(reservations.createdAt, placeholder("soldBy")),
        ),
      ),
  );

  return {
    async acknowledge(attempts, now) {
      for (const attempt of attempts) await acknowledgeSales().run({ attempt, now });
    },
    async acknowledgeAll(soldBy) {
      await acknowledgeSalesBy().run({ soldBy });
    },
  };
}

/** Rows of variants are always locked in this order, so that no two jobs wait for each other. */
function byVariant<Row extends { readonly variantId: string }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((one, other) => (one.variantId < other.variantId ? -1 : 1));
}
