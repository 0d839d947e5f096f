import type { StripeTaxSettings } from "../payments/stripe/tax-settings.ts";
import type { TaxRate, TaxRules } from "../pricing/tax.ts";
import { named, optional, readAs, required, table, tables, withDefault } from "./description.ts";
import type { SettingPlace } from "./place.ts";
import { regionKeys, regionOf } from "./region.ts";
import { matching, oneOf, percent, taxClass, wholeNumber, words, yesOrNo } from "./rule.ts";
import { readRatesFile } from "./tax-rates-file.ts";

const taxCode = matching(/^txcd_\d{8}$/, "a tax code of Stripe's, such as txcd_99999999");

const rateTable = readAs(
  table("A rate.", {
    name: required(words, "what buyers are told it is"),
    ...regionKeys,
    rate: required(percent, "percent"),
    class: withDefault("standard", taxClass, "the tax class of the goods"),
    priority: withDefault(1, wholeNumber(1, 1000), "rates of different priority add up"),
    compound: withDefault(false, yesOrNo, "true: on the price plus the taxes before it"),
    on_shipping: withDefault(true, yesOrNo, "whether delivery is taxed, too"),
  }),
  (rate, place): TaxRate => ({
    name: rate.name,
    region: regionOf(rate, place),
    taxClass: rate.class,
    rate: rate.rate,
    priority: rate.priority,
    compound: rate.compound,
    onShipping: rate.on_shipping,
  }),
);

/** `[tax]`. No rates: nothing is taxed. */
export const taxTable = readAs(
  table(
    "Tax. Of the rates that hold for an address and a class, the most narrowly placed one of each priority applies, and " +
      "those of different priorities add up.",
    {
      source: withDefault(
        "table",
        oneOf("table", "stripe"),
        'who computes it; "stripe": Stripe Tax, not the rates here',
      ),
      rates_file: optional(
        words,
        "more rates, as WooCommerce exports them; the path is relative to this file",
        { example: "tax-rates.csv" },
      ),
      trust_exemptions: withDefault(
        false,
        yesOrNo,
        "true: buyers who bring a tax exemption certificate are charged no tax",
      ),
      shipping_class: optional(taxClass, "the tax class of shipping", {
        example: "standard",
        whenLeftOut: "that of the goods it carries",
      }),
      stripe_codes: named(
        taxCode,
        'Stripe\'s tax codes of your tax classes, for source = "stripe". A class without one is taxed as Stripe is set up ' +
          "to.",
        { example: { standard: "txcd_99999999" } },
      ),
      rates: tables(rateTable, "Rates of your own.", {
        examples: [
          {
            isSet: true,
            values: {
              name: "California sales tax",
              country: "US",
              states: ["CA"],
              rate: 7.25,
              on_shipping: false,
            },
          },
          {
            isSet: true,
            values: {
              name: "Oakland district tax",
              country: "US",
              states: ["CA"],
              cities: ["Oakland"],
              rate: 3.5,
              priority: 2,
              on_shipping: false,
            },
          },
        ],
      }),
    },
  ),
  (tax, place) => {
    const file = tax.rates_file === undefined ? [] : readRatesFile(tax.rates_file, place.at("rates_file"));
    const rules: TaxRules = { rates: [...tax.rates, ...file], shippingClass: tax.shipping_class };
    return { ...tax, rules };
  },
);

/** What Stripe needs to compute the tax; `undefined` for our own table alone. */
export function stripeTaxOf(
  {
    source,
    stripe_codes,
  }: { readonly source: "table" | "stripe"; readonly stripe_codes: StripeTaxSettings["codes"] },
  {
    isPaidByStripe,
    pricesIncludeTax,
    place,
  }: { readonly isPaidByStripe: boolean; readonly pricesIncludeTax: boolean; readonly place: SettingPlace },
): StripeTaxSettings | undefined {
  if (source === "table") return undefined;
  if (!isPaidByStripe)
    place.at("source").note('found "stripe" without STRIPE_SECRET_KEY; set it, or take this line away');
  // The listed prices would hold another tax in every place, and what is left of them would differ.
  if (pricesIncludeTax)
    place.at("source").note('found "stripe" with prices_include_tax; only one of them is possible');
  return { codes: stripe_codes };
}
