import type { ReservationStore, VariantReader } from "../catalog/stores.ts";
import type { PartsPerMillion } from "../money.ts";
import type { Sale } from "../orders/order.ts";

/** What counting needs of the stores. */
export interface ShareReads {
  readonly catalog: VariantReader & Pick<ReservationStore, "heldAtProvider">;
}

/** A line of which buyers on their way through the provider's pages hold too much already. */
export interface ShareExceeded {
  readonly index: number;
  readonly title: string;
  /** How many units more they may hold. */
  readonly left: number;
}

/**
 * Finds the first line of a sale that would let buyers who have not paid yet hold more than their share of a variant's
 * stock; `undefined` when none does. At least one unit may always be held, and goods that cannot run out as many as one
 * likes.
 *
 * @param share of what is not sold or promised otherwise; absent: all of it.
 */
export async function exceededShare(
  { catalog }: ShareReads,
  { lineItems }: Pick<Sale, "lineItems">,
  share: PartsPerMillion | undefined,
): Promise<ShareExceeded | undefined> {
  if (share === undefined) return undefined;
  for (const [index, { variantId, title, quantity }] of lineItems.entries()) {
    const sellable = await catalog.sellable(variantId);
    if (!sellable || sellable.available === null) continue;
    const held = await catalog.heldAtProvider(variantId);
    const most = Math.max(1, Math.ceil(((sellable.available + held) * share) / 1_000_000));
    if (held + quantity.ordered > most) return { index, title, left: Math.max(0, most - held) };
  }
  return undefined;
}
