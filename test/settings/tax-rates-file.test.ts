import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { minor, type PartsPerMillion } from "../../src/money.ts";
import { lineOf, price, totalOf } from "../pricing/shop.ts";
import { mistakesIn, settingsOf, smallestShop } from "./load.ts";

const shop = `${smallestShop}[tax]\nrates_file = "rates.csv"\n`;
const header =
  "Country code,State code,Postcode / ZIP,City,Rate %,Tax name,Priority,Compound,Shipping,Tax class";

/** The settings of a shop beside whose shop.toml these rates lie. */
function withRates(csv: string | Uint8Array, text = shop) {
  return settingsOf({ shop: text, files: { "rates.csv": csv } });
}

function reasonAgainst(csv: string | Uint8Array): readonly string[] {
  return mistakesIn({ shop, files: { "rates.csv": csv } }).map(({ where, reason }) => {
    expect(where).toBe("shop.toml: tax.rates_file");
    return reason;
  });
}

describe("tax rates as WooCommerce exports them", () => {
  test("are read column by column", () => {
    const csv = `${header}\nUS,ca,90001...90899; 945*;94607,"Oakland;Los Angeles",9.5000,District,2,1,0,reduced-rate\n`;
    expect(withRates(csv).pricing.tax.rates).toEqual([
      {
        name: "District",
        region: {
          country: "US",
          states: ["CA"],
          postalCodes: ["90001...90899", "945*", "94607"],
          cities: ["Oakland", "Los Angeles"],
        },
        taxClass: "reduced-rate",
        rate: 95_000 as PartsPerMillion,
        priority: 2,
        compound: true,
        onShipping: false,
      },
    ]);
  });

  test.each(["*,*,*,*,10,,,,,", ",,,,10.0000,Tax,1,0,,"])("hold everywhere, for everything: %s", (row) => {
    expect(withRates(`${header}\n${row}\n`).pricing.tax.rates).toMatchObject([
      {
        name: "Tax",
        region: { postalCodes: [], cities: [] },
        taxClass: "standard",
        priority: 1,
        compound: false,
      },
    ]);
  });

  test("come with a header in any language, a byte order mark, other line ends and empty lines", () => {
    const german = "Land,Bundesland,PLZ,Ort,Satz %,Name,Priorität,Zusammengesetzt,Versand,Klasse";
    const { rates } = withRates(`\ufeff${german}\r\n\r\nDE,,,,19.0000,MwSt.,1,0,1,\r\n`).pricing.tax;
    expect(rates).toMatchObject([{ name: "MwSt.", region: { country: "DE" }, onShipping: true }]);
  });

  test.each(["", "sep=;\n"])(
    "may have semicolons between cells and decimal commas, first line %j",
    (first) => {
      const { rates } = withRates(`${first}${header.replaceAll(",", ";")}\nde;;;;19,0000;MwSt;1;0;1;\n`)
        .pricing.tax;
      expect(rates).toMatchObject([{ region: { country: "DE" }, rate: 190_000 as PartsPerMillion }]);
    },
  );

  test("stand after those that shop.toml holds itself", () => {
    const both = `${shop}[[tax.rates]]\nname = "Own"\ncountry = "US"\nrate = 1\n`;
    const { rates } = withRates(`${header}\nUS,,,,2,Theirs,1,0,0,\n`, both).pricing.tax;
    expect(rates.map(({ name }) => name)).toEqual(["Own", "Theirs"]);
  });

  test("tax a cart as WooCommerce would: priorities add up, a compound tax is on the taxes before it", () => {
    const csv = `${header}\nCA,,,,5.0000,GST,1,0,1,\nCA,QC,,,9.9750,QST,2,1,1,\n`;
    const { pricing } = withRates(csv);
    const priced = price([lineOf("shirt", 10_000)], pricing, {
      destination: { country: "CA", state: "QC", city: "Montréal", postalCode: "H2X 1Y4" },
    });
    // 100.00 + 5 % = 105.00, and 9.975 % of that is 10.47375.
    expect(totalOf(priced, "tax").amount).toBe(minor(1547));
  });
});

describe("a file that cannot be read says where and why", () => {
  test.each([
    ["US,,,,nine,State,1,0,0,", 'line 2, column Rate %: found "nine"'],
    ["US,,,,101,State,1,0,0,", 'line 2, column Rate %: found "101"'],
    ["USA,,,,9,State,1,0,0,", 'line 2, column Country code: found "USA"'],
    ["US,,94999...94000,,9,State,1,0,0,", 'line 2, column Postcode / ZIP: found "94999...94000"'],
    ["US,,,,9,State,0,0,0,", 'line 2, column Priority: found "0"'],
    ["US,,,,9,State,1,yes,0,", 'line 2, column Compound: found "yes"'],
    ["US,,,,9,State,1,0,2,", 'line 2, column Shipping: found "2"'],
    ["US,,,,9,State,1,0,0,Reduced Rate", 'line 2, column Tax class: found "Reduced Rate"'],
    ["US,,,9,State,1,0,0,", "line 2 has 9 columns; allowed: 10"],
    ['US,,,,9,"State,1,0,0,', "cannot be read as CSV"],
  ])("%s", (row, words) => {
    expect(reasonAgainst(`${header}\n${row}\n`)).toEqual([expect.stringContaining(words)]);
  });

  test("without a header, since a rate would be lost as one", () => {
    expect(reasonAgainst("US,,,,9,State,1,0,0,\n")).toEqual([
      expect.stringContaining("line 1 is not the header of WooCommerce's tax rates"),
    ]);
  });

  test("that is another file altogether", () => {
    expect(reasonAgainst("Handle,Title,Price\nshirt,Shirt,48\n")).toHaveLength(1);
    expect(reasonAgainst("")).toEqual([expect.stringContaining("is empty")]);
    expect(reasonAgainst(new Uint8Array([0xff, 0xfe, 0x00]))).toEqual([
      expect.stringContaining("is not UTF-8"),
    ]);
  });

  test("that is not there", () => {
    expect(mistakesIn({ shop }).map(({ reason }) => reason)).toEqual([
      expect.stringContaining("rates.csv: cannot be read (ENOENT"),
    ]);
  });

  test("naming twenty mistakes, and how many more there are", () => {
    const reason = reasonAgainst(`${header}\n${"ZZ,,,,9,State,1,0,0,\n".repeat(30)}`);
    expect(reason).toHaveLength(21);
    expect(reason.at(-1)).toBe("rates.csv: and 10 more like these");
  });
});

const real = join(import.meta.dir, "../../../shared/catalogs/woocommerce-tax-rates.csv");
if (!existsSync(real))
  process.stderr.write("skipped: WooCommerce's own sample of tax rates is not at hand\n");
test.skipIf(!existsSync(real))("WooCommerce's own sample is read whole", () => {
  const { rates } = withRates(readFileSync(real)).pricing.tax;
  expect(rates.map(({ name, taxClass, rate }) => [name, taxClass, rate / 10_000])).toEqual([
    ["VAT", "standard", 20],
    ["VAT", "reduced-rate", 5],
    ["VAT", "zero-rate", 0],
    ["US", "standard", 10],
    ["US AL", "standard", 2],
  ]);
});
