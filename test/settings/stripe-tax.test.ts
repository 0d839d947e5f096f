import { describe, expect, test } from "bun:test";
import { mistakesIn, settingsOf, smallestShop } from "./load.ts";

const environment = { STRIPE_SECRET_KEY: "sk_test_0123456789" };
const stripe = `[stripe]\nmerchant_id = "acct_1"\n`;

/** The settings of a shop paid by Stripe, with these lines in its [tax]. */
const withTax = (tax: string, top = "") => ({
  environment,
  shop: `${top}${smallestShop}${stripe}[tax]\n${tax}`,
});

describe("who computes the tax", () => {
  test("is the shop's own table, unless Stripe is named", () => {
    expect(settingsOf(withTax("")).payments).toMatchObject({ mode: "stripe", tax: undefined });
    const codes = '[tax.stripe_codes]\nstandard = "txcd_99999999"\nreduced = "txcd_20030000"';
    expect(settingsOf(withTax(`source = "stripe"\n${codes}`)).payments).toMatchObject({
      tax: { codes: { standard: "txcd_99999999", reduced: "txcd_20030000" } },
    });
  });

  const refused = [
    ["a code that is none", withTax('[tax.stripe_codes]\nstandard = "books"'), "stripe_codes.standard"],
    ["another company", withTax('source = "avalara"'), "tax.source"],
    ["prices that hold the tax", withTax('source = "stripe"', "prices_include_tax = true"), "tax.source"],
    ["no key of Stripe's", { shop: `${smallestShop}[tax]\nsource = "stripe"` }, "tax.source"],
  ] as const;
  test.each(refused)("cannot be with %s", (_, told, where) => {
    expect(mistakesIn(told).map((mistake) => mistake.where)).toContainEqual(expect.stringContaining(where));
  });
});
