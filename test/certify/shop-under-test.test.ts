import { describe, expect, test } from "bun:test";
import { candidatesOf, type FoundVariant, shortageOf } from "../../src/certify/shop-under-test.ts";

/** A variant of which so many are left; `null` where nobody counts. */
const variant = (id: string, left: number | null): FoundVariant => ({
  id,
  available: left === null || left > 0,
  ...(left === null ? {} : { available_quantity: left }),
});

test("what there is most of is bought first, and nothing that is sold out", () => {
  const found = [variant("few", 2), variant("none", 0), variant("any", null), variant("many", 50)];
  expect(candidatesOf(found)).toEqual(["any", "many", "few"]);
});

describe("too little is", () => {
  test.each([
    ["what is sold out", [variant("few", 2), variant("none", 0)], { item: "none", quantity: 1 }],
    ["else one more than is left", [variant("many", 50), variant("few", 2)], { item: "few", quantity: 3 }],
    ["nothing, where nobody counts", [variant("any", null)], undefined],
    ["nothing, where more is left than a request may ask for", [variant("huge", 1_000_000)], undefined],
  ])("%s", (_, found, shortage) => {
    expect(shortageOf(found)).toEqual(shortage);
  });
});
