import { describe, expect, test } from "bun:test";
import { writeNative } from "../../src/catalog/native.ts";
import type { Currency } from "../../src/money.ts";
import { productOf } from "../catalog/products.ts";
import { smallestShop } from "../settings/load.ts";
import { openTerminal } from "./terminal.ts";

/** A terminal in the folder of a shop that sells a shirt and a mug. */
async function withGoods() {
  const terminal = openTerminal();
  terminal.file("shop.toml", smallestShop);
  const lines = ["mug", "shirt"].map((id) => writeNative(productOf(id), "usd" as Currency));
  terminal.file("goods.jsonl", lines.join("\n"));
  await terminal.run("catalog", "import", "goods.jsonl");
  return terminal;
}

const shown = async (terminal: Awaited<ReturnType<typeof withGoods>>, id = "shirt") =>
  (await terminal.json("catalog", "show", id)) as {
    readonly title: string;
    readonly published: boolean;
    readonly overrides?: readonly string[];
    readonly variants: readonly {
      readonly price: { readonly amount: number };
      readonly sale?: object;
      readonly stock: number;
      readonly weight: object;
      readonly overrides?: readonly string[];
    }[];
  };

describe("the catalogue at the command line", () => {
  test("is listed, by words too, and only what was changed", async () => {
    const terminal = await withGoods();
    const { out } = await terminal.run("catalog", "list");
    expect(out.split("\n").map((line) => line.split(/\s{2,}/))).toEqual([
      ["PRODUCT", "TITLE", "SHOWN", "VARIANTS", "PRICE", "STOCK"],
      ["mug", "Linen shirt", "yes", "1", "$48.00", "10"],
      ["shirt", "Linen shirt", "yes", "1", "$48.00", "10"],
    ]);
    await terminal.run("catalog", "hide", "mug");
    const changed = (await terminal.json("catalog", "list", "--changed")) as { id: string }[];
    expect(changed.map(({ id }) => id)).toEqual(["mug"]);
    expect((await terminal.run("catalog", "list", "--search", "mug-sm", "--hidden")).out).toContain("mug");
    expect((await terminal.run("catalog", "list", "--search", "nothing")).notes).toBe(
      "There are no such products.",
    );
  });

  test("is shown with what was changed beside what the source says", async () => {
    const terminal = await withGoods();
    await terminal.run("catalog", "edit", "shirt", "title=Flax shirt");
    const { out } = await terminal.run("catalog", "show", "shirt-small");
    expect(out).toContain("title    Flax shirt");
    expect(out).toContain("Changed here, 1 field:");
    expect(out).toMatch(/title\s+Flax shirt\s+Linen shirt/);
  });

  test("is changed in price, with a sale for some days, and given back", async () => {
    const terminal = await withGoods();
    await terminal.run("catalog", "price", "shirt-small", "39.00");
    await terminal.run(
      ...["catalog", "price", "shirt-small", "--sale", "29", "--from", "2026-11-27", "--until", "2026-11-30"],
    );
    await terminal.run("catalog", "import", "goods.jsonl");
    expect((await shown(terminal)).variants[0]).toMatchObject({
      price: { amount: 3900 },
      sale: { price: { amount: 2900 } },
      overrides: ["price", "sale"],
    });
    await terminal.run("catalog", "price", "shirt-small", "--give-back");
    expect((await shown(terminal)).variants[0]).toMatchObject({ price: { amount: 4800 } });
  });

  test("is changed in stock with a reason, never without", async () => {
    const terminal = await withGoods();
    expect(await terminal.run("catalog", "stock", "shirt-small", "-2")).toMatchObject({
      code: 2,
      notes: expect.stringContaining("--reason"),
    });
    await terminal.run("catalog", "stock", "shirt-small", "-2", "--reason", "broken");
    await terminal.run("catalog", "import", "goods.jsonl");
    expect((await shown(terminal)).variants[0]?.stock).toBe(8);
    await terminal.run("catalog", "stock", "shirt-small", "20", "--here", "--reason", "sold here alone");
    await terminal.run("catalog", "import", "goods.jsonl");
    expect((await shown(terminal)).variants[0]).toMatchObject({
      stock: 20,
      overrides: ["stock_counted_here"],
    });
    await terminal.run("catalog", "stock", "shirt-small", "--give-back");
    expect((await shown(terminal)).variants[0]?.stock).toBe(10);
  });

  test("hides a product, and shows it again", async () => {
    const terminal = await withGoods();
    await terminal.run("catalog", "hide", "shirt");
    expect((await shown(terminal)).published).toBe(false);
    await terminal.run("catalog", "hide", "shirt", "--undo");
    expect((await shown(terminal)).published).toBe(true);
  });

  test("is edited field by field, of products and variants", async () => {
    const terminal = await withGoods();
    await terminal.run("catalog", "edit", "shirt-small", "weight=1.5 kg", "max_quantity=3");
    expect((await shown(terminal)).variants[0]).toMatchObject({
      weight: { value: 1.5, unit: "kg" },
      max_quantity: 3,
    });
    await terminal.run("catalog", "edit", "shirt-small", "--give-back", "weight");
    expect((await shown(terminal)).variants[0]?.overrides).toEqual(["max_quantity"]);
  });

  test.each([
    [["edit", "shirt", "price=12"], 2, "price is no field of a product."],
    [["edit", "shirt-small", "price=dear"], 2, "price must be an amount in USD"],
    [["edit", "shirt-small", "weight=heavy"], 2, "weight must be a weight like 240 g"],
    [["edit", "shirt", "media=ftp://x"], 2, "media must be whole https:// addresses"],
    [["edit", "shirt", "title="], 2, "title must not be empty"],
    [["edit", "shirt"], 2, "Say what to change"],
    [["edit", "shirt", "--give-back", "title"], 1, "there is nothing to give back"],
    [["edit", "other", "title=x"], 1, "There is no product or variant"],
    [["price", "shirt-small", "-5"], 2, ""],
    [["price", "shirt-small"], 2, "Say what it costs"],
    [["price", "shirt-small", "1", "--sale", "2"], 1, "must not be above the price"],
    [["stock", "shirt-small", "many", "--reason", "x"], 2, "Say how many"],
    [["show", "other"], 1, "checkstand catalog list"],
  ])("%j is refused with words", async (words, code, notes) => {
    const terminal = await withGoods();
    const done = await terminal.run("catalog", ...words);
    expect([done.code, done.notes]).toEqual([code, expect.stringContaining(notes)]);
    expect((await shown(terminal)).overrides).toBeUndefined();
  });
});
