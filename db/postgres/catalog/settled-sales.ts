import { and, eq, lte, sql } from "drizzle-orm";
import type { VariantRow } from "../../sqlite/catalog/rows.ts";
import { prepared } from "../prepared.ts";
import type { Queries } from "../queries.ts";
import { reservations, variants } from "../schema.ts";

const { placeholder } = sql;

/** Sales that the merchant's source had been told of when it counted its stock: its count is without them already. */
export interface SettledSales {
  /** Stops subtracting those of these variants that were told of until `countedAt`. Only in a write job. */
  drop(stored: readonly VariantRow[], countedAt: number): Promise<void>;
}

/** The settled sales of one database. */
export function createSettledSales(queries: Queries): SettledSales {
  const settledUnits = prepared(() =>
    queries
      .select({ units: sql<number>`coalesce(sum(${reservations.quantity}), 0)`.mapWith(Number) })
      .from(reservations)
      .where(isSettledBy(placeholder("variantId"), placeholder("countedAt"))),
  );
  const dropSettled = prepared(() =>
    queries.delete(reservations).where(isSettledBy(placeholder("variantId"), placeholder("countedAt"))),
  );
  const freeUnits = prepared(() =>
    queries
      .update(variants)
      .set({ reserved: sql`${variants.reserved} - ${placeholder("units")}` })
      .where(eq(variants.id, placeholder("id"))),
  );

  return {
    async drop(stored, countedAt) {
      for (const { id, reserved } of stored) {
        if (reserved === 0) continue;
        const { units } = (await settledUnits().get({ variantId: id, countedAt })) ?? { units: 0 };
        if (units === 0) continue;
        await dropSettled().run({ variantId: id, countedAt });
        await freeUnits().run({ id, units });
      }
    },
  };
}

function isSettledBy(variantId: ReturnType<typeof sql.placeholder>, countedAt: typeof variantId) {
  return and(
    eq(reservations.variantId, variantId),
    eq(reservations.sold, true),
    lte(reservations.acknowledgedAt, countedAt),
  );
}
