import { expect, test } from "bun:test";
import fc from "fast-check";
import { variantIds } from "../../src/catalog/import/variant-id.ts";

test.each([
  ["linen-shirt", [], "linen-shirt"],
  ["linen-shirt", ["Small"], "linen-shirt-small"],
  ["linen-shirt", ["Small", "Sea Blue"], "linen-shirt-small-sea-blue"],
  ["shoe", ["10.5 / EU 44"], "shoe-10-5-eu-44"],
  ["hemd", ["Größe 38", "Grün"], "hemd-grosse-38-grun"],
  ["シャツ", ["青"], "シャツ-青"],
  ["gift-card", ["$25.00"], "gift-card-25-00"],
  ["tie", ["★"], "tie"],
])("%s with the values %p is %s", (handle, values, id) => {
  expect(variantIds(handle, [values])).toEqual([id]);
});

test("values that only differ in signs get ids that differ, the first one the plain id", () => {
  const [plain, plus, minus] = variantIds("battery", [["AA"], ["AA+"], ["AA-"]]);
  expect(plain).toBe("battery-aa");
  expect(plus).toMatch(/^battery-aa-[0-9a-f]{8}$/);
  expect(minus).toMatch(/^battery-aa-[0-9a-f]{8}$/);
  expect(plus).not.toBe(minus);
});

test("a new variant at the end leaves the ids before it as they were", () => {
  const values = [["AA"], ["AA+"]];
  expect(variantIds("battery", [...values, ["AAA"]]).slice(0, 2)).toEqual([...variantIds("battery", values)]);
});

test("no id is longer than feeds take, and different values never share one", () => {
  const values = fc.uniqueArray(fc.tuple(fc.string({ maxLength: 120 }), fc.string()), {
    minLength: 1,
    maxLength: 8,
    comparator: (one, other) => one[0] === other[0] && one[1] === other[1],
  });
  fc.assert(
    fc.property(values, (parts) => {
      const ids = variantIds("a-handle", parts);
      expect(new Set(ids).size).toBe(parts.length);
      for (const id of ids) expect(id.length).toBeLessThanOrEqual(100);
    }),
  );
});
