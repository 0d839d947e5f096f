import type { ShippingRules } from "./shipping.ts";
import type { TaxRules } from "./tax.ts";

/** What a merchant decides about prices, from shop.toml. Plain and never changed: new settings are a new object. */
export interface PricingRules {
  readonly shipping: ShippingRules;
  readonly tax: TaxRules;
  /** Whether prices, shipping prices and fixed discounts are what the buyer pays, tax within. */
  readonly pricesIncludeTax: boolean;
}

/** Rules made ready for looking up: what {@link priceCart} takes. Made once, at start-up. */
export interface CompiledRules {
  readonly rules: PricingRules;
}

/** Makes rules ready for pricing. */
export function compileRules(rules: PricingRules): CompiledRules {
  return { rules };
}
