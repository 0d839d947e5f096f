import type { Destination } from "../pricing/destination.ts";
import type { ShippingRate } from "../pricing/shipping.ts";

/** Goods to be sent somewhere, as far as their freight depends on them. */
export interface Shipment {
  readonly destination: Destination;
  /** Only what is shipped; at least one. */
  readonly items: readonly ShippedItem[];
}

export interface ShippedItem {
  readonly quantity: number;
  /** Of one unit; absent where nobody has weighed it. */
  readonly grams?: number | undefined;
}

/** What carriers ask for a shipment. */
export type CarrierQuote =
  /** Ready to be offered. None: the carriers have nothing for this shipment. */
  | { readonly kind: "rates"; readonly rates: readonly ShippingRate[] }
  /** Carriers are not asked about shipments like this one. */
  | { readonly kind: "not_asked" }
  /** They would have been asked, and gave no answer that could be used in time. */
  | { readonly kind: "unavailable" };

/** Where carriers' own prices come from. Not to be asked in a write job. */
export interface RateSource {
  /**
   * Asks what a shipment costs. Answers within its deadline and never throws.
   *
   * @param mayAsk is asked before somebody outside is: what is known already costs no question.
   */
  quote(shipment: Shipment, mayAsk?: () => boolean): Promise<CarrierQuote>;
}
