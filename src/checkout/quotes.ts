import type { ShippingRate } from "../pricing/shipping.ts";

/**
 * What other companies answered about an order, asked before its job because there is no network behind the write door.
 * Kept on the session, so that what the buyer was shown holds when they pay.
 */
export interface Quotes {
  /** Absent when carriers are not asked about such an order. */
  readonly shipping?: ShippingQuote | undefined;
}

/** Carriers' own rates for one shipment. */
export interface ShippingQuote {
  /** The shipment, as `shipmentNameOf` names it. For another one the quote says nothing. */
  readonly shipment: string;
  readonly rates: readonly ShippingRate[];
  /** False when carriers gave no answer in time: then the shop's own rates alone are offered. */
  readonly isAvailable: boolean;
}

/**
 * The quotes a shipment is priced with: what was asked just now, else what its session knows already.
 *
 * @param shipment its name; absent for an order that is not shipped, or whose address is not known yet.
 */
export function quotesFor(
  shipment: string | undefined,
  asked: Quotes | undefined,
  known: Quotes | undefined,
): Quotes | undefined {
  const ofShipment = [asked?.shipping, known?.shipping].filter((quote) => quote?.shipment === shipment);
  const shipping = ofShipment.find((quote) => quote?.isAvailable) ?? ofShipment[0];
  return shipping && { shipping };
}
