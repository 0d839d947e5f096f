import { priceAt, type Variant } from "../catalog/product.ts";
import type { Instant } from "../clock.ts";
import type { Minor } from "../money.ts";
import type { FeedSale } from "./row.ts";

/** A variant's prices as a feed shows them. */
export interface FeedPrices {
  /** Before any sale. */
  readonly price: Minor;
  readonly sale?: FeedSale | undefined;
  /** What checkout charges now. */
  readonly askedPrice: Minor;
  /** When a sale begins or ends next. */
  readonly changesAt?: Instant | undefined;
}

/**
 * Tells a variant's prices apart. What is asked now is what checkout charges, `priceAt`; a higher price beside it, the
 * struck-through one or the one a sale lowers, makes it a sale price. A sale that is still to come is announced, unless
 * another lowers the price today.
 */
export function feedPrices(variant: Pick<Variant, "price" | "listPrice" | "sale">, now: Instant): FeedPrices {
  const askedPrice = priceAt(variant, now);
  const changesAt = nextChange(variant.sale, now);
  const before = higher(askedPrice, higher(variant.listPrice ?? askedPrice, variant.price));
  if (before > askedPrice) {
    // The sale's dates, when it is the sale that lowers the price; a struck-through price has none.
    const dates = askedPrice < variant.price ? variant.sale : undefined;
    const sale = { price: askedPrice, startsAt: dates?.startsAt, endsAt: dates?.endsAt };
    return { price: before, sale, askedPrice, changesAt };
  }
  const announced =
    variant.sale?.startsAt !== undefined && variant.sale.startsAt > now ? variant.sale : undefined;
  const sale = announced !== undefined && announced.price < before ? announced : undefined;
  return { price: before, sale, askedPrice, changesAt };
}

function nextChange(sale: Variant["sale"], now: Instant): Instant | undefined {
  if (sale?.startsAt !== undefined && sale.startsAt > now) return sale.startsAt;
  return sale?.endsAt !== undefined && sale.endsAt > now ? sale.endsAt : undefined;
}

function higher(one: Minor, other: Minor): Minor {
  return one > other ? one : other;
}
