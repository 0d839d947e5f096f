import { describe, expect, test } from "bun:test";
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

test.each(["St Louis", "Saint Louis", "ST. LOUIS", "st.louis", " Saint  Louis "])(
  "a city's name holds however it is written: %p",
  (city) => {
    for (const named of ["St. Louis", "SAINT LOUIS"]) {
      expect(holds({ country: "US", cities: [named] }, { ...oakland, city })).toBe(true);
    }
  },
);

test("two cities whose names are alike stay two", () => {
  expect(holds({ country: "US", cities: ["St. Louis"] }, { ...oakland, city: "St. Louis Park" })).toBe(false);
  expect(holds({ country: "US", cities: ["Sault Ste. Marie"] }, { ...oakland, city: "Sault St Marie" })).toBe(
    false,
  );
  expect(
    holds({ country: "CA", cities: ["Montréal"] }, { ...oakland, country: "CA", city: "MONTREAL" }),
  ).toBe(true);
});

describe("a US territory is one place, written as a country or as a state", () => {
  const spellings = [
    { ...oakland, country: "PR", state: "", city: "San Juan", postalCode: "00901-1234" },
    { ...oakland, country: "PR", state: "PR", city: "San Juan", postalCode: "00901" },
    { ...oakland, country: "US", state: "PR", city: "San Juan", postalCode: "00901" },
  ];
  test.each<[string, Region, boolean]>([
    ["everywhere", {}, true],
    ["the US", { country: "US" }, true],
    ["the state", { country: "US", states: ["PR"] }, true],
    ["the country", { country: "PR" }, true],
    ["a code of the country", { country: "PR", postalCodes: ["00901"] }, true],
    ["a code of the US", { country: "US", postalCodes: ["009*"] }, true],
    ["a state of any country", { states: ["PR"] }, true],
    ["another territory", { country: "GU" }, false],
    ["another state", { country: "US", states: ["CA"] }, false],
  ])("a region of %s holds all of its spellings alike", (_, region, expected) => {
    expect(spellings.map((place) => holds(region, place))).toEqual([expected, expected, expected]);
  });

  test("what is placed in it as a country takes it out of what holds for all of the US", () => {
    const index = new RegionIndex([
      { region: { country: "US" }, value: "the US" },
      { region: { country: "PR" }, value: "Puerto Rico" },
    ]);
    for (const place of spellings) expect(index.at(place)).toEqual(["Puerto Rico"]);
    expect(index.at({ ...oakland, country: "GU", state: "" })).toEqual(["the US"]);
    expect(index.at(oakland)).toEqual(["the US"]);
  });
});

test("a pattern nobody can read is refused with its text", () => {
  expect(() => holds({ country: "US", postalCodes: ["9*4"] }, oakland)).toThrow(
    '"9*4" is no postal code, prefix ("941*") or range ("94000...94999")',
  );
});
