import { expect, test } from "bun:test";
import { isCountry, spellingsOf, usTerritoryOf } from "../src/countries.ts";

test.each([
  ["US", true],
  ["XK", true],
  ["PR", true],
  ["us", false],
  ["XX", false],
  ["toString", false],
])("%s is a country: %p", (code, expected) => {
  expect(isCountry(code)).toBe(expected);
});

test.each([
  [{ country: "PR", state: "" }, "PR"],
  [{ country: "US", state: "GU" }, "GU"],
  [{ country: "US", state: "CA" }, undefined],
  [{ country: "CA", state: "PR" }, undefined],
])("%j is in the US territory %p", (place, territory) => {
  expect(usTerritoryOf(place)).toBe(territory);
  expect(spellingsOf(place)).toHaveLength(territory === undefined ? 1 : 2);
});
