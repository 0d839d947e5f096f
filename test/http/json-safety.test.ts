import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { findUnsafe, nestsDeeperThan } from "../../src/http/json-safety.ts";

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
    expect(nestsDeeperThan(text, 2)).toBe(isDeeper);
  });

  test("and of JSON it is the same as after parsing", () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 0, max: 4 }), (json, most) => {
        const value: unknown = JSON.parse(json);
        const isTooDeep = findUnsafe(value, most)?.kind === "body_too_deep";
        fc.pre(findUnsafe(value, Number.POSITIVE_INFINITY) === undefined);
        expect(nestsDeeperThan(json, most)).toBe(isTooDeep);
      }),
    );
  });
});
