import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { permalinkTo, readPermalink } from "../../src/carts/permalink.ts";
import { catalogId } from "../../src/catalog/native-schema.ts";
import { asId, type VariantId } from "../../src/ids.ts";

const allowed = new RegExp(catalogId.pattern);

/** Every id that a catalogue may hold, with what could be taken for the link's own more often than chance has it. */
const id = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 200, unit: "grapheme" }),
    fc.string({
      minLength: 1,
      maxLength: 12,
      unit: fc.constantFrom(",", ":", "/", "%", ".", "?", "#", "&", "+", " ", "a", "é"),
    }),
    fc.constantFrom(".", "..", "%2e", "%2F", "../x", "a,b:2", "ü", "🎁"),
  )
  .filter((text) => allowed.test(text) && text.isWellFormed())
  .map((text) => asId<VariantId>(text));

const content = fc.record({
  items: fc.array(fc.record({ id, quantity: fc.integer({ min: 1, max: 999_999 }) }), {
    minLength: 1,
    maxLength: 20,
  }),
  code: fc.option(
    fc.string({ minLength: 1, maxLength: 40 }).filter((code) => code.trim() === code && code !== ""),
    {
      nil: undefined,
    },
  ),
});

describe("a permalink", () => {
  test("says whatever it was made of, for every id that a catalogue may hold", () => {
    fc.assert(
      fc.property(content, (made) => {
        const url = new URL(permalinkTo(made), "https://shop.example").href;
        expect(readPermalink(url)).toEqual(made);
      }),
    );
  });

  test.each([
    ["one unit where none is said", "/buy/mug", ["mug 1"]],
    ["several items", "/buy/mug:2,shirt%2Csmall", ["mug 2", "shirt,small 1"]],
  ] as const)("means %s", (_, path, items) => {
    expect(readPermalink(path)?.items.map(({ id, quantity }) => `${id} ${quantity}`)).toEqual([...items]);
  });

  test.each([
    "/buy/",
    "/buy/mug:0",
    "/buy/mug:-1",
    "/buy/mug:1.5",
    "/buy/mug:1:2",
    "/buy/mug,,x",
    "/buy/%ff",
    "/cart",
  ])("is not read out of %s", (path) => {
    expect(readPermalink(path)).toBeUndefined();
  });

  test("of more items than anybody shares is none", () => {
    expect(
      readPermalink(`/buy/${Array.from({ length: 51 }, (_, index) => `item${index}`).join(",")}`),
    ).toBeUndefined();
  });
});
