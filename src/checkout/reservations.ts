import type { Instant } from "../clock.ts";
import { buyerKeyOf } from "../discounts/discount.ts";
import type { AttemptId } from "../ids.ts";
import type { Sale } from "../orders/order.ts";
import type { CheckoutStores } from "./stores.ts";

type ReservationStores = Pick<CheckoutStores, "catalog" | "discounts">;

/**
 * Takes for an attempt all that its sale uses up: stock and uses of discounts. False, with nothing taken, when not all
 * of the goods can be had any more. In a write job.
 */
export async function reserveSale(
  stores: ReservationStores,
  id: AttemptId,
  sale: Sale,
  now: Instant,
): Promise<boolean> {
  // In one order for all, so that no two jobs wait for each other: discounts before variants, each by id.
  const email = sale.buyer?.email ?? sale.fulfillmentDetails?.email;
  const buyer = email === undefined ? undefined : buyerKeyOf(email);
  for (const { discount } of sale.appliedDiscounts.toSorted((one, other) =>
    compare(one.discount.id, other.discount.id),
  ))
    await stores.discounts.use(id, discount.id, buyer, now);
  const lines = sale.lineItems.toSorted((one, other) => compare(one.variantId, other.variantId));
  // Sent together: whoever wants the same goods waits for as long as it takes to hear of all.
  const held = await Promise.all(
    lines.map(({ variantId, quantity }) => stores.catalog.reserve(id, variantId, quantity.ordered, now)),
  );
  if (held.every((isHeld) => isHeld)) return true;
  await releaseSale(stores, id);
  return false;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Gives back all that an attempt holds. */
export async function releaseSale(stores: ReservationStores, id: AttemptId): Promise<void> {
  await stores.discounts.giveBack(id);
  await stores.catalog.release(id);
}
