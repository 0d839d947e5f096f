import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { AuditEntry } from "../../../src/audit/audit.ts";
import { adjustStock, type StockEdit } from "../../../src/catalog/editing/adjust-stock.ts";
import { editProduct, giveBack, type ProductEdit } from "../../../src/catalog/editing/edit-product.ts";
import { exportLines } from "../../../src/catalog/editing/export-lines.ts";
import { addVariant, copyProduct, makeProduct } from "../../../src/catalog/editing/make-product.ts";
import { productInShop } from "../../../src/catalog/editing/owned-product.ts";
import { writeNative } from "../../../src/catalog/native.ts";
import type { Product } from "../../../src/catalog/product.ts";
import { type AttemptId, asId, type ProductId, type VariantId } from "../../../src/ids.ts";
import { type Currency, minor } from "../../../src/money.ts";
import { type ImportingShop, now, openImportingShop } from "../importing.ts";
import { productOf, variantOf } from "../products.ts";

const usd = "usd" as Currency;
const context = { actor: "dashboard", now, currency: usd } as const;
const shirt = asId<ProductId>("shirt");
const small = asId<VariantId>("shirt-small");

let shop: ImportingShop;
let audited: AuditEntry[];
const audit = { append: async (entry: AuditEntry) => void audited.push(entry) };

beforeEach(() => {
  shop = openImportingShop();
  audited = [];
});
afterEach(() => shop.close());

const bringIn = (...products: Product[]) =>
  shop.take(products.map((product) => writeNative(product, usd)).join("\n"));
const edit = (wanted: Partial<ProductEdit>, id = shirt) =>
  shop.write(({ catalog }) =>
    editProduct({ catalog, audit }, id, { product: [], variants: [], ...wanted }, context),
  );
const stock = (wanted: StockEdit, id = small) =>
  shop.write(({ catalog }) => adjustStock({ catalog, audit }, id, wanted, context));
const back = (...keys: Parameters<typeof giveBack>[2]) =>
  shop.write(({ catalog }) => giveBack({ catalog, audit }, shirt, keys, context));
const sold = async () => (await shop.catalog.sellable(small)) ?? undefined;
const exported = async () => {
  const lines: string[] = [];
  for await (const line of exportLines(shop.catalog, usd)) lines.push(line);
  return lines.join("\n");
};

describe("a field that was changed here", () => {
  beforeEach(() => bringIn(productOf("shirt")));

  test("is what checkout sells by, through later imports, until it is given back", async () => {
    await edit({ variants: [{ id: small, changes: [{ field: "price", value: minor(3900) }] }] });
    const cheaper = productOf("shirt", {
      variants: [variantOf("shirt", "shirt-small", { price: minor(4500), sku: "NEW" })],
    });
    await bringIn(cheaper);
    expect((await sold())?.variant).toMatchObject({ price: 3900, sku: "NEW" });
    expect((await back({ of: "variant", id: small, field: "price" })).ok).toBe(true);
    expect((await sold())?.variant.price).toBe(minor(4500));
  });

  test("of a product's title is followed by its variants' whole names", async () => {
    await bringIn(
      productOf("shirt", {
        variants: [variantOf("shirt", "shirt-small", { title: "Linen shirt - Small" })],
      }),
    );
    await edit({ product: [{ field: "title", value: "Flax shirt" }] });
    expect((await sold())?.variant.title).toBe("Flax shirt - Small");
    await back({ of: "product", id: shirt, field: "title" });
    expect((await sold())?.variant.title).toBe("Linen shirt - Small");
  });

  test("is shown beside what the source says, and audited with what it became", async () => {
    await edit({ product: [{ field: "published", value: false }] });
    const found = await productInShop(shop.catalog, shirt);
    expect(found).toMatchObject({ product: { published: false }, source: { published: true } });
    expect(audited).toEqual([
      {
        at: now,
        actor: "dashboard",
        action: "catalog.edit",
        subject: shirt,
        details: { fields: [{ field: "published", value: false }] },
      },
    ]);
  });

  test("to what it is already is no change", async () => {
    await edit({ product: [{ field: "title", value: "Linen shirt" }] });
    expect((await productInShop(shop.catalog, shirt))?.overrides).toEqual([]);
    expect(audited).toEqual([]);
  });

  test("under a version that somebody else has changed since changes nothing", async () => {
    const { version } = (await productInShop(shop.catalog, shirt)) ?? {};
    const first = await edit({ version, product: [{ field: "brand", value: "One" }] });
    expect(first.ok).toBe(true);
    const second = await edit({ version, product: [{ field: "brand", value: "Two" }] });
    expect(second).toEqual({ ok: false, refusal: { kind: "changed_meanwhile" } });
    expect((await shop.product("shirt"))?.brand).toBe("One");
  });

  test("may be seen under the same version after a sale", async () => {
    const before = (await productInShop(shop.catalog, shirt))?.version;
    await stock({ kind: "by", units: -1, reason: "sold at the market" });
    await back({ of: "variant", id: small, field: "stock" });
    expect((await productInShop(shop.catalog, shirt))?.version).toBe(before ?? "");
  });

  test.each([
    ["a title of nothing", { product: [{ field: "title", value: "" }] }, "title"],
    [
      "a sale that ends before it begins",
      {
        variants: [
          {
            id: small,
            changes: [{ field: "sale", value: { price: minor(1), startsAt: now, endsAt: now } }],
          },
        ],
      },
      "variants[0].sale.ends_at",
    ],
    [
      "a sale above the price",
      { variants: [{ id: small, changes: [{ field: "sale", value: { price: minor(9900) } }] }] },
      "sale price of shirt-small",
    ],
  ] as const)("to %s is refused, with nothing changed", async (_, wanted, field) => {
    expect(await edit(wanted)).toMatchObject({
      ok: false,
      refusal: { kind: "invalid_value", field },
    });
    expect((await productInShop(shop.catalog, shirt))?.overrides).toEqual([]);
  });

  test("of a variant it does not have is refused", async () => {
    const other = asId<VariantId>("other");
    expect(
      await edit({ variants: [{ id: other, changes: [{ field: "listed", value: false }] }] }),
    ).toMatchObject({ refusal: { kind: "unknown_variant" } });
  });
});

test("what a source lists no more stays away, whatever was changed of it and is changed of the rest", async () => {
  const large = asId<VariantId>("shirt-large");
  const variants = [variantOf("shirt", "shirt-small"), variantOf("shirt", "shirt-large")];
  await bringIn(productOf("shirt", { variants }));
  await stock({ kind: "count_here", units: 2, reason: "shelf" }, large);
  await bringIn(productOf("shirt", { title: "Flax shirt", variants: variants.slice(0, 1) }));
  await edit({ variants: [{ id: small, changes: [{ field: "price", value: minor(3900) }] }] });
  expect(await shop.catalog.sellable(large)).toBeUndefined();
  expect(await sold()).toMatchObject({ product: { title: "Flax shirt" }, variant: { price: 3900 } });
  await bringIn(productOf("shirt", { variants }));
  expect(await shop.catalog.sellable(large)).toMatchObject({ available: 2 });
});

describe("a product that was deleted here", () => {
  test("stays so while its source goes on listing it, and comes back with one press", async () => {
    await bringIn(productOf("shirt"), productOf("mug"));
    await edit({ product: [{ field: "listed", value: false }] });
    const report = await bringIn(productOf("shirt", { title: "Shirt" }), productOf("mug"));
    expect(report.products).toMatchObject({ added: 0, unchanged: 1 });
    expect(await sold()).toBeUndefined();
    expect(await shop.product("shirt")).toBeUndefined();
    await back({ of: "product", id: shirt, field: "listed" });
    expect((await shop.product("shirt"))?.title).toBe("Shirt");
  });
});

describe("the stock that a source counts", () => {
  const recount = (units: number) =>
    bringIn(productOf("shirt", { variants: [variantOf("shirt", "shirt-small", { stock: units })] }));
  beforeEach(() => bringIn(productOf("shirt")));

  test("is adjusted, in later counts alike, until that is given back", async () => {
    await stock({ kind: "by", units: -2, reason: "broken" });
    expect((await sold())?.available).toBe(8);
    await recount(20);
    expect((await sold())?.available).toBe(18);
    await back({ of: "variant", id: small, field: "stock" });
    expect((await sold())?.available).toBe(20);
    expect(audited[0]).toMatchObject({
      action: "catalog.stock",
      subject: "shirt",
      details: { variant: "shirt-small", from: 10, to: 8, reason: "broken" },
    });
  });

  test("while what it counts is deleted here is what there is when it comes back", async () => {
    await stock({ kind: "by", units: -2, reason: "broken" });
    await edit({ product: [{ field: "listed", value: false }] });
    await recount(20);
    await back({ of: "product", id: shirt, field: "listed" });
    expect((await sold())?.available).toBe(18);
  });

  test("while a variant is deleted here is what there is when it comes back", async () => {
    await edit({ variants: [{ id: small, changes: [{ field: "listed", value: false }] }] });
    await recount(20);
    await back({ of: "variant", id: small, field: "listed" });
    expect((await sold())?.available).toBe(20);
  });

  test("is not what there is of a variant that is counted here when that comes back", async () => {
    await stock({ kind: "count_here", units: 5, reason: "counted" });
    await edit({ product: [{ field: "listed", value: false }] });
    await recount(20);
    await back({ of: "product", id: shirt, field: "listed" });
    expect((await sold())?.available).toBe(5);
  });

  test("set to what can be sold now leaves sold what was sold since one looked", async () => {
    const attempt = asId<AttemptId>("pay_1");
    await shop.write(({ catalog }) => catalog.reserve(attempt, small, 3, now));
    await shop.write(({ catalog }) => catalog.sell(attempt));
    await stock({ kind: "to", units: 20, seen: 10, reason: "counted the shelf" });
    expect((await sold())?.available).toBe(17);
    await stock({ kind: "to", units: 20, reason: "counted the shelf" });
    expect((await sold())?.available).toBe(20);
  });

  test("no longer counts where it is counted here, and sales stay subtracted", async () => {
    await stock({ kind: "count_here", units: 5, reason: "sold here alone" });
    const attempt = asId<AttemptId>("pay_1");
    await shop.write(({ catalog }) => catalog.reserve(attempt, small, 1, now));
    await shop.write(({ catalog }) => catalog.sell(attempt));
    await shop.write(({ catalog }) => catalog.acknowledgeAll(now));
    await shop.take(writeNative(productOf("shirt"), usd), { countedAt: now });
    expect((await sold())?.available).toBe(4);
    await back({ of: "variant", id: small, field: "stock" });
    expect((await shop.product("shirt"))?.variants[0]?.stock).toBe(10);
  });

  test("that nobody counts is counted here from the first number on", async () => {
    await bringIn(productOf("shirt", { variants: [variantOf("shirt", "shirt-small", { stock: null })] }));
    expect(await stock({ kind: "by", units: 1, reason: "found one" })).toMatchObject({
      refusal: { kind: "not_counted" },
    });
    await stock({ kind: "to", units: 7, reason: "counted" });
    expect((await sold())?.available).toBe(7);
  });

  test.each([
    [{ kind: "by", units: 0, reason: "none" }, "not_units"],
    [{ kind: "by", units: 1.5, reason: "half" }, "not_units"],
    [{ kind: "to", units: -1, reason: "less" }, "not_units"],
    [{ kind: "by", units: 1, reason: " " }, "no_reason"],
  ] as const)("is not changed by %j", async (wanted, kind) => {
    expect(await stock(wanted)).toMatchObject({ ok: false, refusal: { kind } });
  });
});

describe("what was made here", () => {
  const variant = { price: minor(1200), stock: 4, options: [], requiresShipping: true };
  const mug = { title: "Mug", published: true, imageUrls: [], variants: [variant] };
  const make = () => shop.write(({ catalog }) => makeProduct({ catalog, audit }, mug, context));

  test("has an id made of its title, and is refused where that is taken", async () => {
    expect((await make()).ok).toBe(true);
    expect(await shop.product("mug")).toMatchObject({ title: "Mug", variants: [{ id: "mug", price: 1200 }] });
    expect(await make()).toMatchObject({ refusal: { kind: "id_taken", id: "mug" } });
  });

  test("is neither changed nor withdrawn by any import", async () => {
    await make();
    await bringIn(productOf("shirt"));
    const report = await shop.take(writeNative(productOf("shirt"), usd), {
      confirmWithdrawal: async () => true,
    });
    expect(report.gone).toEqual([]);
    const refused = await bringIn(productOf("mug"), productOf("shirt"));
    expect(refused.refused[0]?.reason).toContain("was made here");
    expect(await shop.product("mug")).toMatchObject({ title: "Mug" });
  });

  test("keeps its variants' ids from a synchronising file that lists them elsewhere", async () => {
    await make();
    const thief = productOf("thief", { variants: [variantOf("thief", "mug")] });
    const report = await shop.take(
      [productOf("shirt"), thief].map((product) => writeNative(product, usd)).join("\n"),
      { confirmWithdrawal: async () => true },
    );
    expect(report.products.refused).toBe(1);
    expect((await shop.catalog.sellable(asId<VariantId>("mug")))?.product.title).toBe("Mug");
  });

  test("is edited itself, gets variants, and is copied with nothing in stock", async () => {
    await make();
    const id = asId<ProductId>("mug");
    await edit({ product: [{ field: "title", value: "Cup" }] }, id);
    expect((await productInShop(shop.catalog, id))?.overrides).toEqual([]);
    const blue = { ...variant, options: [{ name: "Colour", value: "Blue" }] };
    await shop.write(({ catalog }) => addVariant({ catalog, audit }, id, blue, context));
    const copied = await shop.write(({ catalog }) => copyProduct({ catalog, audit }, id, context));
    expect(copied).toMatchObject({
      ok: true,
      value: {
        product: {
          id: "mug-copy",
          title: "Cup (copy)",
          published: false,
          variants: [
            { id: "mug-copy", title: "Cup (copy)", stock: 0 },
            { id: "mug-copy-blue", title: "Cup (copy) - Blue", stock: 0 },
          ],
        },
      },
    });
  });

  test("of a source's product can be no variant", async () => {
    await bringIn(productOf("shirt"));
    expect(
      await shop.write(({ catalog }) => addVariant({ catalog, audit }, shirt, variant, context)),
    ).toMatchObject({ refusal: { kind: "not_made_here" } });
  });
});

describe("an export", () => {
  beforeEach(async () => {
    const variants = ["small", "large"].map((size) => variantOf("shirt", `shirt-${size}`));
    await bringIn(productOf("shirt", { variants }), productOf("mug"));
    await edit({
      product: [
        { field: "title", value: "Flax shirt" },
        { field: "merchantFields.return_window", value: "30" },
      ],
      variants: [
        { id: small, changes: [{ field: "price", value: minor(3900) }] },
        { id: asId<VariantId>("shirt-large"), changes: [{ field: "listed", value: false }] },
      ],
    });
    await stock({ kind: "by", units: -2, reason: "broken" });
    await shop.write(({ catalog }) =>
      makeProduct(
        { catalog, audit },
        {
          title: "Pot",
          published: true,
          imageUrls: [],
          variants: [{ price: minor(900), stock: 1, options: [], requiresShipping: true }],
        },
        context,
      ),
    );
  });

  test("says whose each value is, and what the source says", async () => {
    const [mug, pot, line] = (await exported()).split("\n").map((each) => JSON.parse(each));
    expect([mug.overrides, mug.source, mug.made_here]).toEqual([undefined, undefined, undefined]);
    expect(pot.made_here).toBe(true);
    expect(line).toMatchObject({
      title: "Flax shirt",
      overrides: ["merchant_fields.return_window", "title"],
      variants: [{ id: "shirt-small", price: { amount: 3900 }, stock: 8, overrides: ["price", "stock"] }],
      source: { title: "Linen shirt", variants: [{ price: { amount: 4800 }, stock: 10 }, {}] },
    });
  });

  test("imported where it comes from changes nothing, and no change becomes the source's", async () => {
    const text = await exported();
    const report = await shop.take(text);
    expect(report.products).toMatchObject({ added: 0, changed: 0, unchanged: 3, refused: 0 });
    expect(await exported()).toBe(text);
    await back({ of: "product", id: shirt, field: "title" });
    expect((await shop.product("shirt"))?.title).toBe("Linen shirt");
  });

  test("imported into an empty shop brings the changes as changes", async () => {
    const text = await exported();
    const other = openImportingShop();
    await using closing = new AsyncDisposableStack();
    closing.defer(() => other.close());
    await other.take(text);
    expect(await other.product("shirt")).toEqual(await shop.product("shirt"));
    await other.take(writeNative(productOf("shirt", { title: "Later" }), usd));
    expect((await other.product("shirt"))?.title).toBe("Flax shirt");
    const sync = await other.take(writeNative(productOf("mug"), usd), {
      confirmWithdrawal: async (gone) => gone.length === 1,
    });
    expect(sync.gone.map(({ id }) => String(id))).toEqual(["shirt"]);
  });

  test("that names what is no field is refused", async () => {
    const line = { ...JSON.parse(writeNative(productOf("mug"), usd)), overrides: ["colour"] };
    const report = shop.take(JSON.stringify(line));
    await expect(report).rejects.toMatchObject({
      refusals: [{ reason: "names no field that can be changed" }],
    });
  });
});
