import { STANDARD_CLASS, type TaxRate, type TaxRules } from "../pricing/tax.ts";
import { readRegion } from "./region.ts";
import { matching, percent, wholeNumber, words, yesOrNo } from "./rule.ts";
import type { Table } from "./table.ts";

const taxClass = matching(
  /^[a-z0-9_-]{1,64}$/,
  'a tax class in lower case, such as "standard" or "reduced-rate"',
);

/** Reads `[tax]`. No rates: nothing is taxed. */
export function readTax(tax: Table): TaxRules {
  const rules: TaxRules = {
    rates: tax.tables("rates").map(readRate),
    shippingClass: tax.optional("shipping_class", taxClass),
  };
  return rules;
}

function readRate(rate: Table): TaxRate {
  const read: TaxRate = {
    name: rate.required("name", words),
    region: readRegion(rate),
    taxClass: rate.optional("class", taxClass) ?? STANDARD_CLASS,
    rate: rate.required("rate", percent),
    priority: rate.optional("priority", wholeNumber(1, 1000)) ?? 1,
    compound: rate.optional("compound", yesOrNo) ?? false,
    onShipping: rate.optional("on_shipping", yesOrNo) ?? true,
  };
  return read;
}
