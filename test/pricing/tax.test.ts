import { describe, expect, test } from "bun:test";
import type { Currency } from "../../src/money.ts";
import type { TaxRate } from "../../src/pricing/tax.ts";
import {
  flat,
  lineOf,
  london,
  oakland,
  percent,
  portland,
  price,
  rulesOf,
  shippingRate,
  taxRate,
  totalOf,
} from "./shop.ts";

const california = taxRate("California", "7.25", {
  region: { country: "US", states: ["CA"] },
  onShipping: false,
});
const alameda = taxRate("Alameda County", "3", {
  region: { country: "US", states: ["CA"], postalCodes: ["94601...94662"] },
  priority: 2,
  onShipping: false,
});
const gst = taxRate("GST", "5", { region: { country: "CA" } });
const qst = taxRate("QST", "9.975", { region: { country: "CA", states: ["QC"] }, priority: 2 });
const compoundPst = taxRate("PST", "10", {
  region: { country: "CA", states: ["PE"] },
  priority: 2,
  compound: true,
});

const montreal = { country: "CA", state: "QC", city: "Montréal", postalCode: "H2Y 1C6" };
const charlottetown = { country: "CA", state: "PE", city: "Charlottetown", postalCode: "C1A 1A1" };

/** The taxes on one line of standard goods without shipping: [name, amount]. */
function taxesOn(amount: number, rates: readonly TaxRate[], destination = oakland): [string, number][] {
  const line = lineOf("goods", amount, { requiresShipping: false });
  const priced = price([line], rulesOf({ rates }), { destination });
  return (priced.lines[0]?.taxes ?? []).map((share) => [share.jurisdiction, share.amount]);
}

describe("tax computed by hand", () => {
  test.each<[string, number, TaxRate[], typeof oakland, [string, number][]]>([
    // 39.98 x 7.25 % = 2.898 55
    ["one rate, half up", 3998, [california], oakland, [["California", 290]]],
    // 10.00 x 7.25 % = 0.725: exactly half
    ["exactly half goes up", 1000, [california], oakland, [["California", 73]]],
    // 10.00 x 10.25 % = 1.025 -> 1.03; shares 0.725 and 0.300
    [
      "two rates are rounded once, together",
      1000,
      [california, alameda],
      oakland,
      [
        ["California", 73],
        ["Alameda County", 30],
      ],
    ],
    // 10.10 x 14.975 % = 1.512 475 -> 1.51; shares 0.505 and 1.007 475, the larger remainder is QST's: 0.50 + 1.01
    [
      "GST and QST, the odd cent to the larger remainder",
      1010,
      [gst, qst],
      montreal,
      [
        ["GST", 50],
        ["QST", 101],
      ],
    ],
    // 100.00: GST 5.00; PST 10 % of 105.00 = 10.50
    [
      "PST on top of GST",
      10_000,
      [gst, compoundPst],
      charlottetown,
      [
        ["GST", 500],
        ["PST", 1050],
      ],
    ],
    // 9.99: GST 0.499 5, PST 1.048 95; together 1.548 45 -> 1.55
    [
      "PST on top of GST, with cents to share",
      999,
      [gst, compoundPst],
      charlottetown,
      [
        ["GST", 50],
        ["PST", 105],
      ],
    ],
    // GST 5.00; 9.9755 % of 105.00 = 10.474 275; together 15.474 275 -> 15.47
    [
      "a compound rate of many decimals",
      10_000,
      [gst, { ...compoundPst, rate: percent("9.9755") }],
      charlottetown,
      [
        ["GST", 500],
        ["PST", 1047],
      ],
    ],
    // the order of the table does not matter, compound ones come last
    [
      "compound however the table is written",
      10_000,
      [compoundPst, gst],
      charlottetown,
      [
        ["GST", 500],
        ["PST", 1050],
      ],
    ],
    // 10 % of 100.00 with 5.00, then 20 % of 115.50
    [
      "each compound rate on top of those before it",
      10_000,
      [gst, compoundPst, { ...compoundPst, name: "Levy", rate: percent("20"), priority: 3 }],
      charlottetown,
      [
        ["GST", 500],
        ["PST", 1050],
        ["Levy", 2310],
      ],
    ],
    [
      "a compound rate alone is a plain one",
      10_000,
      [{ ...california, compound: true }],
      oakland,
      [["California", 725]],
    ],
    ["no rate, no tax", 10_000, [california], portland, []],
    ["a rate of nothing is named", 10_000, [taxRate("Zero", "0")], london, [["Zero", 0]]],
  ])("%s", (_, amount, rates, destination, taxes) => {
    expect(taxesOn(amount, rates, destination)).toEqual(taxes);
  });

  test("three compound taxes stay exact beyond the safe integers", () => {
    const rates = ["8.3333", "7.7777", "3.3331"].map((rate, index) =>
      taxRate(`Tax ${index}`, rate, { priority: index, compound: index > 0 }),
    );
    // 10 000 000.00 x (1.083333 x 1.077777 x 1.033331 - 1) = 2 065 083.793 857…
    expect(taxesOn(1_000_000_000, rates).reduce((all, [, amount]) => all + amount, 0)).toBe(206_508_379);
  });
});

describe("of the rates of one priority the most narrowly placed applies", () => {
  const rates = {
    anywhere: taxRate("anywhere", "1"),
    country: taxRate("country", "2", { region: { country: "US" } }),
    state: taxRate("state", "3", { region: { country: "US", states: ["CA"] } }),
    city: taxRate("city", "4", { region: { country: "US", states: ["CA"], cities: ["Oakland"] } }),
    code: taxRate("code", "5", { region: { country: "US", states: ["CA"], postalCodes: ["946*"] } }),
    both: taxRate("both", "6", {
      region: { country: "US", states: ["CA"], postalCodes: ["946*"], cities: ["Oakland"] },
    }),
  };
  type Name = keyof typeof rates;

  test("the state of one weighs more than code and city of another without", () => {
    const region = { country: "US", postalCodes: ["946*"], cities: ["Oakland"] };
    expect(taxesOn(10_000, [taxRate("no state", "9", { region }), rates.state])).toEqual([["state", 300]]);
  });

  test.each<[Name, Name[]]>([
    ["anywhere", ["anywhere"]],
    ["country", ["anywhere", "country"]],
    ["state", ["state", "country"]],
    ["city", ["anywhere", "state", "city"]],
    ["code", ["city", "code", "state"]],
    ["both", ["code", "both", "city"]],
  ])("%s of %p", (winner, names) => {
    expect(
      taxesOn(
        10_000,
        names.map((name) => rates[name]),
      ).map(([name]) => name),
    ).toEqual([winner]);
  });

  test("of equally narrow ones the first in the table", () => {
    expect(taxesOn(10_000, [taxRate("first", "1"), taxRate("second", "9")])).toEqual([["first", 100]]);
  });

  test("and rates of different priorities add up in the order of their priorities", () => {
    const rates = [taxRate("late", "1", { priority: 9 }), taxRate("early", "2", { priority: 3 })];
    expect(taxesOn(10_000, rates)).toEqual([
      ["early", 200],
      ["late", 100],
    ]);
  });
});

/** WooCommerce's own sample of a tax table (its importer's documentation), as rules. */
describe("WooCommerce's sample table", () => {
  const rates = [
    taxRate("VAT", "20", { region: { country: "GB" }, compound: true }),
    taxRate("VAT", "5", { region: { country: "GB" }, compound: true, taxClass: "reduced-rate" }),
    taxRate("VAT", "0", { region: { country: "GB" }, compound: true, taxClass: "zero-rate" }),
    taxRate("US", "10", { region: { country: "US" }, compound: true }),
    taxRate("US AL", "2", {
      region: { country: "US", states: ["AL"], postalCodes: ["12345", "123456"] },
      priority: 2,
      compound: true,
    }),
  ];
  const alabama = { country: "US", state: "AL", city: "Mobile", postalCode: "12345" };

  test.each<[string, typeof oakland, string, number]>([
    ["standard goods in London", london, "standard", 2000],
    ["reduced goods in London", london, "reduced-rate", 500],
    ["zero-rated goods in London", london, "zero-rate", 0],
    ["goods in California", oakland, "standard", 1000],
    // 10.00 + 2 % of 110.00 = 12.20
    ["goods in the one postal code of Alabama", alabama, "standard", 1220],
    ["goods elsewhere in Alabama", { ...alabama, postalCode: "36602" }, "standard", 1000],
    ["goods of a class without rates there", oakland, "reduced-rate", 0],
    ["exempt goods", london, "exempt", 0],
  ])("%s", (_, destination, taxClass, tax) => {
    const line = lineOf("goods", 10_000, { taxClass, requiresShipping: false });
    const priced = price([line], rulesOf({ rates }), { destination });
    expect(priced.lines[0]?.amounts.tax as number).toBe(tax);
  });
});

describe("tax on shipping", () => {
  const standard = lineOf("shirt", 3000);
  const reduced = lineOf("book", 1000, { taxClass: "reduced" });
  const rates = [
    taxRate("VAT", "20"),
    taxRate("VAT", "5", { taxClass: "reduced" }),
    taxRate("City", "10", { priority: 2, onShipping: false }),
  ];
  const shippingTax = (lines: (typeof standard)[], given: Parameters<typeof rulesOf>[0]) =>
    price(lines, rulesOf(given)).options[0]?.amounts.tax as number;

  test.each<[string, (typeof standard)[], Parameters<typeof rulesOf>[0], number]>([
    ["by the rates that say so only", [standard], { rates }, 100],
    ["as the goods it carries", [reduced], { rates }, 25],
    // 5.00 is 3.75 with the shirt and 1.25 with the book: 0.75 + 0.0625 -> 0.06
    ["shared over their classes by value", [standard, reduced], { rates }, 81],
    ["not at all with exempt goods", [lineOf("stamp", 1000, { taxClass: "exempt" })], { rates }, 0],
    [
      "digital goods do not count",
      [reduced, lineOf("song", 9000, { requiresShipping: false })],
      { rates },
      25,
    ],
    ["by its own class where it has one", [reduced], { rates, shippingClass: "standard" }, 100],
    ["of a class without rates not at all", [standard], { rates, shippingClass: "postage" }, 0],
  ])("%s", (_, lines, given, tax) => {
    expect(shippingTax(lines, given)).toBe(tax);
  });

  test("does not depend on which of equally dear classes comes first", () => {
    // 5.05 is 2.53 and 2.52: 20 % of them are 0.506 and 0.504, so the odd cent shows.
    const lines = [lineOf("shirt", 1000), lineOf("book", 1000, { taxClass: "reduced" })];
    const shipping = { zones: [{ name: "all", rates: [shippingRate("standard", flat(505))] }] };
    const given = { rates: [taxRate("VAT", "20")], shipping };
    expect(shippingTax(lines.toReversed(), given)).toBe(shippingTax(lines, given));
  });

  test("stands in the bill and its breakdown with the tax on goods", () => {
    const priced = price([standard], rulesOf({ rates }));
    // Goods: VAT 6.00, City 3.00. Shipping: VAT 1.00.
    const tax = totalOf(priced, "tax");
    expect(tax.amount as number).toBe(1000);
    expect(tax.breakdown?.map(({ jurisdiction, amount }) => [jurisdiction, amount])).toEqual([
      ["VAT", 700],
      ["City", 300],
    ] as never);
  });
});

describe("a trusted exemption", () => {
  const rates = [taxRate("VAT", "20")];

  test("takes tax off goods and shipping", () => {
    const priced = price([lineOf("shirt", 1000)], rulesOf({ rates }), { taxExempt: true });
    expect(priced.lines[0]?.taxes).toEqual([]);
    expect(totalOf(priced, "tax").amount as number).toBe(0);
    expect(totalOf(priced, "total").amount as number).toBe(1500);
  });

  test("takes it out of prices that include it", () => {
    const priced = price([lineOf("shirt", 1200)], rulesOf({ rates, pricesIncludeTax: true }), {
      taxExempt: true,
    });
    // 12.00 is 10.00 net; shipping 5.00 is 4.17 net.
    expect(totalOf(priced, "total").amount as number).toBe(1417);
  });
});

describe("currencies with other decimals", () => {
  test.each<[Currency, number, string, number]>([
    // 980 yen x 10 % = 98; 155 yen x 10 % = 15.5 -> 16
    ["jpy" as Currency, 980, "10", 98],
    ["jpy" as Currency, 155, "10", 16],
    // 12.345 dinars x 5 % = 0.617 25 -> 0.617
    ["kwd" as Currency, 12_345, "5", 617],
    ["kwd" as Currency, 12_350, "5", 618],
  ])("%s: %i at %s %% is %i", (currency, amount, rate, tax) => {
    const line = lineOf("goods", amount, { requiresShipping: false });
    const priced = price([line], rulesOf({ rates: [taxRate("Tax", rate)] }), { currency });
    expect(totalOf(priced, "tax").amount as number).toBe(tax);
  });
});

test("goods are taxed where they are fetched", () => {
  const rules = rulesOf({
    rates: [california, taxRate("Oregon", "1", { region: { country: "US", states: ["OR"] } })],
    shipping: {
      zones: [{ name: "US", rates: [shippingRate("standard", flat(500))] }],
      pickups: [
        {
          id: "shop",
          title: "Pick up",
          name: "The shop",
          address: {
            name: "The shop",
            lineOne: "1 Water St",
            city: "Oakland",
            state: "CA",
            country: "US",
            postalCode: "94607",
          },
          price: flat(0),
        },
      ],
    },
  });
  const shipped = price([lineOf("shirt", 1000)], rules, { destination: portland });
  const fetched = price([lineOf("shirt", 1000)], rules, {
    destination: portland,
    wanted: [{ optionId: "shop" }],
  });
  expect(shipped.lines[0]?.taxes.map(({ jurisdiction }) => jurisdiction)).toEqual(["Oregon"]);
  expect(fetched.lines[0]?.taxes.map(({ jurisdiction }) => jurisdiction)).toEqual(["California"]);
});
