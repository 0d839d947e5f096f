import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { excessOf, findUnsafe } from "../../src/http/json-safety.ts";

const anyNumber = Number.POSITIVE_INFINITY;

describe("how many values a text holds is told without parsing it", () => {
  test.each<[string, boolean]>([
    ["[1,2]", false],
    ["[1,2,3]", true],
    ["[[],[]]", true],
    ['{"a":1,"b":{}}', true],
    ['["1,2,3,4"]', false],
    ["[,,,,", true],
  ])("%s", (text, isMore) => {
    const excess = excessOf(text, { maxDepth: anyNumber, maxValues: 3 });
    expect(excess?.kind === "body_too_many_values").toBe(isMore);
  });
});

describe("how deep a text nests is told without parsing it", () => {
  test.each<[string, boolean]>([
    ["[[]]", false],
    ["[[[]]]", true],
    ['[{"a":[]}]', true],
    ["[[],[],[]]", false],
    ['["[[[[["]', false],
    ['["\\"[[[[["]', false],
    ['["\\\\",[[]]]', true],
    ["[[[", true],
    ["]]]][[[[", false],
    ['"[[[[[', false],
  ])("%s", (text, isDeeper) => {
    const excess = excessOf(text, { maxDepth: 2, maxValues: anyNumber });
    expect(excess?.kind === "body_too_deep").toBe(isDeeper);
  });

  test("and of JSON it is the same as after parsing", () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 0, max: 4 }), (json, most) => {
        const value: unknown = JSON.parse(json);
        const isTooDeep = findUnsafe(value, most)?.kind === "body_too_deep";
        fc.pre(findUnsafe(value, Number.POSITIVE_INFINITY) === undefined);
        const excess = excessOf(json, { maxDepth: most, maxValues: anyNumber });
        expect(excess?.kind === "body_too_deep").toBe(isTooDeep);
      }),
    );
  });
});
