import type { ShippingRate } from "../pricing/shipping.ts";
import type { TaxQuote } from "../pricing/tax-quote.ts";

/**
 * What other companies answered about an order, asked before its job because there is no network in a write job.
 * Kept on the session, so that what the buyer was shown holds when they pay.
 */
export interface Quotes {
  /** Absent when carriers are not asked about such an order. */
  readonly shipping?: ShippingQuote | undefined;
  /** Absent when nobody else computes the shop's tax, or gave no answer. */
  readonly tax?: AnsweredTax | undefined;
}

/** Tax as somebody else computed it. */
export interface AnsweredTax {
  /** The question, by its name. To another one this is no answer. */
  readonly question: string;
  readonly quote: TaxQuote;
}

/** Carriers' own rates for one shipment. */
export interface ShippingQuote {
  /** The shipment, as `shipmentFingerprint` names it. For another one the quote says nothing. */
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
  const tax = asked?.tax ?? known?.tax;
  return shipping || tax ? { shipping, tax } : undefined;
}
