import type { Instant } from "../clock.ts";
import { buyerKeyOf } from "../discounts/discount.ts";
import type { AttemptId, VariantId } from "../ids.ts";
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
  await useDiscounts(stores, id, sale, now);
  // Sent together: whoever wants the same goods waits for as long as it takes to hear of all.
  const held = await Promise.all(
    inOrder(sale).map(({ variantId, quantity }) =>
      stores.catalog.reserve(id, variantId, quantity.ordered, now),
    ),
  );
  if (held.every((isHeld) => isHeld)) return true;
  await releaseSale(stores, id);
  return false;
}

/**
 * As {@link reserveSale}, for goods of which the same job has seen that they can be had. The last that it does: whoever
 * wants the same goods waits from then on until it is committed.
 *
 * @throws RunAgain where others have taken them meanwhile; as `reserveSeen` of the catalogue does.
 */
export async function reserveSeenSale(
  stores: ReservationStores,
  id: AttemptId,
  sale: Sale,
  now: Instant,
): Promise<void> {
  await useDiscounts(stores, id, sale, now);
  for (const [variantId, quantity] of unitsOf(sale))
    await stores.catalog.reserveSeen(id, variantId, quantity, now);
}

/** How many units a sale needs of each variant, which several of its lines may sell. */
function unitsOf(sale: Sale): ReadonlyMap<VariantId, number> {
  const units = new Map<VariantId, number>();
  for (const { variantId, quantity } of inOrder(sale))
    units.set(variantId, (units.get(variantId) ?? 0) + quantity.ordered);
  return units;
}

/** Before any goods are taken, and by id as they are: all jobs in one order, so that no two wait for each other. */
async function useDiscounts(
  { discounts }: ReservationStores,
  id: AttemptId,
  { buyer, fulfillmentDetails, appliedDiscounts }: Sale,
  now: Instant,
): Promise<void> {
  const email = buyer?.email ?? fulfillmentDetails?.email;
  const key = email === undefined ? undefined : buyerKeyOf(email);
  for (const { discount } of appliedDiscounts.toSorted((one, other) =>
    compare(one.discount.id, other.discount.id),
  ))
    await discounts.use(id, discount.id, key, now);
}

/** The order in which all jobs take goods. */
function inOrder({ lineItems }: Sale): Sale["lineItems"] {
  return lineItems.toSorted((one, other) => compare(one.variantId, other.variantId));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Gives back all that an attempt holds. */
export async function releaseSale(stores: ReservationStores, id: AttemptId): Promise<void> {
  await stores.discounts.giveBack(id);
  await stores.catalog.release(id);
}
