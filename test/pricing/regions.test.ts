import { expect, test } from "bun:test";
import { type Region, RegionIndex } from "../../src/pricing/regions.ts";
import { london, oakland, portland } from "./shop.ts";

function holds(region: Region, place: typeof oakland): boolean {
  return new RegionIndex([{ region, value: true }]).at(place).length > 0;
}

test.each<[string, Region, boolean, boolean, boolean]>([
  ["everywhere", {}, true, true, true],
  ["a country", { country: "US" }, true, true, false],
  ["states", { country: "US", states: ["WA", "OR"] }, false, true, false],
  ["no states named", { country: "US", states: [] }, true, true, false],
  ["a postal prefix", { country: "US", postalCodes: ["946*"] }, true, false, false],
  ["postal codes with a space", { country: "GB", postalCodes: ["SW1A1AA"] }, false, false, true],
  ["a city in any letter case", { country: "US", cities: ["oakland "] }, true, false, false],
  [
    "a postal code and a city, both right",
    { country: "US", postalCodes: ["94607"], cities: ["Oakland"] },
    true,
    false,
    false,
  ],
  [
    "a postal code and a city, one right",
    { country: "US", postalCodes: ["94607", "97201"], cities: ["Oakland"] },
    true,
    false,
    false,
  ],
  [
    "a postal code in the wrong state",
    { country: "US", states: ["OR"], postalCodes: ["94607"] },
    false,
    false,
    false,
  ],
  ["a state of any country", { states: ["CA"] }, true, false, false],
])("a region of %s holds the addresses it should", (_, region, inOakland, inPortland, inLondon) => {
  expect([holds(region, oakland), holds(region, portland), holds(region, london)]).toEqual([
    inOakland,
    inPortland,
    inLondon,
  ]);
});

test("an address without a state is in no region that names one", () => {
  expect(holds({ country: "US", states: ["CA"] }, { ...oakland, state: "" })).toBe(false);
  expect(holds({ country: "US" }, { ...oakland, state: "" })).toBe(true);
});

test("a pattern nobody can read is refused with its text", () => {
  expect(() => holds({ country: "US", postalCodes: ["9*4"] }, oakland)).toThrow(
    '"9*4" is no postal code, prefix ("941*") or range ("94000...94999")',
  );
});
