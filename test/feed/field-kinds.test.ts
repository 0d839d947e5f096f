import { describe, expect, test } from "bun:test";
import * as kinds from "../../src/feed/field-kinds.ts";
import { fieldOf, readSaid } from "../../src/feed/fields.ts";
import { gtin } from "../../src/feed/gtin.ts";
import { dimensions, weight } from "../../src/feed/measures.ts";

describe("A GTIN", () => {
  test.each([
    ["8 digits", "96385074", "96385074"],
    ["12 digits", "036000291452", "036000291452"],
    ["13 digits", "4006381333931", "4006381333931"],
    ["14 digits", "10012345678902", "10012345678902"],
    ["dashes and spaces", "978-0-306 40615-7", "9780306406157"],
    ["an ISBN-10, as the ISBN-13 of the book", "0-306-40615-2", "9780306406157"],
    ["an ISBN-10 that ends in X", "097522980X", "9780975229804"],
  ])("is read from %s", (_, text, expected) => {
    expect(gtin.read(text)).toBe(expected);
  });

  test.each([
    ["a wrong check digit", "4006381333932"],
    ["ten digits that are no ISBN", "0306406153"],
    ["eleven digits", "03600029145"],
    ["letters", "40063813339AB"],
    ["nothing but zeros", "00000000"],
  ])("is not read from %s", (_, text) => {
    expect(gtin.read(text)).toBeUndefined();
  });
});

describe("A field", () => {
  test.each([
    ["weight", "1.5 lbs", weight, { value: 1.5, unit: "lb" }],
    ["weight", "0 kg", weight, undefined],
    ["weight", "1.5", weight, undefined],
    ["dimensions", "12x8 × 5 in", dimensions, { length: 12, width: 8, height: 5, unit: "in" }],
    ["dimensions", "125x80x50 mm", dimensions, { length: 12.5, width: 8, height: 5, unit: "cm" }],
    ["dimensions", "1.2 x 0.7 x 0.5 m", dimensions, { length: 120, width: 70, height: 50, unit: "cm" }],
    ["dimensions", "2 x 1 x 0.5 ft", dimensions, { length: 24, width: 12, height: 6, unit: "in" }],
    ["dimensions", "12 x 8 x 5 inches", dimensions, { length: 12, width: 8, height: 5, unit: "in" }],
    ["dimensions", "12x8 in", dimensions, undefined],
    ["category path", "Clothing>Shirts  > Linen", kinds.categoryPath, "Clothing > Shirts > Linen"],
    ["address", "https://shop.example/a b", kinds.webAddressField, "https://shop.example/a%20b"],
    ["address", "/a", kinds.webAddressField, undefined],
    ["address", "javascript:alert(1)", kinds.webAddressField, undefined],
    ["address", "https://user:secret@shop.example/", kinds.webAddressField, undefined],
    ["day", "2026-02-28T10:00:00Z", kinds.day, "2026-02-28"],
    ["day", "2026-02-30", kinds.day, undefined],
    ["percentage", "2 %", kinds.percentage, 2],
    ["percentage", "120%", kinds.percentage, undefined],
    ["flag", "Yes", kinds.flag, true],
    ["flag", "maybe", kinds.flag, undefined],
    ["condition", "Pre-owned", kinds.condition, "used"],
    ["list", '[{"q":"Dry?","a":"Yes"}]', kinds.listOf("q", "a"), [{ q: "Dry?", a: "Yes" }]],
    ["list", '[{"q":"Dry?"}]', kinds.listOf("q", "a"), undefined],
    ["countries", "us, CA", kinds.countries, ["US", "CA"]],
    [
      "shipping",
      "US:CA:Overnight:16.00 USD,US::Standard:5 USD",
      kinds.shippingQuotes,
      [
        { country: "US", region: "CA", service: "Overnight", price: "16.00 USD" },
        { country: "US", region: "", service: "Standard", price: "5.00 USD" },
      ],
    ],
    ["shipping", "US:CA:16.00 USD", kinds.shippingQuotes, undefined],
  ] as const)("that holds a %s reads %p", (_, text, kind, expected) => {
    expect(kind.read(text) as unknown).toEqual(expected);
  });

  test("is known by every name it has had", () => {
    const names = [
      "return_window",
      "return_deadline_in_days",
      "Image_Link",
      "is_eligible_search",
      "enable_search",
    ];
    expect(names.map(fieldOf)).toEqual(["return_window", "return_window", "image_url", "search", "search"]);
    expect(fieldOf("scent")).toBeUndefined();
  });

  test("that cannot be understood is remembered with what was said", () => {
    expect(readSaid({ return_window: "soon", gender: "Men", scent: "cedar", color: " " })).toEqual({
      said: { gender: "male" },
      unreadable: [{ field: "return_window", value: "soon" }],
    });
  });
});
