import { expect, test } from "bun:test";
import { pluralize } from "../src/pluralize.ts";

test.each([
  [0, ["order"], "0 orders"],
  [1, ["order"], "1 order"],
  [2, ["order"], "2 orders"],
  [1, ["row is", "rows are"], "1 row is"],
  [7, ["row is", "rows are"], "7 rows are"],
] as const)("%i of %j is said as %j", (count, [one, many]: readonly [string, string?], words) => {
  expect(pluralize(count, one, many)).toBe(words);
});
