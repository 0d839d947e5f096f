import { type Minor, minor, times, ZERO } from "../money.ts";
import { unreachable } from "../problem.ts";
import type { ShippingPrice } from "./shipping.ts";

/** What shipping prices are computed from; {@link ShippingPrice} says what each counts. */
export interface Parcel {
  readonly subtotal: Minor;
  readonly items: number;
  readonly grams: number;
}

/** What shipping a parcel costs; `undefined` when the price list has no band for it. */
export function shippingPriceOf(price: ShippingPrice, parcel: Parcel): Minor | undefined {
  const listed = listedPriceOf(price, parcel);
  const free = price.freeFrom !== undefined && parcel.subtotal >= price.freeFrom;
  return listed !== undefined && free ? ZERO : listed;
}

function listedPriceOf(price: ShippingPrice, { subtotal, items, grams }: Parcel): Minor | undefined {
  switch (price.kind) {
    case "flat":
      return price.amount;
    case "per_item":
      return minor(price.base + times(price.each, items));
    case "by_weight":
      return price.bands.find(({ upToGrams }) => upToGrams === undefined || grams <= upToGrams)?.amount;
    case "by_subtotal":
      return price.bands.findLast(({ from }) => subtotal >= from)?.amount;
    default:
      return unreachable(price);
  }
}
