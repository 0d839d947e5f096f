import { and, eq, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import type { ReservationStore } from "../../src/catalog/stores.ts";
import type { AttemptId, VariantId } from "../../src/ids.ts";
import { RunAgain } from "../../src/storage.ts";
import { isAtProvider, paymentAttempts, reservations, variants } from "../schema.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";
import { newRevision } from "./revision.ts";

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
  const record = prepared(() =>
    queries
      .insert(reservations)
      .values({
        attemptId: placeholder("attempt"),
        variantId: placeholder("variant"),
        quantity: placeholder("quantity"),
        createdAt: placeholder("now"),
      })
      .onConflictDoUpdate({
        target: [reservations.attemptId, reservations.variantId],
        set: { quantity: sql`${reservations.quantity} + excluded.quantity` },
      }),
  );
  // Begins with the few attempts that are open: a variant may have any number of reservations.
  const heldAtProvider = prepared(() =>
    queries
      .select({ units: sql<number>`coalesce(sum(${reservations.quantity}), 0)` })
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

  function reserve(attempt: AttemptId, variant: VariantId, quantity: number, now: number): boolean {
    if (take().all({ id: variant, quantity }).length === 0) return false;
    record().run({ attempt, variant, quantity, now });
    return true;
  }

  return {
    async reserve(attempt, variant, quantity, now) {
      return reserve(attempt, variant, quantity, now);
    },
    async reserveSeen(attempt, variant, quantity, now) {
      if (!reserve(attempt, variant, quantity, now))
        throw new RunAgain(`units of ${variant} were taken that a job had seen to be there`);
    },
    async heldAtProvider(variant) {
      return heldAtProvider().get({ variant })?.units ?? 0;
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
      markSold().run({ attempt });
    },
    async release(attempt) {
      for (const { variantId, quantity } of giveUp().all({ attempt }))
        giveBack().run({ id: variantId, quantity });
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
      const stillSubtracted = Math.min(quantity, sold().get({ attempt, variant })?.quantity ?? 0);
      if (stillSubtracted > 0) {
        sellLess().run({ attempt, variant, quantity: stillSubtracted });
        giveBack().run({ id: variant, quantity: stillSubtracted });
      }
      if (quantity > stillSubtracted)
        countMore().run({ id: variant, quantity: quantity - stillSubtracted, now });
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
      for (const attempt of attempts) acknowledgeSales().run({ attempt, now });
    },
    async acknowledgeAll(soldBy) {
      acknowledgeSalesBy().run({ soldBy });
    },
  };
}
