import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { createCatalogStore } from "../../db/sqlite/catalog-store.ts";
import { type Database, openDatabase } from "../../db/sqlite/database.ts";
import type { Product } from "../../src/catalog/product.ts";
import type { ProductStore, ReservationStore } from "../../src/catalog/stores.ts";
import { instant } from "../../src/clock.ts";
import { type AttemptId, asId, type ProductId, type VariantId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";
import { setMerchantFields } from "../catalog/merchant-fields.ts";
import { productOf, variantOf } from "../catalog/products.ts";
import { openTestShop } from "../checkout/shop.ts";

const now = instant(1_800_000_000_000);
const later = instant(1_800_000_060_000);
const small = asId<VariantId>("shirt-small");
const shirt = asId<ProductId>("shirt");
const attempt = (name: string) => asId<AttemptId>(name);

let folder: string;
let database: Database;
let catalog: ProductStore & ReservationStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catalog-store-"));
  database = openDatabase(join(folder, "shop.db"));
  catalog = createCatalogStore(database.writer);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const available = async () => (await catalog.sellable(small))?.available;
const withStock = (stock: number | null, given = {}) =>
  productOf("shirt", { variants: [variantOf("shirt", "shirt-small", { stock, ...given })] });

/** What `variants.reserved` says, and what the reservation rows sum up to: they must agree. */
function reserved(): { column: number; rows: number } {
  const ask = (sql: string) =>
    database.writer.$client.query<{ units: number }, []>(sql).get()?.units ?? Number.NaN;
  return {
    column: ask("select sum(reserved) as units from variants"),
    rows: ask("select coalesce(sum(quantity), 0) as units from reservations"),
  };
}

describe("writing and reading products", () => {
  test("a product reads back as it was written, with no field set by the merchant", async () => {
    await catalog.put(productOf("shirt"), now);
    expect(await catalog.product(shirt)).toEqual({ ...productOf("shirt"), merchantFields: {} });
  });

  test("a variant is found with its product, and with what is left of it", async () => {
    await catalog.put(productOf("shirt"), now);
    const { variants, ...product } = productOf("shirt");
    expect(await catalog.sellable(small)).toEqual({
      variant: variantOf("shirt", "shirt-small"),
      product: { ...product, merchantFields: {} },
      available: 10,
    });
  });

  test("the read-only connection sees what was written", async () => {
    await catalog.put(productOf("shirt"), now);
    expect((await createCatalogStore(database.reader).sellable(small))?.variant.price).toBe(minor(4800));
  });

  test("put says whether it added, changed or changed nothing", async () => {
    expect(await catalog.put(productOf("shirt"), now)).toBe("added");
    expect(await catalog.put(productOf("shirt"), later)).toBe("unchanged");
    expect(await catalog.put(productOf("shirt", { title: "Shirt" }), later)).toBe("changed");
    expect(await catalog.put(withStock(9), later)).toBe("changed");
  });

  test("variants keep the order they were given in", async () => {
    const variants = ["l", "m", "s"].map((size) => variantOf("shirt", `shirt-${size}`));
    await catalog.put(productOf("shirt", { variants }), now);
    await catalog.put(productOf("shirt", { variants: variants.toReversed() }), later);
    expect((await catalog.product(shirt))?.variants.map(({ id }) => String(id))).toEqual([
      "shirt-s",
      "shirt-m",
      "shirt-l",
    ]);
  });

  test("an unknown or unpublished product is not sold", async () => {
    expect(await catalog.sellable(asId("nothing"))).toBeUndefined();
    await catalog.put(productOf("shirt", { published: false }), now);
    expect(await catalog.sellable(small)).toBeUndefined();
    expect(await catalog.product(shirt)).toBeDefined();
  });

  test("a variant no longer listed is withdrawn, and back once listed again", async () => {
    await catalog.put(productOf("shirt"), now);
    await catalog.put(productOf("shirt", { variants: [variantOf("shirt", "shirt-large")] }), later);
    expect(await catalog.sellable(small)).toBeUndefined();
    expect(await catalog.count()).toEqual({ products: 1, variants: 1 });
    await catalog.put(productOf("shirt"), later);
    expect(await available()).toBe(10);
  });

  test("a withdrawn product is neither sold nor listed, and importing it lists it again", async () => {
    await catalog.put(productOf("shirt"), now);
    expect(await catalog.withdraw(shirt, later)).toBe(true);
    expect(await catalog.withdraw(shirt, later)).toBe(false);
    expect(await catalog.sellable(small)).toBeUndefined();
    expect(await catalog.product(shirt)).toBeUndefined();
    expect(await catalog.page(undefined, 10)).toEqual([]);
    expect(await catalog.count()).toEqual({ products: 0, variants: 0 });
    expect(await catalog.put(productOf("shirt"), later)).toBe("added");
    expect(await available()).toBe(10);
  });

  test("a variant moves to the product that lists it last", async () => {
    await catalog.put(productOf("shirt"), now);
    await catalog.put(productOf("blouse", { variants: [variantOf("blouse", "shirt-small")] }), later);
    expect((await catalog.sellable(small))?.product.id).toBe(asId<ProductId>("blouse"));
    expect(await catalog.product(shirt)).toBeUndefined();
  });

  test("pages follow each other in id order without gaps", async () => {
    for (const id of ["c", "a", "b"]) await catalog.put(productOf(id), now);
    const first = await catalog.page(undefined, 2);
    const second = await catalog.page(first.at(-1)?.id, 2);
    expect([...first, ...second].map(({ id }) => String(id))).toEqual(["a", "b", "c"]);
  });

  test("names come page by page like the products, without the withdrawn ones", async () => {
    for (const id of ["c", "a", "b"]) await catalog.put(productOf(id, { title: `Title ${id}` }), now);
    await catalog.withdraw(asId("b"), later);
    const first = await catalog.titles(undefined, 1);
    expect(first).toEqual([{ id: asId<ProductId>("a"), title: "Title a" }]);
    expect(await catalog.titles(first[0]?.id, 5)).toEqual([{ id: asId<ProductId>("c"), title: "Title c" }]);
  });

  test("names that mean something to JavaScript are only names", async () => {
    const attributes = JSON.parse('{"__proto__":"a","constructor":"b"}');
    await catalog.put(productOf("__proto__", { attributes }), now);
    const read = await catalog.product(asId("__proto__"));
    expect(JSON.stringify(read?.attributes)).toBe('{"__proto__":"a","constructor":"b"}');
  });
});

describe("fields the merchant sets", () => {
  test("stay through an import and are replaced as a whole", async () => {
    await catalog.put(productOf("shirt"), now);
    await setMerchantFields(catalog, shirt, { return_window: "30" }, now);
    expect(await catalog.put(productOf("shirt"), later)).toBe("unchanged");
    await catalog.put(productOf("shirt", { title: "Shirt" }), later);
    expect((await catalog.product(shirt))?.merchantFields).toEqual({ return_window: "30" });
  });

  test("come with a file that carries them", async () => {
    await catalog.put(productOf("shirt", { merchantFields: { return_window: "14" } }), now);
    expect((await catalog.product(shirt))?.merchantFields).toEqual({ return_window: "14" });
  });
});

describe("reservations", () => {
  test("take from what is available until nothing is left, and then take nothing", async () => {
    await catalog.put(withStock(3), now);
    expect(await catalog.reserve(attempt("a"), small, 2, now)).toBe(true);
    expect(await available()).toBe(1);
    expect(await catalog.reserve(attempt("b"), small, 2, now)).toBe(false);
    expect(await available()).toBe(1);
    expect(await catalog.reserve(attempt("b"), small, 1, now)).toBe(true);
    expect(await available()).toBe(0);
    expect(reserved()).toEqual({ column: 3, rows: 3 });
  });

  test.each([
    ["not tracked", withStock(null)],
    ["sold beyond its stock", withStock(0, { backorder: true })],
  ])("always succeed for a variant that is %s, and are recorded", async (_, product) => {
    await catalog.put(product, now);
    expect(await catalog.reserve(attempt("a"), small, 5, now)).toBe(true);
    expect(await available()).toBeNull();
    expect(reserved()).toEqual({ column: 5, rows: 5 });
  });

  test("fail for a variant there is not", async () => {
    expect(await catalog.reserve(attempt("a"), asId("nothing"), 1, now)).toBe(false);
  });

  test("of one attempt and variant add up", async () => {
    await catalog.put(withStock(3), now);
    await catalog.reserve(attempt("a"), small, 1, now);
    await catalog.reserve(attempt("a"), small, 2, now);
    await catalog.release(attempt("a"));
    expect(await available()).toBe(3);
  });

  test("are given back once, however often it is asked", async () => {
    await catalog.put(withStock(3), now);
    await catalog.reserve(attempt("a"), small, 2, now);
    await catalog.release(attempt("a"));
    await catalog.release(attempt("a"));
    expect(await available()).toBe(3);
    expect(reserved()).toEqual({ column: 0, rows: 0 });
  });

  test("sold units can still be given back, as when an order is canceled", async () => {
    await catalog.put(withStock(3), now);
    await catalog.reserve(attempt("a"), small, 2, now);
    await catalog.sell(attempt("a"));
    await catalog.release(attempt("a"));
    expect(await available()).toBe(3);
  });

  test("a source that has sold more than it had leaves nothing to sell here", async () => {
    await catalog.put(withStock(-2), now);
    expect(await available()).toBe(0);
    expect(await catalog.reserve(attempt("a"), small, 1, now)).toBe(false);
  });
});

describe("an import and units sold here", () => {
  const told = instant(now + 1_000);
  const sellTwo = async () => {
    await catalog.put(withStock(10), now);
    await catalog.reserve(attempt("a"), small, 2, now);
    await catalog.sell(attempt("a"));
  };

  test("a source that was not told does not bring them back", async () => {
    await sellTwo();
    await catalog.put(withStock(10), later, later);
    expect(await available()).toBe(8);
  });

  test("a count made after the source was told is believed", async () => {
    await sellTwo();
    await catalog.acknowledge([attempt("a")], told);
    await catalog.put(withStock(8), later, later);
    expect(await available()).toBe(8);
    expect(reserved()).toEqual({ column: 0, rows: 0 });
  });

  test("a count made before the source was told still lacks them", async () => {
    await sellTwo();
    await catalog.acknowledge([attempt("a")], told);
    await catalog.put(withStock(10), later, now);
    expect(await available()).toBe(8);
  });

  test("a file that does not say when it was counted settles nothing", async () => {
    await sellTwo();
    await catalog.acknowledge([attempt("a")], told);
    await catalog.put(withStock(10), later);
    expect(await available()).toBe(8);
  });

  test("telling the source twice does not move the moment it was told", async () => {
    await sellTwo();
    await catalog.acknowledge([attempt("a")], told);
    await catalog.acknowledge([attempt("a")], instant(later + 1));
    await catalog.put(withStock(8), later, later);
    expect(await available()).toBe(8);
  });

  test("units only held for an open attempt stay held whatever the source says", async () => {
    await catalog.put(withStock(10), now);
    await catalog.reserve(attempt("a"), small, 2, now);
    await catalog.acknowledge([attempt("a")], told);
    await catalog.put(withStock(10), later, later);
    expect(await available()).toBe(8);
    expect(reserved()).toEqual({ column: 2, rows: 2 });
  });

  test("canceling an order whose sale the source has counted leaves the count to the source", async () => {
    await sellTwo();
    await catalog.acknowledge([attempt("a")], told);
    await catalog.put(withStock(8), later, later);
    await catalog.release(attempt("a"));
    expect(await available()).toBe(8);
  });
});

test("whatever happens in whatever order, no unit is promised twice and none is lost", async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("reserve"), attempt: fc.nat(4), quantity: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ do: fc.constantFrom("sell", "release"), attempt: fc.nat(4), quantity: fc.constant(0) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(12), fc.array(step, { maxLength: 30 }), async (stock, steps) => {
      database.writer.$client.run("delete from reservations");
      database.writer.$client.run("delete from variants");
      await catalog.put(withStock(stock), now);
      const held = new Map<AttemptId, number>();
      const total = () => [...held.values()].reduce((all, units) => all + units, 0);
      for (const { do: action, attempt: number, quantity } of steps) {
        const id = attempt(`attempt-${number}`);
        if (action === "reserve") {
          const fits = quantity <= stock - total();
          expect(await catalog.reserve(id, small, quantity, now)).toBe(fits);
          if (fits) held.set(id, (held.get(id) ?? 0) + quantity);
        } else if (action === "sell") {
          await catalog.sell(id);
        } else {
          await catalog.release(id);
          held.delete(id);
        }
        expect(await available()).toBe(stock - total());
        expect(reserved()).toEqual({ column: total(), rows: total() });
      }
    }),
    { numRuns: 60 },
  );
});

test("what is remembered of a variant is forgotten with any change of it or its product", async () => {
  await using shop = await openTestShop();
  const look = () => shop.reads.catalog.sellable(asId<VariantId>("mug"));
  const put = (change: (product: Product) => Product) =>
    shop.write(async ({ catalog }) => {
      const product = await catalog.product(asId<ProductId>("mug"));
      if (product) await catalog.put(change(product), shop.clock.now());
    });
  await look();
  await put((product) => ({ ...product, title: "Cup" }));
  expect((await look())?.product.title).toBe("Cup");
  await put((product) => ({ ...product, variants: product.variants.map((each) => ({ ...each, stock: 7 })) }));
  expect((await look())?.available).toBe(7);
  await shop.write(({ catalog }) =>
    setMerchantFields(catalog, asId<ProductId>("mug"), { material: "clay" }, shop.clock.now()),
  );
  expect((await look())?.product.merchantFields).toEqual({ material: "clay" });
  await put((product) => ({ ...product, published: false }));
  expect(await look()).toBeUndefined();
});

test("a change that was undone leaves nothing behind in memory", async () => {
  await using shop = await openTestShop();
  const undone = shop.write(async ({ catalog }) => {
    const product = await catalog.product(asId<ProductId>("mug"));
    if (product) await catalog.put({ ...product, title: "Never" }, shop.clock.now());
    await catalog.sellable(asId<VariantId>("mug"));
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  const seen = await shop.write(({ catalog }) => catalog.sellable(asId<VariantId>("mug")));
  expect(seen?.product.title).toBe("Mug");
});
