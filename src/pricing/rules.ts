import type { ShippingRules } from "./shipping.ts";
import { ShippingTable } from "./shipping-table.ts";
import type { TaxRules } from "./tax.ts";
import { TaxTable } from "./tax-table.ts";

/** What a merchant decides about prices, from shop.toml. Plain and never changed: new settings are a new object. */
export interface PricingRules {
  readonly shipping: ShippingRules;
  readonly tax: TaxRules;
  /**
   * Whether the shop's prices, shipping prices and fixed discounts are what the buyer pays, tax within. They then stay
   * so for every destination.
   */
  readonly pricesIncludeTax: boolean;
}

/** Rules made ready for looking up: what `priceCart` takes. */
export interface CompiledRules {
  readonly rules: PricingRules;
  readonly shipping: ShippingTable;
  readonly tax: TaxTable;
}

/**
 * Indexes rules so that pricing never scans them. Once, at start-up: it costs milliseconds for large tables.
 * @throws RangeError naming the first rule nothing could be priced by: an unreadable postal pattern, a date or time
 *   zone that is none, no working day, an option id used twice in one zone.
 */
export function compileRules(rules: PricingRules): CompiledRules {
  return { rules, shipping: new ShippingTable(rules.shipping), tax: new TaxTable(rules.tax.rates) };
}
