import type { Instant } from "../clock.ts";
import type { AttemptId, ProductId, VariantId } from "../ids.ts";
import type { Product, SellableVariant } from "./product.ts";

/** Looking variants up to price and sell them. The hot path: one prepared look-up by primary key. */
export interface VariantReader {
  /** The variant with its product, or `undefined` when unknown, unpublished or withdrawn. */
  sellable(id: VariantId): Promise<SellableVariant | undefined>;
}

/** Holding units for an open payment attempt, then selling or giving them back. Only inside the write door. */
export interface ReservationStore {
  /**
   * Takes `quantity` units for the attempt. Gives false, and takes nothing, when fewer are left. Untracked and
   * backorder variants always succeed, and are recorded all the same.
   */
  reserve(attempt: AttemptId, variant: VariantId, quantity: number, now: Instant): Promise<boolean>;
  /** Turns what the attempt holds into sold units. They stay subtracted until the merchant's source knows of them. */
  sell(attempt: AttemptId): Promise<void>;
  /** Gives back what the attempt holds, or had sold. Nothing happens when it holds nothing. */
  release(attempt: AttemptId): Promise<void>;
}

/** Writing and reading whole products, for imports, exports, feeds and the desk. */
export interface ProductStore extends VariantReader {
  /** Inserts the product or replaces everything of it except reservations. Variants no longer listed are withdrawn. */
  put(product: Product, now: Instant): Promise<"added" | "changed" | "unchanged">;
  product(id: ProductId): Promise<Product | undefined>;
  /** Published and unpublished products in id order, after the given id; at most `limit`. */
  page(after: ProductId | undefined, limit: number): Promise<readonly Product[]>;
  count(): Promise<{ readonly products: number; readonly variants: number }>;
}
