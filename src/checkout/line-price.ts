import { priceAskedAt, priceAt, type SellableVariant } from "../catalog/product.ts";
import { after, type Instant } from "../clock.ts";
import type { Minor } from "../money.ts";

/** The price of one unit that an agent showed and asks to have kept, minor units, and when it read it. */
export interface SuggestedPrice {
  readonly amount: Minor;
  readonly observedAt: Instant;
}

/** A price that a session keeps to until `until`, whatever the catalogue says meanwhile. Minor units. */
export interface PricePromise {
  readonly price: Minor;
  readonly until: Instant;
}

/** What one unit of a line costs, and the promise behind it, if there is one. */
export interface LinePrice {
  readonly unitPrice: Minor;
  readonly promise?: PricePromise | undefined;
}

/** What is said of a line's price beside the catalogue. */
export interface PriceWish {
  readonly suggestedPrice?: SuggestedPrice | undefined;
  /** The price promised before. */
  readonly promise?: PricePromise | undefined;
}

/** How far the merchant goes along with suggested prices. */
export interface PriceTerms {
  /** How long a session lives after the agent last touched it, ms. */
  readonly sessionLifetimeMs: number;
  /** How long after an agent saw a price of ours it is still kept to, ms; absent: not at all. */
  readonly suggestedPriceWindowMs?: number | undefined;
}

/** The price of one unit: the catalogue's, or the promised one while it is lower. */
export function linePriceOf(
  wish: PriceWish,
  sellable: SellableVariant,
  terms: PriceTerms,
  now: Instant,
): LinePrice {
  const price = priceAt(sellable.variant, now);
  const promise = promiseOf(wish, sellable, terms, now);
  return { unitPrice: promise && promise.price < price ? promise.price : price, promise };
}

/**
 * A suggested price is kept to when it really was ours at the moment the agent saw it, and that moment lies within the
 * merchant's window (SEP 197: the seller verifies the source and may honor the price). The promise ends with the
 * session as it was first made: updating it over and over does not hold a price.
 */
function promiseOf(
  { promise, suggestedPrice }: PriceWish,
  sellable: SellableVariant,
  { suggestedPriceWindowMs = 0, sessionLifetimeMs }: PriceTerms,
  now: Instant,
): PricePromise | undefined {
  if (promise) return now < promise.until ? promise : undefined;
  if (!suggestedPrice) return undefined;
  const { amount, observedAt } = suggestedPrice;
  if (observedAt > now || observedAt < after(now, -suggestedPriceWindowMs)) return undefined;
  if (priceAskedAt(sellable, observedAt) !== amount) return undefined;
  return { price: amount, until: after(now, sessionLifetimeMs) };
}
