import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Destination } from "../../src/pricing/destination.ts";
import { comparablePostalCode, PostalIndex, type PostalPattern } from "../../src/pricing/postal-codes.ts";
import { type Region, RegionIndex } from "../../src/pricing/regions.ts";
import { TaxTable } from "../../src/pricing/tax-table.ts";
import { destination, region, runs, taxClass, taxRate } from "./pricing-carts.ts";

/** What a pattern means, without an index. */
function holdsFor(pattern: PostalPattern, code: string): boolean {
  switch (pattern.kind) {
    case "code":
      return pattern.code === code;
    case "prefix":
      return code.startsWith(pattern.prefix);
    case "range":
      return code.length === pattern.from.length && pattern.from <= code && code <= pattern.to;
  }
}

const code = fc.string({ unit: fc.constantFrom("0", "1", "2"), minLength: 1, maxLength: 4 });
const pattern: fc.Arbitrary<PostalPattern> = fc.oneof(
  code.map((exact) => ({ kind: "code" as const, code: exact })),
  code.map((prefix) => ({ kind: "prefix" as const, prefix })),
  fc
    .tuple(code, code)
    .filter(([one, other]) => one.length === other.length)
    .map((ends) => ends.sort())
    .map(([from, to]) => ({ kind: "range" as const, from, to })),
);

test("the postal index finds exactly the patterns that hold, however ranges overlap", () => {
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 60 }), code, (patterns, at) => {
      const found: number[] = [];
      new PostalIndex(patterns.map((each, value) => ({ pattern: each, value }))).collect(at, found);
      const held = patterns.flatMap((each, index) => (holdsFor(each, at) ? [index] : []));
      expect(found.sort((one, other) => one - other)).toEqual(held);
    }),
    runs,
  );
});

const patterns: Record<string, PostalPattern> = {
  "94607": { kind: "code", code: "94607" },
  "946*": { kind: "prefix", prefix: "946" },
  "9*": { kind: "prefix", prefix: "9" },
  "94000...94999": { kind: "range", from: "94000", to: "94999" },
  "94600...94607": { kind: "range", from: "94600", to: "94607" },
  "SW1*": { kind: "prefix", prefix: "SW1" },
  "97201": { kind: "code", code: "97201" },
};

/** What a region means, without an index. */
function isIn({ country, states = [], postalCodes = [], cities = [] }: Region, place: Destination): boolean {
  const postal = comparablePostalCode(place.country, place.postalCode);
  return (
    (country === undefined || country === place.country) &&
    (states.length === 0 || states.includes(place.state)) &&
    (cities.length === 0 || cities.includes(place.city)) &&
    (postalCodes.length === 0 ||
      postalCodes.some((text) => {
        const named = patterns[text];
        if (!named) throw new Error(`the test does not know ${text}`);
        return holdsFor(named, postal);
      }))
  );
}

test("the region index finds exactly the regions an address is in", () => {
  fc.assert(
    fc.property(fc.array(region, { maxLength: 20 }), destination, (regions, place) => {
      const index = new RegionIndex(regions.map((each, value) => ({ region: each, value })));
      const found = [...new Set(index.at(place))].sort((one, other) => one - other);
      expect(found).toEqual(regions.flatMap((each, value) => (isIn(each, place) ? [value] : [])));
    }),
    runs,
  );
});

describe("the tax table", () => {
  const narrowness = ({ country, states = [], postalCodes = [], cities = [] }: Region) => [
    country !== undefined,
    states.length > 0,
    postalCodes.length > 0,
    cities.length > 0,
  ];

  test("applies of each priority the most narrowly placed rate that holds, the earlier of equals", () => {
    fc.assert(
      fc.property(fc.array(taxRate, { maxLength: 20 }), destination, taxClass, (rates, place, goods) => {
        const holding = rates.filter(
          (rate) => goods !== "exempt" && rate.taxClass === goods && isIn(rate.region, place),
        );
        const expected = [1, 2, 3, 4].flatMap((priority) => {
          const rivals = holding.filter((rate) => rate.priority === priority);
          const [first, ...others] = rivals;
          if (!first) return [];
          return [
            others.reduce((best, rate) => {
              const [own, bests] = [narrowness(rate.region), narrowness(best.region)];
              const differing = own.findIndex((part, index) => part !== bests[index]);
              return differing >= 0 && own[differing] ? rate : best;
            }, first),
          ];
        });
        expect(new TaxTable(rates).ratesAt(place, goods)).toEqual(expected);
      }),
      runs,
    );
  });
});
