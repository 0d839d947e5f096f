import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { DerivedIds, plainVariantId } from "../../src/catalog/import/variant-id.ts";
import type { Product } from "../../src/catalog/product.ts";
import { asId, type ProductId, type VariantId } from "../../src/ids.ts";
import { type ImportingShop, openImportingShop } from "./importing.ts";
import { productOf, variantOf } from "./products.ts";

function optionsOf(values: readonly string[]) {
  return values.map((value, index) => ({ name: `Option ${index + 1}`, value }));
}

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
  expect(plainVariantId(asId<ProductId>(handle), optionsOf(values))).toBe(asId<VariantId>(id));
});

const nothingStored = { storedChoices: async () => [], variantOwners: async () => new Map() };

function shopifyProduct(handle: string, choices: readonly (readonly string[])[]): Product {
  const id = asId<ProductId>(handle);
  const variants = choices.map((values) => {
    const options = optionsOf(values);
    return { ...variantOf(handle, plainVariantId(id, options)), options };
  });
  return productOf(handle, { variants });
}

async function idsOf(...products: readonly Product[]): Promise<string[][]> {
  const ids = new DerivedIds();
  for (const product of products) ids.note(product);
  const given = await ids.give(products, nothingStored);
  return given.map(({ variants }) => variants.map(({ id }) => id));
}

test("values that only differ in signs get ids that differ, the shortest the plain id", async () => {
  const [[minus, plain, plus] = []] = await idsOf(shopifyProduct("battery", [["AA-"], ["AA"], ["AA+"]]));
  expect(plain).toBe("battery-aa");
  expect(plus).toMatch(/^battery-aa-[0-9a-f]{8}$/);
  expect(minus).toMatch(/^battery-aa-[0-9a-f]{8}$/);
  expect(plus).not.toBe(minus);
});

test("no id is longer than feeds take, different values never share one, and their order does not matter", async () => {
  const values = fc.uniqueArray(fc.tuple(fc.string({ maxLength: 120 }), fc.string()), {
    minLength: 1,
    maxLength: 8,
    comparator: (one, other) => one[0] === other[0] && one[1] === other[1],
  });
  await fc.assert(
    fc.asyncProperty(values, async (choices) => {
      const [ids = []] = await idsOf(shopifyProduct("a-handle", choices));
      expect(new Set(ids).size).toBe(choices.length);
      for (const id of ids) expect(id.length).toBeLessThanOrEqual(100);
      const [reversed = []] = await idsOf(shopifyProduct("a-handle", choices.toReversed()));
      expect(reversed.toReversed()).toEqual(ids);
    }),
  );
});

describe("an id that two products would have", () => {
  const header = "Handle,Title,Option1 Name,Option1 Value,Variant Price\n";
  const mug = "mug,Mug,Color,Red,5.00\nmug,,,Blue,5.00\n";
  const redEdition = "mug-red,Mug red edition,Title,Default Title,9.00\n";
  const hashed = expect.stringMatching(/^mug-red-[0-9a-f]{8}$/);

  let shop: ImportingShop;
  beforeEach(() => {
    shop = openImportingShop();
  });
  afterEach(() => shop.close());

  const idsIn = async (handle: string) =>
    (await shop.product(handle))?.variants.map(({ id, title }) => [title, String(id)] as unknown);

  test.each([
    ["as they come", header + mug + redEdition],
    ["the other way round", header + redEdition + mug],
  ])("in one file goes to the longer handle, %s", async (_, file) => {
    const report = await shop.take(file);
    expect(report).toMatchObject({ products: { added: 2, refused: 0 }, variants: 3 });
    expect(await idsIn("mug-red")).toEqual([["Mug red edition", "mug-red"]]);
    expect(await idsIn("mug")).toEqual([
      ["Mug - Red", hashed],
      ["Mug - Blue", "mug-blue"],
    ]);
  });

  test("stays where it is stored, whatever file comes next", async () => {
    await shop.take(header + mug);
    await shop.take(header + redEdition);
    const expected = [["Mug red edition", hashed]];
    expect(await idsIn("mug")).toEqual([
      ["Mug - Red", "mug-red"],
      ["Mug - Blue", "mug-blue"],
    ]);
    expect(await idsIn("mug-red")).toEqual(expected);
    for (const file of [redEdition + mug, mug + redEdition, redEdition, mug]) {
      expect((await shop.take(header + file)).products).toMatchObject({ added: 0, changed: 0 });
    }
    expect(await idsIn("mug-red")).toEqual(expected);
  });

  test("is not given to another once its variant is withdrawn, and is there again when that comes back", async () => {
    await shop.take(header + mug);
    await shop.take(`${header}mug,Mug,Color,Blue,5.00\n`);
    await shop.take(header + redEdition);
    expect(await idsIn("mug-red")).toEqual([["Mug red edition", hashed]]);
    await shop.take(header + mug);
    expect(await idsIn("mug")).toEqual([
      ["Mug - Red", "mug-red"],
      ["Mug - Blue", "mug-blue"],
    ]);
  });

  test("does not pass from one value to another that only differs in signs", async () => {
    const battery = (...values: string[]) =>
      header + values.map((value) => `battery,Battery,Kind,${value},5.00\n`).join("");
    await shop.take(battery("AA", "AA+"));
    const [, plus] = (await shop.product("battery"))?.variants ?? [];
    await shop.take(battery("AA+"));
    expect((await shop.product("battery"))?.variants.map(({ id }) => id)).toEqual(plus ? [plus.id] : []);
  });
});
