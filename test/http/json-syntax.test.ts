import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { describeJsonError } from "../../src/http/json-syntax.ts";

describe("a JSON mistake is placed by line and column", () => {
  test.each([
    ["", "line 1, column 1: expected a value, but the text ends"],
    ['{"a": 1,}', "line 1, column 9: expected a property name in double quotes"],
    ['{"a": 1\n "b": 2}', "line 2, column 2: expected a comma or }"],
    ["[1,]", "line 1, column 4: expected a value"],
    ["[1", "line 1, column 3: expected a comma or ], but the text ends"],
    ["{", "line 1, column 2: expected a property name in double quotes or }, but the text ends"],
    ["[", "line 1, column 2: expected a value or ], but the text ends"],
    ["{'a': 1}", "line 1, column 2: expected a property name in double quotes or }"],
    ['{"a" 1}', "line 1, column 6: expected a colon"],
    ['{"a": 01}', "line 1, column 7: expected a value"],
    ['{"a": "x\n"}', "line 1, column 7: expected a value"],
    ['{"a": tru}', "line 1, column 7: expected a value"],
    ["{} x", "line 1, column 4: expected nothing more"],
    ['\n\n{"a":\n  undefined}', "line 4, column 3: expected a value"],
    ["[1}", "line 1, column 3: expected a comma or ]"],
  ])("%p", (text, described) => {
    expect(describeJsonError(text)).toBe(described);
  });
});

test("of valid JSON nothing is wrong but that it ends", () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 0, 2), (json, indent) => {
      const text = JSON.stringify(JSON.parse(json), null, indent);
      expect(describeJsonError(text)).toEndWith("expected nothing more, but the text ends");
    }),
  );
});

test("text that JSON.parse refuses is found wrong before or at its end, and never because it goes on after a value", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), fc.nat(), fc.string({ maxLength: 2 }), (json, at, noise) => {
      const place = at % (json.length + 1);
      const text = json.slice(0, place) + noise + json.slice(place + 1);
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      expect(describeJsonError(text).endsWith("expected nothing more, but the text ends")).toBe(valid);
    }),
  );
});
