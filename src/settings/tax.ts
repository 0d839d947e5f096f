import { STANDARD_CLASS, type TaxRate, type TaxRules } from "../pricing/tax.ts";
import { readRegion } from "./region.ts";
import { percent, taxClass, wholeNumber, words, yesOrNo } from "./rule.ts";
import type { Table } from "./table.ts";
import { readRatesFile } from "./tax-rates-file.ts";

/**
 * Reads `[tax]`. No rates: nothing is taxed.
 * @param directory what the path of a rates file is relative to.
 */
export function readTax(tax: Table, directory: string): TaxRules {
  const rules: TaxRules = {
    rates: [...tax.tables("rates").map(readRate), ...readRatesFile(tax, directory)],
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
